/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why not SoupServer: with 2,000 requests waiting it took 110 to 120 microseconds of CPU per
 * request, as much as the client that is measured, and it cannot send the faults, such as a wrong
 * length or half a header. libsoup only reads the headers of the requests.
 *
 * The socket is watched edge-triggered, so the connection remembers what is ready. drive ()
 * advances the connection as far as possible; no other function here frees it while the server
 * runs. */
#include "config.h"

#include "lab/http-connection.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define READ_SIZE (16 * 1024)
#define HEAD_MAX (64 * 1024)
#define BLOCKS_A_TURN 16 /* of a long answer; then other connections have theirs */

typedef enum
{
  STATE_READING,
  STATE_WAITING, /* for the delay, or to continue a long answer */
  STATE_SENDING,
} State;

struct _SwimHttpConnection
{
  SwimWatch watch; /* first: a watch is cast to its connection */
  SwimDelay delay;
  SwimHttpHost *host;
  GList link;
  State state;
  gboolean is_readable;
  gboolean is_writable;
  gboolean is_broken;
  gboolean is_head;    /* the request was HEAD */
  gboolean is_last;    /* the connection ends with this answer */
  gboolean is_stalled; /* the answer is never sent */
  gboolean resets;     /* the connection ends with a reset */
  GByteArray *in;
  GString *head; /* of the answer */
  SwimContent *content;
  GBytes *block;  /* of the content */
  gsize n_sent;   /* of head and block together */
  guint n_blocks; /* in this turn */
};

static SwimHttpConnection *
from_delay (SwimDelay *delay)
{
  return (SwimHttpConnection *) ((char *) delay - G_STRUCT_OFFSET (SwimHttpConnection, delay));
}

void
swim_http_connection_free (SwimHttpConnection *self)
{
  const struct linger at_once = { .l_onoff = 1 };

  swim_delay_queue_remove (self->host->delays, &self->delay);
  g_queue_unlink (&self->host->connections, &self->link);
  if (self->resets)
    setsockopt (self->watch.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (self->watch.fd);
  g_byte_array_unref (self->in);
  g_string_free (self->head, TRUE);
  g_clear_pointer (&self->content, swim_content_free);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_free (self);
}

/* The path of a request's target, decoded; NULL: it has none (transfer full). */
static char *
get_path (const char *target)
{
  const char *start = target;

  if (*start != '/') /* the absolute form, as to a proxy */
    {
      const char *authority = strstr (target, "://");

      start = authority != NULL ? strchr (authority + 3, '/') : NULL;
    }
  return start != NULL ? g_uri_unescape_segment (start, start + strcspn (start, "?#"), NULL) : NULL;
}

static gboolean
is_persistent (SoupMessageHeaders *headers, SoupHTTPVersion version)
{
  const char *connection = soup_message_headers_get_list (headers, "Connection");

  if (soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL
      || soup_message_headers_get_content_length (headers) > 0)
    return FALSE; /* the body is not read, and would be taken for the next request */
  if (version == SOUP_HTTP_1_0)
    return connection != NULL && soup_header_contains (connection, "keep-alive");
  return connection == NULL || !soup_header_contains (connection, "close");
}

/* Answers with a status and ends the connection: where the next request begins is not known. */
static void
refuse (SwimHttpConnection *self, guint status)
{
  g_autoptr (SwimHttpAnswer) answer =
      swim_http_answer_new (&(SwimHttpRequest){ 0 }, swim_content_new_status (status));

  answer->status = status;
  answer->ends = TRUE;
  self->state = STATE_WAITING;
  swim_http_connection_answer (self, answer);
}

/* Whether the host is named as RFC 9112, section 3.2, asks for: once, and never left out in 1.1. */
static gboolean
names_host (SoupMessageHeaders *headers, SoupHTTPVersion version)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  guint hosts = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "Host") == 0)
      {
        hosts++;
        if (strpbrk (value, " \t,/@?#") != NULL)
          return FALSE;
      }
  return hosts == 1 || (hosts == 0 && version == SOUP_HTTP_1_0);
}

/* Parses the head of a request, up to its blank line, and passes it to the server. */
static void
handle_head (SwimHttpConnection *self, const char *head, gsize length)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *method = NULL;
  g_autofree char *target = NULL;
  g_autofree char *path = NULL;
  SwimHttpRequest request;
  SoupHTTPVersion version;
  guint status =
      soup_headers_parse_request (head, (int) length, headers, &method, &target, &version);

  self->state = STATE_WAITING;
  self->is_head = FALSE;
  if (status == SOUP_STATUS_OK && names_host (headers, version))
    path = get_path (target);
  if (path == NULL)
    {
      refuse (self, SOUP_STATUS_BAD_REQUEST);
      return;
    }
  self->is_last = !is_persistent (headers, version);
  self->is_head = strcmp (method, "HEAD") == 0;
  request = (SwimHttpRequest){ .method = method,
                               .path = path,
                               .range = soup_message_headers_get_one (headers, "Range"),
                               .if_range = soup_message_headers_get_one (headers, "If-Range") };
  self->host->on_request (self, &request, self->host->data);
}

/* Takes the first request from the bytes that were read. FALSE: it is not complete. */
static gboolean
take_request (SwimHttpConnection *self)
{
  const guint8 *end;
  gsize length;

  if (self->in->len == 0)
    return FALSE; /* data may be NULL, which memmem () does not take */
  end = memmem (self->in->data, self->in->len, "\r\n\r\n", 4);
  if (end == NULL && self->in->len > HEAD_MAX)
    {
      refuse (self, SOUP_STATUS_BAD_REQUEST);
      return TRUE;
    }
  if (end == NULL)
    return FALSE;
  length = (gsize) (end - self->in->data) + 2; /* with the last header's line end */
  handle_head (self, (const char *) self->in->data, length);
  g_byte_array_remove_range (self->in, 0, (guint) length + 2);
  return TRUE;
}

/* Reads once. FALSE: there was nothing to read. A read that does not fill the buffer has emptied
 * the socket: the poller reports what comes later. */
static gboolean
fill_in (SwimHttpConnection *self)
{
  guint8 bytes[READ_SIZE];
  gssize got;

  if (!self->is_readable)
    return FALSE;
  got = recv (self->watch.fd, bytes, sizeof bytes, 0);
  if (got < 0 && errno == EINTR)
    return TRUE;
  self->is_readable = got == sizeof bytes;
  if (got > 0)
    g_byte_array_append (self->in, bytes, (guint) got);
  else if (got == 0 || errno != EAGAIN)
    self->is_broken = TRUE;
  return got > 0;
}

static gsize
get_block_size (SwimHttpConnection *self)
{
  return self->block != NULL ? g_bytes_get_size (self->block) : 0;
}

/* Sends the rest of head and block; FALSE: some of it is left. */
static gboolean
send_piece (SwimHttpConnection *self)
{
  gsize from_head = MIN (self->n_sent, self->head->len);
  gsize from_block = self->n_sent - from_head;
  struct iovec pieces[2] = { { self->head->str + from_head, self->head->len - from_head } };
  struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 1 };
  gssize sent;

  if (self->block != NULL)
    {
      pieces[1].iov_base = (char *) g_bytes_get_data (self->block, NULL) + from_block;
      pieces[1].iov_len = get_block_size (self) - from_block;
      message.msg_iovlen = 2;
    }
  sent = sendmsg (self->watch.fd, &message, MSG_NOSIGNAL);
  if (sent >= 0)
    self->n_sent += (gsize) sent;
  else if (errno == EAGAIN)
    self->is_writable = FALSE;
  else if (errno != EINTR)
    self->is_broken = TRUE;
  return self->n_sent == self->head->len + get_block_size (self);
}

/* Goes to the next block of the content, or after the last to the next request. If the content ends
 * before its length, the connection is closed. */
static void
go_on (SwimHttpConnection *self)
{
  gint64 pause_us = self->content != NULL ? self->content->pause_us : 0;
  gboolean has_sent = self->n_sent > 0;

  g_string_truncate (self->head, 0);
  self->n_sent = 0;
  g_clear_pointer (&self->block, g_bytes_unref);
  if (has_sent && pause_us > 0)
    {
      self->state = STATE_WAITING;
      swim_delay_queue_add (self->host->delays, &self->delay, pause_us);
      return;
    }
  if (self->content != NULL)
    self->block = swim_content_next (self->content);
  if (self->block != NULL)
    return;
  if (self->is_last || (self->content != NULL && self->content->next != self->content->length))
    self->is_broken = TRUE;
  g_clear_pointer (&self->content, swim_content_free);
  self->state = STATE_READING;
}

/* Sends a piece. FALSE: the answer has to wait. */
static gboolean
send_answer (SwimHttpConnection *self)
{
  if (!self->is_writable)
    return FALSE;
  if (++self->n_blocks > BLOCKS_A_TURN)
    {
      self->n_blocks = 0;
      self->state = STATE_WAITING;
      swim_delay_queue_add (self->host->delays, &self->delay, 0);
      return FALSE;
    }
  if (send_piece (self))
    go_on (self);
  return TRUE;
}

static void
drive (SwimHttpConnection *self)
{
  gboolean has_moved = TRUE;

  while (has_moved && !self->is_broken)
    if (self->state == STATE_READING)
      has_moved = take_request (self) || fill_in (self);
    else
      has_moved = self->state == STATE_SENDING && send_answer (self);
  if (self->is_broken)
    swim_http_connection_free (self);
}

/* The content is first read here, so that a delayed answer takes little memory. */
static void
begin_to_send (SwimHttpConnection *self)
{
  self->state = STATE_SENDING;
  if (self->block == NULL && self->content != NULL)
    self->block = swim_content_next (self->content);
}

static void
on_due (SwimDelay *delay)
{
  SwimHttpConnection *self = from_delay (delay);

  begin_to_send (self);
  drive (self);
}

/* A client that sends no more may still read; an error shows that it is gone. */
static void
on_events (SwimWatch *watch, guint events)
{
  SwimHttpConnection *self = (SwimHttpConnection *) watch;

  self->is_readable |= (events & (EPOLLIN | EPOLLRDHUP)) != 0;
  self->is_writable |= (events & EPOLLOUT) != 0;
  self->is_broken |= (events & (EPOLLERR | EPOLLHUP)) != 0;
  self->is_broken |= self->is_stalled && (events & EPOLLRDHUP) != 0;
  drive (self);
}

/* Takes over fd, a connected non-blocking socket. The connection stays in host->connections until
 * the client or the server ends it. */
void
swim_http_connection_new (SwimHttpHost *host, int fd)
{
  SwimHttpConnection *self = g_new0 (SwimHttpConnection, 1);

  self->host = host;
  self->link.data = self;
  self->watch.fd = fd;
  self->watch.on_events = on_events;
  self->delay.on_due = on_due;
  self->in = g_byte_array_new ();
  self->head = g_string_new (NULL);
  g_queue_push_tail_link (&host->connections, &self->link);
  swim_poller_add (host->poller, &self->watch, SWIM_WATCH_CHANGES);
}

/* The value of the Date header, formatted once per second. */
static const char *
get_date (SwimHttpHost *host)
{
  gint64 second = g_get_real_time () / G_USEC_PER_SEC;

  if (second != host->date_second)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (second);
      g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);

      g_strlcpy (host->date, date, sizeof host->date);
      host->date_second = second;
    }
  return host->date;
}

static void
write_head (SwimHttpConnection *self, const SwimHttpAnswer *answer)
{
  guint64 length = answer->length != 0 ? answer->length : self->content->length;

  g_string_truncate (self->head, 0);
  if (answer->framing != SWIM_HTTP_RAW)
    g_string_printf (self->head, "HTTP/1.1 %u %s\r\nDate: %s\r\nContent-Type: %s\r\n",
                     answer->status, swim_status_phrase (answer->status), get_date (self->host),
                     self->content->type);
  if (answer->framing == SWIM_HTTP_LENGTH)
    g_string_append_printf (self->head, "Content-Length: %" G_GUINT64_FORMAT "\r\n", length);
  if (answer->framing == SWIM_HTTP_CHUNKED)
    g_string_append (self->head, "Transfer-Encoding: chunked\r\n");
  g_string_append_len (self->head, answer->headers->str, (gssize) answer->headers->len);
  if (answer->framing != SWIM_HTTP_RAW)
    g_string_append (self->head, self->is_last ? "Connection: close\r\n\r\n" : "\r\n");
}

/* Answers the current request. Takes the content out of the answer. */
void
swim_http_connection_answer (SwimHttpConnection *self, SwimHttpAnswer *answer)
{
  self->content = answer->content != NULL ? g_steal_pointer (&answer->content)
                                          : swim_content_new_status (answer->status);
  self->is_last |= answer->ends;
  self->is_stalled = answer->never;
  self->resets = answer->resets;
  write_head (self, answer);
  if (self->is_head)
    g_clear_pointer (&self->content, swim_content_free);
  self->n_sent = 0;
  self->n_blocks = 0;
  if (answer->never)
    return;
  if (answer->delay_us > 0)
    swim_delay_queue_add (self->host->delays, &self->delay, answer->delay_us);
  else
    begin_to_send (self);
}
