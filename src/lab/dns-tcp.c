/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every event of a connection ends in settle (), which closes it if it is done or broken. The
 * functions before it only mark it, so none has to expect that its connection is freed. */
#include "config.h"

#include "lab/dns-tcp.h"

#include "lab/lab-socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IDLE_US (10 * G_USEC_PER_SEC)
#define PENDING_MAX 2000        /* delayed answers on a connection; at this many it is not read */
#define UNSENT_MAX (256 * 1024) /* bytes that a client does not read; likewise */
#define READ_SIZE (16 * 1024)
#define PREFIX_LENGTH 2

struct _SwimDnsTcp
{
  SwimWatch watch; /* first: a watch is cast to its server */
  GSocket *listener;
  SwimDnsReplier *replier;
  SwimPoller *poller;
  SwimDelayQueue *delays;
  GQueue connections;
};

typedef struct
{
  SwimWatch watch; /* first: a watch is cast to its connection */
  SwimDelay idle;  /* always pending */
  SwimDnsTcp *server;
  GList link;
  guint events; /* that the poller watches for */
  GByteArray *in;
  GByteArray *out;
  GQueue pending;
  gboolean has_ended; /* the client sends no more */
  gboolean is_broken;
} Connection;

/* A delayed answer. */
typedef struct
{
  SwimDelay delay;
  Connection *connection;
  GList link;
  guint length;
  guint8 wire[];
} Pending;

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
  close (connection->watch.fd);
  g_queue_unlink (&connection->server->connections, &connection->link);
  g_byte_array_unref (connection->in);
  g_byte_array_unref (connection->out);
  g_free (connection);
}

static void
flush (Connection *connection)
{
  while (connection->out->len > 0 && !connection->is_broken)
    {
      gssize sent =
          send (connection->watch.fd, connection->out->data, connection->out->len, MSG_NOSIGNAL);

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
  guint events = 0;

  if (connection->is_broken || is_done)
    {
      connection_free (connection);
      return;
    }
  if (!connection->has_ended && has_room)
    events |= EPOLLIN;
  if (connection->out->len > 0)
    events |= EPOLLOUT;
  if (events != connection->events)
    swim_poller_change (connection->server->poller, &connection->watch, events);
  connection->events = events;
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
  Connection *connection = (Connection *) ((char *) delay - G_STRUCT_OFFSET (Connection, idle));

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
    connection->is_broken = TRUE; /* where the next query begins is not known */
  else if (reply.length == 0)
    return;
  else if (reply.delay_us > 0)
    put_off (connection, &reply);
  else
    append_answer (connection, reply.wire, (guint) reply.length);
}

/* Answers the queries that are complete, and keeps the rest. */
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

static void
read_queries (Connection *connection)
{
  guint8 bytes[READ_SIZE];
  gssize got = recv (connection->watch.fd, bytes, sizeof bytes, 0);

  if (got < 0)
    connection->is_broken = errno != EAGAIN && errno != EINTR;
  else if (got == 0)
    connection->has_ended = TRUE;
  else
    {
      g_byte_array_append (connection->in, bytes, (guint) got);
      answer_all (connection);
      be_alive (connection);
    }
}

static void
on_events (SwimWatch *watch, guint events)
{
  Connection *connection = (Connection *) watch;

  if ((events & (EPOLLERR | EPOLLHUP)) != 0)
    connection->is_broken = TRUE;
  else if ((events & EPOLLIN) != 0)
    read_queries (connection);
  flush (connection);
  settle (connection);
}

static void
connection_new (SwimDnsTcp *server, int fd)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = server;
  connection->watch.fd = fd;
  connection->watch.on_events = on_events;
  connection->events = EPOLLIN;
  connection->link.data = connection;
  connection->idle.on_due = on_idle;
  connection->in = g_byte_array_new ();
  connection->out = g_byte_array_new ();
  g_queue_push_tail_link (&server->connections, &connection->link);
  be_alive (connection);
  swim_poller_add (server->poller, &connection->watch, EPOLLIN);
}

static void
on_incoming (SwimWatch *watch, guint events)
{
  int fd;

  while ((fd = swim_lab_socket_accept (watch->fd)) >= 0)
    connection_new ((SwimDnsTcp *) watch, fd);
}

/* Serves the clients of listener, which it takes over; replier, poller and delays must outlive it.
 * The caller owns it. */
SwimDnsTcp *
swim_dns_tcp_new (GSocket *listener,
                  SwimDnsReplier *replier,
                  SwimPoller *poller,
                  SwimDelayQueue *delays)
{
  SwimDnsTcp *self = g_new0 (SwimDnsTcp, 1);

  self->listener = listener;
  self->replier = replier;
  self->poller = poller;
  self->delays = delays;
  self->watch.fd = g_socket_get_fd (listener);
  self->watch.on_events = on_incoming;
  swim_poller_add (poller, &self->watch, EPOLLIN);
  return self;
}

void
swim_dns_tcp_free (SwimDnsTcp *self)
{
  while (self->connections.head != NULL)
    connection_free (self->connections.head->data);
  g_object_unref (self->listener);
  g_free (self);
}
