/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sockets of the libcurl client: which address may be connected to, and which descriptor an
 * exchange is on. libcurl tells that of a new connection only, and a kept one may have been another
 * handle's. So they are found by the ends of the connection, which are told for each request. The
 * local port alone does not do: connections to several servers may have the same. */
#include "config.h"

#include "net/http/client-curl.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hash.h"

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
  if (self->opened[0] > 0)
    self->opened[1] = self->opened[0];
  self->opened[0] = MAX (fd, 0);
  self->exchange->events->on_socket (self->exchange, self->opened[0]);
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

/* The connection that has a descriptor is no more. */
static void
forget (SwimCurl *client, guint port, int fd)
{
  SwimCurlSocket *socket = port > 0 ? &client->by_port[port] : NULL;

  g_mutex_lock (&client->lock);
  while (socket != NULL && g_atomic_int_get (&socket->fd) != fd)
    socket = socket->next;
  if (socket != NULL)
    g_atomic_int_set (&socket->fd, 0);
  g_mutex_unlock (&client->lock);
}

static int
on_close_socket (void *data, curl_socket_t fd)
{
  SwimCurlConnection *self = data;
  SwimCurl *client = self->client;

  for (guint i = 0; i < G_N_ELEMENTS (self->opened); i++)
    if (self->opened[i] == fd)
      self->opened[i] = 0;
  forget (client, get_local_port (fd), fd);
  if (client->loop != NULL)
    swim_curl_loop_forget_socket (client->loop, fd);
  return close (fd);
}

/* Call with the lock held. The entry of a connection; one that is over and nobody is on gives way
 * to it. */
static SwimCurlSocket *
get_entry (SwimCurl *client, int port, guint64 ends)
{
  SwimCurlSocket *socket = &client->by_port[port];
  SwimCurlSocket *free_one = NULL;

  for (;; socket = socket->next)
    {
      if (socket->ends == ends)
        return socket;
      if (g_atomic_int_get (&socket->fd) == 0 && g_atomic_int_get (&socket->users) == 0)
        free_one = socket;
      if (socket->next == NULL)
        break;
    }
  if (free_one == NULL)
    {
      free_one = socket->next = g_new0 (SwimCurlSocket, 1);
      g_ptr_array_add (client->more_sockets, free_one);
    }
  free_one->ends = ends;
  g_atomic_int_set (&free_one->notes, 0);
  return free_one;
}

/* The entry of a connection, with one user more. opened: its descriptor where it is new, else 0. */
static SwimCurlSocket *
join (SwimCurl *client, int port, guint64 ends, int opened)
{
  SwimCurlSocket *socket;

  g_mutex_lock (&client->lock);
  socket = get_entry (client, port, ends);
  if (opened > 0)
    {
      g_atomic_int_set (&socket->fd, opened);
      g_atomic_int_set (&socket->notes, 0);
    }
  g_atomic_int_inc (&socket->users);
  g_mutex_unlock (&client->lock);
  return socket;
}

/* The descriptor of a new connection. Of two addresses that are tried at once, the later need not
 * be the one that is connected to. 0: the connection is not new. */
static int
find_opened (SwimCurlConnection *self, int port)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->opened); i++)
    if (self->opened[i] > 0 && get_local_port (self->opened[i]) == (guint) port)
      return self->opened[i];
  return 0;
}

void
swim_curl_sockets_find (SwimCurlConnection *self,
                        const char *there,
                        int port_there,
                        const char *here,
                        int port_here)
{
  int opened = find_opened (self, port_here);
  guint64 ends;

  swim_curl_sockets_leave (self, FALSE);
  if (port_here <= 0 || port_here >= PORTS)
    return;
  ends = swim_hash_string (here, swim_hash_string (there, (guint64) port_there));
  self->socket = join (self->client, port_here, ends, opened);
  self->exchange->events->on_socket (self->exchange, g_atomic_int_get (&self->socket->fd));
}

/* A connection of HTTP/2 outlives a request that is ended, and if it is dead, all that follow would
 * wait for it as well. So the last one to leave shuts it down, and libcurl makes another. */
void
swim_curl_sockets_leave (SwimCurlConnection *self, gboolean aborted)
{
  SwimCurlSocket *socket = g_steal_pointer (&self->socket);
  int fd;

  self->opened[0] = self->opened[1] = 0;
  if (socket == NULL)
    return;
  fd = g_atomic_int_get (&socket->fd); /* later the entry may be another's */
  if (g_atomic_int_dec_and_test (&socket->users) && aborted && fd > 0)
    shutdown (fd, SHUT_RDWR);
}

void
swim_curl_sockets_init (SwimCurl *client)
{
  client->by_port = g_new0 (SwimCurlSocket, PORTS);
  client->more_sockets = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&client->lock);
}

void
swim_curl_sockets_clear (SwimCurl *client)
{
  g_ptr_array_unref (client->more_sockets);
  g_free (client->by_port);
  g_mutex_clear (&client->lock);
}

void
swim_curl_sockets_connect (SwimCurlConnection *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETDATA, self);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETDATA, self);
}
