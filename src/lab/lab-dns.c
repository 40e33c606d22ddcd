/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DNS over UDP; it also owns what UDP and TCP share. Clients send bursts of thousands: many
 * datagrams are read before the loop turns to anything else. */
#include "config.h"

#include "lab/lab-dns.h"

#include "lab/dns-reply.h"
#include "lab/dns-tcp.h"
#include "lab/lab-socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH 64          /* datagrams per system call */
#define BATCHES_A_TURN 16 /* then the loop sends the answers that are due */
#define QUERY_MAX 1500    /* a longer query is truncated, and answered as malformed */
#define PORT_TRIES 16     /* for a port that is free for both UDP and TCP */
#define SEND_AGAIN_US 1000

struct _SwimLabDns
{
  SwimWatch watch; /* first: a watch is cast to its server */
  GSocket *socket;
  GSocket *elsewhere; /* on another port, for answers that a client must ignore */
  SwimDnsReplier *replier;
  SwimDelayQueue *delays;
  SwimDnsTcp *tcp;
  struct mmsghdr headers[BATCH];
  struct iovec vectors[BATCH];
  struct sockaddr_storage senders[BATCH];
  guint8 queries[BATCH][QUERY_MAX];
};

/* A delayed answer; it frees itself. */
typedef struct
{
  SwimDelay delay;
  SwimLabDns *lab;
  int fd;
  struct sockaddr_storage to;
  socklen_t to_length;
  gsize length;
  guint8 wire[];
} Pending;

/* FALSE: the datagram has to be sent again later. One that cannot be sent at all is lost, as on any
 * network. */
static gboolean
send_datagram (int fd,
               const guint8 *wire,
               gsize length,
               const struct sockaddr_storage *to,
               socklen_t to_length)
{
  gssize sent = sendto (fd, wire, length, 0, (const struct sockaddr *) to, to_length);

  return sent >= 0 || (errno != EAGAIN && errno != ENOBUFS);
}

static void
on_dropped (SwimDelay *delay)
{
  g_free (delay);
}

static void
on_due (SwimDelay *delay)
{
  Pending *pending = (Pending *) delay;

  if (send_datagram (pending->fd, pending->wire, pending->length, &pending->to, pending->to_length))
    g_free (pending);
  else
    swim_delay_queue_add (pending->lab->delays, delay, SEND_AGAIN_US);
}

static void
put_off (SwimLabDns *self,
         const SwimDnsReply *reply,
         const struct sockaddr_storage *to,
         socklen_t to_length,
         gint64 delay_us)
{
  Pending *pending = g_malloc (sizeof *pending + reply->length);

  pending->delay = (SwimDelay){ .on_due = on_due, .on_dropped = on_dropped };
  pending->lab = self;
  pending->fd = g_socket_get_fd (reply->from_elsewhere ? self->elsewhere : self->socket);
  pending->to = *to;
  pending->to_length = to_length;
  pending->length = reply->length;
  memcpy (pending->wire, reply->wire, reply->length);
  swim_delay_queue_add (self->delays, &pending->delay, delay_us);
}

static void
answer (SwimLabDns *self, guint index)
{
  const struct sockaddr_storage *sender = &self->senders[index];
  socklen_t sender_length = self->headers[index].msg_hdr.msg_namelen;
  SwimDnsReply reply;

  if (!swim_dns_replier_answer (self->replier, self->queries[index], self->headers[index].msg_len,
                                TRUE, &reply)
      || reply.length == 0)
    return;
  if (reply.again_us > 0)
    put_off (self, &reply, sender, sender_length, reply.delay_us + reply.again_us);
  if (reply.delay_us > 0 || reply.from_elsewhere)
    put_off (self, &reply, sender, sender_length, reply.delay_us);
  else if (!send_datagram (g_socket_get_fd (self->socket), reply.wire, reply.length, sender,
                           sender_length))
    put_off (self, &reply, sender, sender_length, SEND_AGAIN_US);
}

static void
on_readable (SwimWatch *watch, guint events)
{
  SwimLabDns *self = (SwimLabDns *) watch;
  int got = BATCH;

  for (guint i = 0; i < BATCHES_A_TURN && got == BATCH; i++)
    {
      for (guint j = 0; j < BATCH; j++)
        self->headers[j].msg_hdr.msg_namelen = sizeof self->senders[j];
      got = recvmmsg (watch->fd, self->headers, BATCH, MSG_DONTWAIT, NULL);
      for (int j = 0; j < got; j++)
        answer (self, (guint) j);
    }
}

static void
prepare_batch (SwimLabDns *self)
{
  for (guint i = 0; i < BATCH; i++)
    {
      self->vectors[i].iov_base = self->queries[i];
      self->vectors[i].iov_len = QUERY_MAX;
      self->headers[i].msg_hdr.msg_iov = &self->vectors[i];
      self->headers[i].msg_hdr.msg_iovlen = 1;
      self->headers[i].msg_hdr.msg_name = &self->senders[i];
    }
}

/* Opens both sockets on one port, and returns that of TCP. A port that is free in TCP may be taken
 * in UDP; then another is tried. */
static GSocket *
open_sockets (SwimLabDns *self, GInetAddress *address, guint16 *port, GError **error)
{
  for (guint n_left = *port != 0 ? 1 : PORT_TRIES; n_left > 0; n_left--)
    {
      guint16 tried = *port;
      g_autoptr (GSocket) listener =
          swim_lab_socket_new (G_SOCKET_TYPE_STREAM, address, &tried, "--dns-port", error);

      if (listener == NULL)
        return NULL;
      self->socket = swim_lab_socket_new (G_SOCKET_TYPE_DATAGRAM, address, &tried, "--dns-port",
                                          n_left == 1 ? error : NULL);
      if (self->socket == NULL)
        continue;
      *port = tried;
      return g_steal_pointer (&listener);
    }
  return NULL;
}

/* Serves on a loopback address; port 0 takes a free one, and is set to it. scenario, poller and
 * delays must outlive the server. The caller owns it. */
SwimLabDns *
swim_lab_dns_new (const SwimScenario *scenario,
                  SwimPoller *poller,
                  SwimDelayQueue *delays,
                  const char *address,
                  guint16 *port,
                  GError **error)
{
  g_autoptr (GInetAddress) inet = swim_lab_parse_address (address, error);
  g_autoptr (SwimLabDns) self = g_new0 (SwimLabDns, 1);
  g_autoptr (GSocket) listener = inet != NULL ? open_sockets (self, inet, port, error) : NULL;
  guint16 other_port = 0;

  if (listener == NULL)
    return NULL;
  self->elsewhere =
      swim_lab_socket_new (G_SOCKET_TYPE_DATAGRAM, inet, &other_port, "--dns-port", error);
  if (self->elsewhere == NULL)
    return NULL;
  self->delays = delays;
  self->replier = swim_dns_replier_new (scenario);
  self->tcp = swim_dns_tcp_new (g_steal_pointer (&listener), self->replier, poller, delays);
  prepare_batch (self);
  self->watch.fd = g_socket_get_fd (self->socket);
  self->watch.on_events = on_readable;
  swim_poller_add (poller, &self->watch, EPOLLIN);
  return g_steal_pointer (&self);
}

void
swim_lab_dns_free (SwimLabDns *self)
{
  g_clear_pointer (&self->tcp, swim_dns_tcp_free);
  g_clear_pointer (&self->replier, swim_dns_replier_free);
  g_clear_object (&self->elsewhere);
  g_clear_object (&self->socket);
  g_free (self);
}
