/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sockets of the libcurl client: which address may be connected to, and which descriptor an
 * exchange is on. libcurl tells that of a new connection only, and a kept one may have been another
 * handle's. So they are found by the local port, which is told for each request. */
#include "config.h"

#include "net/http/client-curl.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORTS 65536

/* A proxy's address is that of the way to the host, as GIO has it. */
static GSocketAddress *
dup_address (SwimCurlConnection *self, struct curl_sockaddr *to)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (&to->addr, to->addrlen);
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);

  if (!self->proxied)
    return g_steal_pointer (&address);
  return g_proxy_address_new (g_inet_socket_address_get_address (inet),
                              g_inet_socket_address_get_port (inet), "proxy",
                              g_uri_get_host (self->exchange->uri), 0, NULL, NULL);
}

/* Where the address is refused, libcurl tries the host's next one. */
static gboolean
may_connect (SwimCurlConnection *self, struct curl_sockaddr *to)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!self->client->config.check_address)
    return TRUE;
  address = dup_address (self, to);
  return self->exchange->events->on_connect (self->exchange, address);
}

static curl_socket_t
on_open_socket (void *data, curlsocktype purpose, struct curl_sockaddr *to)
{
  SwimCurlConnection *self = data;
  int fd;

  if (!may_connect (self, to))
    return CURL_SOCKET_BAD;
  fd = socket (to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  self->opened = MAX (fd, 0);
  self->exchange->events->on_socket (self->exchange, self->opened);
  return fd;
}

/* 0: unknown. */
static guint
get_local_port (int fd)
{
  struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
  socklen_t length = sizeof address;

  if (fd <= 0 || getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    return 0;
  if (address.ss_family == AF_INET)
    return ntohs (((struct sockaddr_in *) &address)->sin_port);
  if (address.ss_family == AF_INET6)
    return ntohs (((struct sockaddr_in6 *) &address)->sin6_port);
  return 0;
}

static int
on_close_socket (void *data, curl_socket_t fd)
{
  SwimCurlConnection *self = data;
  SwimCurl *client = self->client;
  guint port = get_local_port (fd);

  if (self->opened == fd)
    self->opened = 0;
  if (port > 0 && g_atomic_int_get (&client->by_port[port].fd) == fd)
    g_atomic_int_set (&client->by_port[port].fd, 0);
  if (client->loop != NULL)
    swim_curl_loop_forget_socket (client->loop, fd);
  return close (fd);
}

/* Of two addresses that are tried at once, the later need not be the one that is connected to. */
void
swim_curl_sockets_find (SwimCurlConnection *self, int port)
{
  SwimCurlSocket *socket = &self->client->by_port[port];

  if (port <= 0 || port >= PORTS)
    return;
  if (self->opened > 0 && get_local_port (self->opened) == (guint) port)
    {
      g_atomic_int_set (&socket->fd, self->opened);
      g_atomic_int_set (&socket->notes, 0);
    }
  swim_curl_sockets_leave (self, FALSE);
  self->port = port;
  g_atomic_int_inc (&socket->users);
  self->exchange->events->on_socket (self->exchange, g_atomic_int_get (&socket->fd));
}

/* A connection of HTTP/2 outlives a request that is ended, and if it is dead, all that follow would
 * wait for it as well. So the last one to leave shuts it down, and libcurl makes another. */
void
swim_curl_sockets_leave (SwimCurlConnection *self, gboolean aborted)
{
  SwimCurlSocket *socket = &self->client->by_port[self->port];
  int fd;

  self->opened = 0;
  if (self->port == 0)
    return;
  self->port = 0;
  if (!g_atomic_int_dec_and_test (&socket->users) || !aborted)
    return;
  fd = g_atomic_int_get (&socket->fd);
  if (fd > 0)
    shutdown (fd, SHUT_RDWR);
}

void
swim_curl_sockets_init (SwimCurl *client)
{
  client->by_port = g_new0 (SwimCurlSocket, PORTS);
}

void
swim_curl_sockets_connect (SwimCurlConnection *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETDATA, self);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETDATA, self);
}
