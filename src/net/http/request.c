/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy of a request: what is asked, what an answer and its body mean, and what the result is,
 * whichever client moves the bytes and whichever form waits for them. */
#include "config.h"

#include "net/http/request.h"

#include <string.h>

#include "base/uri.h"
#include "net/file/file-writer.h"
#include "net/http/head.h"

#define MOST_DROPPED (64 * 1024) /* bytes; reading more costs more than a new connection */
#define FIRST_SIZE (16 * 1024)   /* bytes of a block where no length was announced */

static const SwimHttpEvents events;

/* Sets the result, until another is set. */
void
swim_http_request_set (SwimHttpRequest *self, SwimStatus status, const char *format, ...)
{
  va_list args;

  self->result.status = status;
  g_free (self->result.detail);
  va_start (args, format);
  self->result.detail = g_strdup_vprintf (format, args);
  va_end (args);
}

/* Takes uri over. */
static void
set_target (SwimHttpRequest *self, GUri *uri)
{
  self->exchange.uri =
      swim_http_fields_begin (&self->fields, self->http->policy.fields, uri, self->redirects > 0);
  self->exchange.headers = self->fields.lines;
  swim_http_resume_ask (self);
}

/* The next attempt: what the answer before it meant is forgotten. Takes uri over. */
void
swim_http_request_prepare (SwimHttpRequest *self, GUri *uri)
{
  swim_http_request_clear_attempt (self);
  self->result.status = SWIM_STATUS_OK;
  g_clear_pointer (&self->result.detail, g_free);
  set_target (self, uri);
  self->exchange.code = 0;
  self->pause_seconds = 0;
  self->received = 0;
  self->end = -1;
}

/* For this attempt and those that follow: one that was cancelled is of no further use. */
void
swim_http_request_new_cancellable (SwimHttpRequest *self)
{
  GCancellable **cancellable = &self->form->cancellables[self->slot];

  g_clear_object (cancellable);
  *cancellable = g_cancellable_new ();
  self->exchange.cancellable = *cancellable;
}

static gboolean
is_http (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "http")
         || g_str_equal (g_uri_get_scheme (uri), "https");
}

gboolean
swim_http_request_init (SwimHttpRequest *self,
                        SwimHttp *http,
                        SwimHttpForm *form,
                        guint slot,
                        const char *url,
                        const SwimPartialFile *part,
                        SwimHttpSink *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = swim_uri_parse (url, SWIM_HTTP_URI_FLAGS, &error);
  const char *zone;

  g_assert (slot < http->slots);
  *self = (SwimHttpRequest){ .http = http, .form = form, .slot = slot, .sink = sink };
  if (form->cancellables[slot] == NULL)
    form->cancellables[slot] = g_cancellable_new ();
  self->exchange.cancellable = form->cancellables[slot];
  self->exchange.events = &events;
  self->schedule.next = SWIM_HTTP_NEXT_FIRST;
  self->end = -1;
  self->resume.version.total = -1;
  if (part != NULL && part->state == SWIM_PARTIAL_FILE_SOME)
    swim_http_resume_init (self, part);
  self->result.resumed = self->resume.held;
  if (uri == NULL && strchr (url, '@') != NULL) /* what is wrong may be a password */
    swim_http_request_set (self, SWIM_STATUS_INVALID, "not a URL");
  else if (uri == NULL)
    swim_http_request_set (self, SWIM_STATUS_INVALID, "not a URL: %s", error->message);
  else if (!is_http (uri))
    swim_http_request_set (self, SWIM_STATUS_INVALID, "%s is neither http nor https",
                           g_uri_get_scheme (uri));
  else if (g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    swim_http_request_set (self, SWIM_STATUS_INVALID, "the URL names no host");
  else if ((zone = swim_uri_find_lost_zone (uri)) != NULL)
    swim_http_request_set (self, SWIM_STATUS_NOT_FOUND,
                           "host %s not found: there is no network interface “%s”",
                           g_uri_get_host (uri), zone);
  else
    {
      set_target (self, g_steal_pointer (&uri));
      return TRUE;
    }
  return FALSE;
}

static gboolean
on_connect (SwimHttpExchange *exchange, GSocketAddress *address)
{
  return swim_http_may_reach ((SwimHttpRequest *) exchange, address);
}

/* The server has done something. */
static void
note_progress (SwimHttpRequest *self, gint64 now)
{
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_STALL, now);
}

static void
on_ready (SwimHttpExchange *exchange)
{
  SwimHttpRequest *self = (SwimHttpRequest *) exchange;

  note_progress (self, g_get_monotonic_time ());
  swim_deadline_stop_clock (&self->deadline, SWIM_LIMIT_CONNECT);
}

static void
on_socket (SwimHttpExchange *exchange, int fd)
{
  swim_deadline_set_socket (&((SwimHttpRequest *) exchange)->deadline, fd);
}

static void
set_too_large (SwimHttpRequest *self)
{
  swim_http_request_set (self, SWIM_STATUS_TOO_LARGE,
                         "larger than the limit of %" G_GUINT64_FORMAT " bytes",
                         swim_http_request_get_max_size (self));
}

/* A body comes from its beginning. */
static SwimHttpBody
begin_body (SwimHttpRequest *self)
{
  self->result.resumed = 0;
  swim_http_meter_restart (swim_http_request_get_meter (self), &self->metered);
  self->sink->begin (self->sink, swim_http_resume_get_version (&self->resume));
  return SWIM_BODY_KEEP;
}

/* Before anything of the body is moved, and whatever there is of it stays. A part of another kind
 * than what it continues is refused as such, and the whole may be better. */
static gboolean
refuses_unverified (SwimHttpRequest *self)
{
  if (self->exchange.code == 206 || self->sink->aside_bytes > 0)
    return FALSE;
  if (!self->http->policy.require_verified || !self->exchange.open_ended
      || self->exchange.from_proxy || self->exchange.code / 100 != 2)
    return FALSE;
  swim_http_request_set (self, SWIM_STATUS_PROTOCOL_ERROR,
                         "the response does not prove that the file is whole (--require-verified)");
  return TRUE;
}

/* By the length of the whole, which may be known of a part alone. */
static gboolean
refuses_large (SwimHttpRequest *self)
{
  guint64 max_size = swim_http_request_get_max_size (self);

  if (max_size == 0 || self->expected < 0 || (guint64) self->expected <= max_size)
    return FALSE;
  set_too_large (self);
  return TRUE;
}

/* What an answer means by its head: sets the result, and says what its body is for. */
static SwimHttpBody
take_head (SwimHttpRequest *self)
{
  SwimHttpBody unwanted = self->expected > MOST_DROPPED ? SWIM_BODY_CLOSE : SWIM_BODY_DROP;

  if (refuses_unverified (self))
    return SWIM_BODY_CLOSE;
  if (self->exchange.from_proxy)
    return swim_http_take_other (self, unwanted);
  switch (swim_http_resume_take_head (self))
    {
    case SWIM_RANGE_NONE:
      return swim_http_take_other (self, unwanted);
    case SWIM_RANGE_JOIN:
      return refuses_large (self) ? unwanted : SWIM_BODY_KEEP;
    case SWIM_RANGE_WRONG:
      return SWIM_BODY_CLOSE;
    case SWIM_RANGE_COMPLETE:
    case SWIM_RANGE_AFRESH:
      return unwanted;
    case SWIM_RANGE_WHOLE:
      break;
    }
  return refuses_large (self) ? unwanted : begin_body (self);
}

/* Room for one byte more than was announced, since that is where the end is found. */
static gsize
choose_size (SwimHttpRequest *self)
{
  if (self->block != NULL && self->block_used > 0)
    return MIN (self->block_size * 4, SWIM_FILE_BLOCK);
  if (self->expected >= 0)
    return (gsize) MIN (self->expected + 1, SWIM_FILE_BLOCK);
  return self->received == 0 ? FIRST_SIZE : SWIM_FILE_BLOCK;
}

/* Makes room in the block, and tells the client. */
static void
make_room (SwimHttpRequest *self)
{
  if (self->block == NULL || self->block_used == self->block_size)
    {
      self->block_size = choose_size (self);
      self->block = g_realloc (self->block, self->block_size);
    }
  self->exchange.room = self->block + self->block_used;
  self->exchange.room_bytes = MIN (self->block_size - self->block_used, self->http->limits->piece);
}

/* When the file was modified, of interest where there is one. A part that is joined need not say
 * what was said before (RFC 9110, 15.3.7). */
static void
note_modified (SwimHttpRequest *self)
{
  const char *modified = self->http->client->get_header (&self->exchange, "Last-Modified");

  if (modified == NULL && self->received > 0 && self->result.modified != 0)
    return;
  if (modified == NULL || !swim_http_date_parse (modified, &self->result.modified))
    self->result.modified = 0;
}

static SwimHttpBody
on_head (SwimHttpExchange *exchange)
{
  SwimHttpRequest *self = (SwimHttpRequest *) exchange;

  if (self->state == SWIM_HTTP_STOPPED)
    return SWIM_BODY_CLOSE;
  on_ready (exchange); /* where the client has not told */
  self->result.rtt = g_get_monotonic_time () - self->schedule.sent_us;
  self->result.http_status = exchange->code;
  self->expected = exchange->length;
  if (exchange->code >= 300)
    swim_retry_after_parse (self->http->client->get_header (exchange, "Retry-After"),
                            g_get_real_time () / G_USEC_PER_SEC, &self->pause_seconds);
  self->body = take_head (self);
  if (self->body == SWIM_BODY_KEEP && self->sink->head != NULL)
    self->sink->head (self->sink, self);
  if (self->http->policy.remote_time && self->body == SWIM_BODY_KEEP)
    note_modified (self);
  if (self->expected >= 0 && self->body == SWIM_BODY_KEEP)
    swim_http_meter_announce (swim_http_request_get_meter (self), &self->metered,
                              (guint64) self->expected - self->result.resumed);
  if (self->body != SWIM_BODY_CLOSE)
    make_room (self);
  return self->body;
}

const char *
swim_http_get_header (SwimHttpRequest *self, const char *name)
{
  return self->http->client->get_header (&self->exchange, name);
}

/* Hands the block to the sink, and says whether that wants more. How long the sink takes is not the
 * server's fault. */
static SwimHttpFlow
hand_on (SwimHttpRequest *self)
{
  SwimHttpFlow flow;

  swim_deadline_stop_clock (&self->deadline, SWIM_LIMIT_STALL);
  swim_http_resume_add (&self->resume, self->block, self->block_used);
  flow = self->sink->block (self->sink, &self->block, self->block_used);
  self->block_used = 0;
  if (flow == SWIM_FLOW_GO)
    note_progress (self, g_get_monotonic_time ());
  if (flow == SWIM_FLOW_STOP)
    {
      swim_http_request_set (self, SWIM_STATUS_IO_ERROR, "the body could not be stored");
      self->body = SWIM_BODY_CLOSE;
    }
  return flow;
}

/* Bytes that are in the room already are not copied. */
static SwimHttpFlow
add_bytes (SwimHttpRequest *self, const guint8 *bytes, gsize length)
{
  SwimHttpFlow flow = SWIM_FLOW_GO;

  while (length > 0 && flow != SWIM_FLOW_STOP)
    {
      gsize some = MIN (length, self->exchange.room_bytes);

      if (bytes != self->exchange.room)
        memcpy (self->exchange.room, bytes, some);
      bytes += some;
      length -= some;
      self->block_used += some;
      self->exchange.room += some;
      self->exchange.room_bytes -= some;
      if (self->block_used == SWIM_FILE_BLOCK)
        flow = hand_on (self);
      if (flow == SWIM_FLOW_PAUSE)
        self->state = SWIM_HTTP_HELD;
      if (self->exchange.room_bytes == 0)
        make_room (self);
    }
  return self->state == SWIM_HTTP_HELD && flow == SWIM_FLOW_GO ? SWIM_FLOW_PAUSE : flow;
}

/* The byte rate counts what was read. */
static SwimHttpFlow
keep_pace (SwimHttpRequest *self, gsize length)
{
  SwimRate *rate = self->http->limits->bytes;
  gint64 now, due;

  if (rate == NULL)
    return SWIM_FLOW_GO;
  now = g_get_monotonic_time ();
  due = swim_rate_take (rate, length, now);
  return due > now && swim_http_wait_for_pace (self, due) ? SWIM_FLOW_PAUSE : SWIM_FLOW_GO;
}

static SwimHttpFlow
on_bytes (SwimHttpExchange *exchange, const guint8 *bytes, gsize length)
{
  SwimHttpRequest *self = (SwimHttpRequest *) exchange;
  guint64 max_size = swim_http_request_get_max_size (self);
  SwimHttpFlow flow;
  gint64 now;

  if (self->state == SWIM_HTTP_STOPPED)
    return SWIM_FLOW_STOP;
  self->received += length;
  if (self->body != SWIM_BODY_KEEP)
    return self->received <= MOST_DROPPED ? SWIM_FLOW_GO : SWIM_FLOW_STOP;
  self->result.bytes = self->received - self->result.resumed;
  if (max_size > 0 && self->received > max_size)
    {
      set_too_large (self);
      self->body = SWIM_BODY_CLOSE;
      return SWIM_FLOW_STOP;
    }
  if (self->end >= 0 && self->received > (guint64) self->end)
    {
      swim_http_resume_overrun (self);
      self->body = SWIM_BODY_CLOSE;
      return SWIM_FLOW_STOP;
    }
  now = g_get_monotonic_time ();
  note_progress (self, now);
  swim_http_meter_receive (swim_http_request_get_meter (self), &self->metered, length, now);
  flow = add_bytes (self, bytes, length);
  if (flow == SWIM_FLOW_GO)
    flow = keep_pace (self, length);
  return flow;
}

/* Not every client reports a body that ends before its announced length. */
static void
take_end (SwimHttpRequest *self)
{
  self->state = SWIM_HTTP_ANSWERED;
  if (self->body != SWIM_BODY_KEEP)
    return;
  if (self->expected < 0 || self->received >= (guint64) self->expected)
    self->result.unverified = self->resume.version.unproven;
  else
    swim_http_request_set (self, SWIM_STATUS_TRUNCATED,
                           "cut short after %" G_GUINT64_FORMAT " of %" G_GINT64_FORMAT " bytes",
                           self->received, self->expected);
}

/* An answer that is no success has said what it is; that its body could not be read to its end does
 * not change that. */
static void
take_error (SwimHttpRequest *self, SwimStatus status, const char *detail)
{
  gboolean answered = self->exchange.code != 0 && self->body != SWIM_BODY_KEEP;
  SwimDeadlineEnd end = swim_deadlines_get_end (self->form->deadlines, &self->deadline);

  self->state = answered ? SWIM_HTTP_ANSWERED : SWIM_HTTP_FAILED;
  if (answered)
    return;
  if (swim_deadline_was_flooded (&self->deadline))
    swim_http_request_set (self, SWIM_STATUS_TIMEOUT,
                           "the server sends without end, but nothing of a body");
  else if (end == SWIM_DEADLINE_STALLED || end == SWIM_DEADLINE_UNCONNECTED)
    swim_http_take_limit (self, end);
  else if (!swim_http_take_refusal (self, status))
    swim_http_request_set (self, status, "%s", detail);
}

/* A part of a body that can be continued goes to the sink, all of it; any other is dropped. */
static void
settle_block (SwimHttpRequest *self)
{
  if (self->result.status == SWIM_STATUS_OK && !self->result.unchanged)
    self->result.hash = swim_http_resume_get_hash (&self->resume, self->block, self->block_used);
  else if (self->block_used > 0 && swim_http_resume_get_version (&self->resume) != NULL)
    hand_on (self);
  else
    self->block_used = 0;
}

/* Whether the end of the connection may be our doing, and that of the body with it. */
static gboolean
was_shut (SwimHttpRequest *self)
{
  return self->exchange.open_ended
         && (swim_deadline_was_flooded (&self->deadline)
             || swim_deadlines_get_end (self->form->deadlines, &self->deadline)
                    != SWIM_DEADLINE_PENDING);
}

static void
on_done (SwimHttpExchange *exchange, SwimStatus status, const char *detail)
{
  SwimHttpRequest *self = (SwimHttpRequest *) exchange;

  if (status == SWIM_STATUS_OK && self->body == SWIM_BODY_KEEP && was_shut (self))
    {
      status = SWIM_STATUS_TIMEOUT;
      detail = "the connection was closed before the end of the body could be told";
    }
  on_socket (exchange, 0);
  if (self->state != SWIM_HTTP_STOPPED)
    {
      if (status == SWIM_STATUS_OK)
        take_end (self);
      else
        take_error (self, status, detail);
      settle_block (self);
    }
  if (self->wait == NULL)
    swim_http_continue (self);
}

static const SwimHttpEvents events = {
  .on_connect = on_connect,
  .on_ready = on_ready,
  .on_socket = on_socket,
  .on_head = on_head,
  .on_bytes = on_bytes,
  .on_done = on_done,
};
