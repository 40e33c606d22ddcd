/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "lab/lab-socket.h"

#include "base/swim-error.h"

#include <errno.h>
#include <sys/socket.h>

/* Clients connect all at once: with GLib's backlog of 10, most of them would wait a second for
 * their second SYN. The kernel reduces this to its own limit. */
#define BACKLOG 4096

/* As much as the kernel allows: a burst of datagrams must not be lost in the lab. */
#define DATAGRAM_BUFFER (8 * 1024 * 1024)

/* A loopback address, or an error: the lab does not serve the network. The caller owns it. */
GInetAddress *
swim_lab_parse_address (const char *address, GError **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  if (inet != NULL && g_inet_address_get_is_loopback (inet))
    return g_steal_pointer (&inet);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "the lab cannot listen on “%s”: it serves this machine only; "
               "use a loopback address such as 127.0.0.1",
               address);
  return NULL;
}

/* Binds and sets port to what it is bound to. */
static gboolean
bind_socket (GSocket *socket, GInetAddress *address, guint16 *port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, *port);
  g_autoptr (GSocketAddress) bound = NULL;
  /* Lets a stream's port be taken again right after its last user; datagrams would share it. */
  gboolean may_reuse = g_socket_get_socket_type (socket) == G_SOCKET_TYPE_STREAM;

  if (!g_socket_bind (socket, wanted, may_reuse, error))
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound != NULL)
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return bound != NULL;
}

static void
set_bind_error (GError **error, const GError *cause, guint16 port, const char *option)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "the lab cannot listen on port %u: another program uses it; give %s another "
                 "port, or leave it out for a free one",
                 port, option);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (
        error, SWIM_ERROR, SWIM_ERROR_FAILED,
        "the lab cannot listen on port %u: ports below 1024 need root; give %s a higher port, or leave it out for a free one",
        port, option);
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "the lab cannot listen on port %u: %s", port,
                 cause->message);
}

/* A bound, non-blocking socket of the type, listening if it is a stream; port 0 takes a free one,
 * and is set to it. option is the command line's name for the port, for the error. The caller owns
 * it. */
GSocket *
swim_lab_socket_new (GSocketType type,
                     GInetAddress *address,
                     guint16 *port,
                     const char *option,
                     GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (g_inet_address_get_family (address), type, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!bind_socket (socket, address, port, &cause))
    {
      set_bind_error (error, cause, *port, option);
      return NULL;
    }
  if (type == G_SOCKET_TYPE_STREAM)
    {
      g_socket_set_listen_backlog (socket, BACKLOG);
      return g_socket_listen (socket, error) ? g_steal_pointer (&socket) : NULL;
    }
  /* Root may exceed the kernel's limit; other users get the limit. */
  if (!g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUFFORCE, DATAGRAM_BUFFER, NULL))
    g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, DATAGRAM_BUFFER, NULL);
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, DATAGRAM_BUFFER, NULL);
  return g_steal_pointer (&socket);
}

/* The next client that waits, as a non-blocking socket; -1 with errno if there is none. */
int
swim_lab_socket_accept (int listener)
{
  int fd;

  do
    fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
  return fd;
}
