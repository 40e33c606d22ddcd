/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "net/dns/server.h"

#include "base/swim-error.h"
#include "base/zone.h"
#include "net/dns/message.h"

#define SOCKET_BUFFER (1024 * 1024)

/* Of a datagram, where nothing else was offered (RFC 1035, section 4.2.1). */
#define PLAIN_SIZE 512

/* How many datagrams one loop iteration reads. Each answer permits another question, and a near
 * server answers those before the last answer is read: without a bound an iteration might never
 * end. */
#define READS_A_TURN 64

/* The five socket calls of c-ares, made non-blocking. */

static ares_socket_t
on_socket (int family, int type, int protocol, void *data)
{
  SwimDnsServer *server = data;
  int fd = socket (family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  int size = SOCKET_BUFFER;
  int on = 1;

  if (fd < 0)
    {
      server->last_errno = errno;
      server->over_tcp = type == SOCK_STREAM;
      return ARES_SOCKET_BAD;
    }
  server->n_sockets++;
  /* Bursts of questions and of answers must fit; the kernel may grant less. */
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  if (type == SOCK_STREAM)
    {
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      server->stream = (SwimDnsStream){ 0 };
      swim_dns_stream_input_clear (&server->input);
    }
  else if (server->udp < 0)
    {
      server->udp = fd;
      swim_dns_batch_reset (server->batch, fd);
    }
  return fd;
}

static int
on_close (ares_socket_t fd, void *data)
{
  SwimDnsServer *server = data;

  server->watch (server, fd, 0, server->watch_data);
  server->n_sockets--;
  if (fd == server->udp)
    {
      server->udp = -1;
      swim_dns_batch_reset (server->batch, -1);
    }
  return close (fd);
}

static gboolean
is_stream (int fd)
{
  int type = 0;
  socklen_t length = sizeof type;

  return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

/* errno, 0 for the end of a TCP connection, or EBADMSG for what was received over one. */
static void
note_failure (SwimDnsServer *server, int fd, int number)
{
  server->last_errno = number;
  server->over_tcp = is_stream (fd);
  server->n_failed = server->n_open;
  errno = number;
}

/* c-ares 1.18 knows no zones, so that the interface is added here. */
static int
on_connect (ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length, void *data)
{
  SwimDnsServer *server = data;
  struct sockaddr_in6 within = { 0 };
  int result;

  if (server->scope != 0 && address->sa_family == AF_INET6)
    {
      memcpy (&within, address, sizeof within);
      within.sin6_scope_id = server->scope;
      address = (const struct sockaddr *) &within;
      length = sizeof within;
    }
  result = connect (fd, address, length);

  if (result < 0 && errno != EINPROGRESS)
    note_failure (server, fd, errno);
  return result;
}

/* The next datagram that c-ares may see. Others are dropped without a trace, but count as reads
 * of this iteration. */
static gssize
receive_datagram (SwimDnsServer *server,
                  int fd,
                  void *buffer,
                  gsize length,
                  struct sockaddr *from,
                  socklen_t *from_length)
{
  gssize result;

  do
    {
      result = fd == server->udp
                   ? swim_dns_batch_receive (server->batch, buffer, length, from, from_length)
                   : recvfrom (fd, buffer, length, 0, from, from_length);
      if (result > 0)
        result = swim_dns_message_sanitize (buffer, result, MAX (server->edns_size, PLAIN_SIZE));
      if (result != 0)
        return result;
    }
  while (server->reads_left-- > 0);
  server->reads_left = 0;
  errno = EAGAIN;
  return -1;
}

/* c-ares closes the connection without a word where it cannot read what was received. */
static gssize
receive_stream (SwimDnsServer *server, int fd, void *buffer, gsize length)
{
  gssize result = swim_dns_stream_input_receive (&server->input, fd, buffer, length);

  if (result >= 0)
    note_failure (server, fd, result == 0 ? 0 : EBADMSG);
  return result;
}

static ares_ssize_t
on_receive (ares_socket_t fd,
            void *buffer,
            size_t length,
            int flags,
            struct sockaddr *from,
            ares_socklen_t *from_length,
            void *data)
{
  SwimDnsServer *server = data;
  ssize_t result;

  if (server->reads_left == 0
      && !(fd == server->udp && swim_dns_batch_has_received (server->batch)))
    {
      errno = EAGAIN; /* the loop returns to a socket that has data left */
      return -1;
    }
  if (server->reads_left > 0)
    server->reads_left--;
  /* From 1.32 on c-ares may have sockets besides that of the batch. */
  if (fd == server->udp || !is_stream (fd))
    result = receive_datagram (server, fd, buffer, length, from, from_length);
  else
    result = receive_stream (server, fd, buffer, length);
  if (result < 0 && errno != EAGAIN)
    note_failure (server, fd, errno);
  if (result < 0)
    server->reads_left = 0;
  return result;
}

/* Counts the questions in what was sent, each of which follows its length in two bytes. */
static void
count_questions (SwimDnsStream *stream, const struct iovec *parts, gsize sent)
{
  for (; sent > 0; parts++)
    {
      const guchar *bytes = parts->iov_base;

      for (gsize i = 0; i < parts->iov_len && sent > 0; i++, sent--)
        if (stream->left > 0)
          stream->left--;
        else if (!stream->in_length)
          {
            stream->high = bytes[i];
            stream->in_length = TRUE;
            stream->n_questions++;
          }
        else
          {
            stream->left = (guint) stream->high << 8 | bytes[i];
            stream->in_length = FALSE;
          }
    }
}

static ares_ssize_t
on_send (ares_socket_t fd, const struct iovec *parts, int n_parts, void *data)
{
  SwimDnsServer *server = data;
  struct msghdr message = { .msg_iov = (struct iovec *) parts, .msg_iovlen = n_parts };
  ssize_t result;

  if (fd == server->udp && !server->failing)
    return swim_dns_batch_send (server->batch, parts, n_parts);
  result = sendmsg (fd, &message, MSG_NOSIGNAL);
  /* See swim_dns_batch_flush (). With TCP it means what it says, and the next call another thing.
   */
  if (result < 0 && errno == ECONNREFUSED && !is_stream (fd))
    result = sendmsg (fd, &message, MSG_NOSIGNAL);
  if (result < 0)
    note_failure (server, fd, errno);
  else if (fd == server->udp)
    server->failing = FALSE;
  else if (is_stream (fd))
    count_questions (&server->stream, parts, (gsize) result);
  return result;
}

static const struct ares_socket_functions socket_functions = { on_socket, on_close, on_connect,
                                                               on_receive, on_send };

static void
on_socket_state (void *data, ares_socket_t fd, int readable, int writable)
{
  SwimDnsServer *server = data;
  GIOCondition condition = (readable ? G_IO_IN : 0) | (writable ? G_IO_OUT : 0);

  server->watch (server, fd, condition, server->watch_data);
}

/* Gives c-ares the address, without its zone where c-ares would refuse it; from 1.22 on it needs
 * one for a link-local address. */
static int
set_address (SwimDnsServer *server)
{
  g_autofree char *address = g_strdup (server->address);
#if ARES_VERSION < 0x011600
  char *zone = strchr (address, '%');

  if (zone != NULL)
    memmove (zone, strchr (zone, ']'), strlen (strchr (zone, ']')) + 1);
#endif
  return ares_set_servers_ports_csv (server->channel, address);
}

/* Sets every option that c-ares would otherwise look up in /etc, so that opening a channel reads
 * no file there. */
static int
open_channel (SwimDnsServer *server)
{
  static const int flags[] = {
    [SWIM_DNS_DATAGRAMS] = ARES_FLAG_IGNTC | ARES_FLAG_STAYOPEN,
    [SWIM_DNS_STREAM] = ARES_FLAG_USEVC | ARES_FLAG_STAYOPEN,
    [SWIM_DNS_ALONE] = ARES_FLAG_USEVC,
  };
  struct in_addr placeholder = { htonl (INADDR_LOOPBACK) };
  struct ares_options options = {
    .flags =
        ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | flags[server->transport],
    .timeout = (int) (MIN (server->lifetime, 1e6) * 1000),
    .tries = 1,
    .ndots = 1,
    .servers = &placeholder,
    .nservers = 1,
    .lookups = (char *) "b",
    .sock_state_cb = on_socket_state,
    .sock_state_cb_data = server,
  };
  int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS
             | ARES_OPT_SERVERS | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST
             | ARES_OPT_SOCK_STATE_CB;
  int status;

  if (server->edns_size > 0)
    {
      options.flags |= ARES_FLAG_EDNS;
      options.ednspsz = (int) server->edns_size;
      mask |= ARES_OPT_EDNSPSZ;
    }
#ifdef ARES_OPT_QUERY_CACHE
  /* On by default from 1.31: a repeated lookup would measure nothing. 0 seconds is off. */
  mask |= ARES_OPT_QUERY_CACHE;
#endif
  status = ares_init_options (&server->channel, &options, mask);
  if (status != ARES_SUCCESS)
    return status;
  ares_set_socket_functions (server->channel, &socket_functions, server);
  return set_address (server);
}

/* Sets the interface that a link-local address names, if any. */
static gboolean
find_scope (SwimDnsServer *server, GError **error)
{
  const char *zone = strchr (server->address, '%');
  g_autofree char *name = NULL;

  if (zone == NULL)
    return TRUE;
  name = g_strndup (zone + 1, strcspn (zone + 1, "]"));
  server->scope = swim_zone_find_interface (name);
  if (server->scope == 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "the nameserver %s: this machine has no network interface “%s”", server->address,
                 name);
  return server->scope != 0;
}

/* A server like another, whose address and channel are still its. */
static SwimDnsServer *
open_server (const SwimDnsServer *like, GError **error)
{
  SwimDnsServer *server = g_memdup2 (like, sizeof *like);
  int status;

  server->address = g_strdup (like->address);
  server->batch = swim_dns_batch_new ();
  server->udp = -1;
  if (!find_scope (server, error))
    {
      swim_dns_server_free (server);
      return NULL;
    }
  status = open_channel (server);
  if (status != ARES_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot set up DNS with %s: %s",
                   server->address, ares_strerror (status));
      swim_dns_server_free (server);
      return NULL;
    }
  return server;
}

/* Makes a server for an address as swim_dns_servers_settle() gives it, which is asked over UDP. A
 * question without an answer is dropped after lifetime, in seconds. edns_size: as in the policy. */
SwimDnsServer *
swim_dns_server_new (const char *address,
                     double lifetime,
                     guint edns_size,
                     SwimDnsWatch watch,
                     gpointer data,
                     GError **error)
{
  SwimDnsServer like = {
    .address = (char *) address,
    .lifetime = lifetime,
    .edns_size = edns_size,
    .watch = watch,
    .watch_data = data,
  };

  return open_server (&like, error);
}

/* The same server, asked in another way. */
SwimDnsServer *
swim_dns_server_new_beside (const SwimDnsServer *server, SwimDnsTransport transport, GError **error)
{
  SwimDnsServer like = {
    .address = server->address,
    .transport = transport,
    .lifetime = server->lifetime,
    .edns_size = server->edns_size,
    .watch = server->watch,
    .watch_data = server->watch_data,
  };

  return open_server (&like, error);
}

/* Calls back every open question with ARES_EDESTRUCTION. */
void
swim_dns_server_free (SwimDnsServer *server)
{
  if (server->channel != NULL)
    ares_destroy (server->channel);
  swim_dns_stream_input_clear (&server->input);
  swim_dns_batch_free (server->batch);
  g_free (server->address);
  g_free (server);
}

/* Reads from and writes to a socket that is ready, without blocking. With custom socket calls
 * some versions of c-ares read one datagram a call, others until none is left. */
void
swim_dns_server_process (SwimDnsServer *server, int fd, GIOCondition condition)
{
  guint before;

  if (condition & G_IO_OUT)
    ares_process_fd (server->channel, ARES_SOCKET_BAD, fd);
  if (!(condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)))
    return;
  server->reads_left = READS_A_TURN;
  do
    {
      before = server->reads_left;
      ares_process_fd (server->channel, fd, ARES_SOCKET_BAD);
    }
  while ((server->reads_left > 0 && server->reads_left < before)
         || swim_dns_batch_has_received (server->batch));
}

/* Sends the batch. What the socket does not take is lost, and sent again after its timeout. */
void
swim_dns_server_flush (SwimDnsServer *server)
{
  if (server->udp < 0 || swim_dns_batch_flush (server->batch))
    return;
  server->last_errno = errno;
  server->over_tcp = FALSE;
  server->failing = errno != EAGAIN && errno != ENOBUFS;
}

/* Whether it may be another question's fault that a TCP connection ended or brought what is no
 * answer: c-ares ends all that it has asked over it. Or the connection was used before, and the
 * server had no use for it any more (RFC 7766, section 6.2.4). */
gboolean
swim_dns_server_may_blame_another (const SwimDnsServer *server)
{
  static const int causes[] = { 0, EPIPE, ECONNRESET, EBADMSG };

  if (server->transport != SWIM_DNS_STREAM || !server->over_tcp
      || MAX (server->n_failed, server->stream.n_questions) < 2)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i] == server->last_errno)
      return TRUE;
  return FALSE;
}

/* Questions whose lifetime is over. */
void
swim_dns_server_drop_old (gpointer server, gpointer unused)
{
  ares_process_fd (((SwimDnsServer *) server)->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void
swim_dns_server_cancel (gpointer server, gpointer unused)
{
  ares_cancel (((SwimDnsServer *) server)->channel);
}

void
swim_dns_server_hand_in (gpointer data, gpointer counter)
{
  SwimDnsServer *server = data;

  swim_dns_counter_add_share (counter, server->address, &server->share);
}
