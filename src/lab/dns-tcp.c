/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every event of a connection ends in settle (), the only place that closes one: so no function
 * finds its connection gone under it. */
#include "config.h"

#include "lab/dns-tcp.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#define IDLE_US (10 * G_USEC_PER_SEC)
#define PENDING_MAX 2000        /* answers that wait on one connection; then it is not read */
#define UNSENT_MAX (256 * 1024) /* bytes that a client does not take; likewise */
#define READ_SIZE (16 * 1024)
#define PREFIX_LENGTH 2

struct _SwimDnsTcp
{
  GSocket *listener;
  GSource *accepting;
  SwimDnsReplier *replier;
  SwimDelayQueue *delays;
  GQueue connections;
};

typedef struct
{
  SwimDelay idle; /* pending all the while */
  SwimDnsTcp *server;
  GSocket *socket;
  GList link;
  GSource *reading;
  GSource *writing;
  GByteArray *in;
  GByteArray *out;
  GQueue pending;
  gboolean has_ended; /* the client sends no more */
  gboolean is_broken;
} Connection;

/* An answer that waits. */
typedef struct
{
  SwimDelay delay;
  Connection *connection;
  GList link;
  guint length;
  guint8 wire[];
} Pending;

static gboolean on_readable (int fd, GIOCondition condition, gpointer data);
static gboolean on_writable (int fd, GIOCondition condition, gpointer data);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Watches the socket, or stops to, as is wanted. */
static void
watch (Connection *connection,
       GSource **source,
       GIOCondition condition,
       GUnixFDSourceFunc func,
       gboolean is_wanted)
{
  if (!is_wanted)
    clear_source (source);
  else if (*source == NULL)
    {
      *source = g_unix_fd_source_new (g_socket_get_fd (connection->socket), condition);
      g_source_set_callback (*source, G_SOURCE_FUNC (func), connection, NULL);
      g_source_attach (*source, g_main_context_get_thread_default ());
    }
}

static void
connection_free (Connection *connection)
{
  SwimDelayQueue *delays = connection->server->delays;
  GList *link;

  while ((link = g_queue_pop_head_link (&connection->pending)) != NULL)
    {
      Pending *pending = link->data;

      swim_delay_queue_remove (delays, &pending->delay);
      g_free (pending);
    }
  swim_delay_queue_remove (delays, &connection->idle);
  clear_source (&connection->reading);
  clear_source (&connection->writing);
  g_queue_unlink (&connection->server->connections, &connection->link);
  g_byte_array_unref (connection->in);
  g_byte_array_unref (connection->out);
  g_object_unref (connection->socket);
  g_free (connection);
}

static void
flush (Connection *connection)
{
  while (connection->out->len > 0 && !connection->is_broken)
    {
      gssize sent = send (g_socket_get_fd (connection->socket), connection->out->data,
                          connection->out->len, MSG_NOSIGNAL);

      if (sent > 0)
        g_byte_array_remove_range (connection->out, 0, (guint) sent);
      else if (sent < 0 && errno == EAGAIN)
        return;
      else if (sent < 0 && errno != EINTR)
        connection->is_broken = TRUE;
    }
}

static void
settle (Connection *connection)
{
  guint n_pending = connection->pending.length;
  gboolean has_room = n_pending < PENDING_MAX && connection->out->len < UNSENT_MAX;
  gboolean is_done = connection->has_ended && n_pending == 0 && connection->out->len == 0;

  if (connection->is_broken || is_done)
    {
      connection_free (connection);
      return;
    }
  watch (connection, &connection->reading, G_IO_IN, on_readable,
         !connection->has_ended && has_room);
  watch (connection, &connection->writing, G_IO_OUT, on_writable, connection->out->len > 0);
}

static void
be_alive (Connection *connection)
{
  swim_delay_queue_remove (connection->server->delays, &connection->idle);
  swim_delay_queue_add (connection->server->delays, &connection->idle, IDLE_US);
}

static void
on_idle (SwimDelay *delay)
{
  Connection *connection = (Connection *) delay;

  if (connection->pending.length > 0)
    be_alive (connection);
  else
    connection_free (connection);
}

static void
append_answer (Connection *connection, const guint8 *wire, guint length)
{
  guint8 prefix[PREFIX_LENGTH] = { length >> 8, length & 0xff };

  g_byte_array_append (connection->out, prefix, PREFIX_LENGTH);
  g_byte_array_append (connection->out, wire, length);
}

static void
on_answer_due (SwimDelay *delay)
{
  Pending *pending = (Pending *) delay;
  Connection *connection = pending->connection;

  g_queue_unlink (&connection->pending, &pending->link);
  append_answer (connection, pending->wire, pending->length);
  g_free (pending);
  flush (connection);
  be_alive (connection);
  settle (connection);
}

static void
put_off (Connection *connection, const SwimDnsReply *reply)
{
  Pending *pending = g_malloc0 (sizeof *pending + reply->length);

  pending->delay.on_due = on_answer_due;
  pending->connection = connection;
  pending->link.data = pending;
  pending->length = (guint) reply->length;
  memcpy (pending->wire, reply->wire, reply->length);
  g_queue_push_tail_link (&connection->pending, &pending->link);
  swim_delay_queue_add (connection->server->delays, &pending->delay, reply->delay_us);
}

static void
answer (Connection *connection, const guint8 *query, guint length)
{
  SwimDnsReply reply;

  if (!swim_dns_replier_answer (connection->server->replier, query, length, FALSE, &reply))
    connection->is_broken = TRUE; /* what is no query on a stream will not get better */
  else if (reply.length == 0)
    return;
  else if (reply.delay_us > 0)
    put_off (connection, &reply);
  else
    append_answer (connection, reply.wire, (guint) reply.length);
}

/* Answers the queries that are there as a whole, and keeps the rest. */
static void
answer_all (Connection *connection)
{
  GByteArray *in = connection->in;
  guint done = 0;

  while (in->len - done >= PREFIX_LENGTH && !connection->is_broken)
    {
      guint length = (guint) in->data[done] << 8 | in->data[done + 1];

      if (in->len - done - PREFIX_LENGTH < length)
        break;
      answer (connection, in->data + done + PREFIX_LENGTH, length);
      done += PREFIX_LENGTH + length;
    }
  g_byte_array_remove_range (in, 0, done);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  Connection *connection = data;
  guint8 bytes[READ_SIZE];
  gssize got = recv (fd, bytes, sizeof bytes, 0);

  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (got < 0)
    connection->is_broken = TRUE;
  else if (got == 0)
    connection->has_ended = TRUE;
  else
    {
      g_byte_array_append (connection->in, bytes, (guint) got);
      answer_all (connection);
      flush (connection);
      be_alive (connection);
    }
  settle (connection);
  return G_SOURCE_CONTINUE; /* settle () may have destroyed the source, which GLib allows */
}

static gboolean
on_writable (int fd, GIOCondition condition, gpointer data)
{
  Connection *connection = data;

  flush (connection);
  settle (connection);
  return G_SOURCE_CONTINUE;
}

static void
connection_new (SwimDnsTcp *server, GSocket *socket)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = server;
  connection->socket = socket;
  connection->link.data = connection;
  connection->idle.on_due = on_idle;
  connection->in = g_byte_array_new ();
  connection->out = g_byte_array_new ();
  g_socket_set_blocking (socket, FALSE);
  g_queue_push_tail_link (&server->connections, &connection->link);
  be_alive (connection);
  settle (connection);
}

static gboolean
on_incoming (int fd, GIOCondition condition, gpointer data)
{
  SwimDnsTcp *self = data;
  GSocket *socket;

  while ((socket = g_socket_accept (self->listener, NULL, NULL)) != NULL)
    connection_new (self, socket);
  return G_SOURCE_CONTINUE;
}

/* Serves what comes in at listener; replier and delays must outlive it. The caller owns it. */
SwimDnsTcp *
swim_dns_tcp_new (GSocket *listener, SwimDnsReplier *replier, SwimDelayQueue *delays)
{
  SwimDnsTcp *self = g_new0 (SwimDnsTcp, 1);

  self->listener = g_object_ref (listener);
  self->replier = replier;
  self->delays = delays;
  self->accepting = g_unix_fd_source_new (g_socket_get_fd (listener), G_IO_IN);
  g_source_set_callback (self->accepting, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->accepting, g_main_context_get_thread_default ());
  return self;
}

void
swim_dns_tcp_free (SwimDnsTcp *self)
{
  while (self->connections.head != NULL)
    connection_free (self->connections.head->data);
  clear_source (&self->accepting);
  g_object_unref (self->listener);
  g_free (self);
}
