/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/stalls-peers.h"

#include <arpa/nameser.h>
#include <nss.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOGS 3

gint64
now_ns (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

int
bind_loopback (int type, struct sockaddr_in *address)
{
  socklen_t size = sizeof *address;
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  *address = (struct sockaddr_in){ .sin_family = AF_INET };
  address->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (bind (fd, (struct sockaddr *) address, size) != 0
      || getsockname (fd, (struct sockaddr *) address, &size) != 0)
    abort ();
  return fd;
}

/* With a backlog of 0 that is one. */
static int
fill_backlog (int listener, int family, const struct sockaddr *address, socklen_t size)
{
  if (listen (listener, 0) != 0
      || connect (socket (family, SOCK_STREAM | SOCK_CLOEXEC, 0), address, size) != 0)
    abort ();
  return listener;
}

int
listen_tcp (struct sockaddr_in *address)
{
  int fd = bind_loopback (SOCK_STREAM, address);

  return fill_backlog (fd, AF_INET, (struct sockaddr *) address, sizeof *address);
}

int
listen_unix (struct sockaddr_un *address)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
  /* The first byte is 0: no file. */
  snprintf (address->sun_path + 1, sizeof address->sun_path - 1, "swimlane-stalls-%d", getpid ());
  if (bind (fd, (struct sockaddr *) address, sizeof *address) != 0)
    abort ();
  return fill_backlog (fd, AF_UNIX, (struct sockaddr *) address, sizeof *address);
}

gpointer
accept_late (gpointer listener)
{
  g_usleep (STALL_US);
  if (accept (GPOINTER_TO_INT (listener), NULL, NULL) < 0)
    abort ();
  return NULL;
}

static gpointer
answer_names (gpointer data)
{
  unsigned char message[512];
  struct sockaddr_storage peer;
  socklen_t size = sizeof peer;
  int fd = GPOINTER_TO_INT (data);
  ssize_t n;

  while ((n = recvfrom (fd, message, sizeof message, 0, (struct sockaddr *) &peer, &size)) > 0)
    {
      HEADER *header = (HEADER *) message;

      g_usleep (STALL_US);
      header->qr = 1;
      header->rcode = NXDOMAIN;
      sendto (fd, message, (size_t) n, 0, (struct sockaddr *) &peer, size);
      size = sizeof peer;
    }
  return NULL;
}

void
use_slow_name_server (void)
{
  struct sockaddr_in address;
  int fd = bind_loopback (SOCK_DGRAM, &address);

  g_thread_unref (g_thread_new ("name-server", answer_names, GINT_TO_POINTER (fd)));
  /* Whatever this machine is set up to ask. */
  if (__nss_configure_lookup ("hosts", "dns") != 0 || res_init () != 0)
    abort ();
  _res.nscount = 1;
  _res.nsaddr_list[0] = address;
}

typedef struct
{
  GDBusConnection *connection;
  GDBusMessage *call;
} Answer;

static gpointer
answer_late (gpointer data)
{
  Answer *answer = data;
  g_autoptr (GDBusMessage) reply = g_dbus_message_new_method_reply (answer->call);

  g_usleep (STALL_US);
  g_dbus_connection_send_message (answer->connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL,
                                  NULL);
  g_object_unref (answer->connection);
  g_object_unref (answer->call);
  g_free (answer);
  return NULL;
}

/* In GDBus' own thread, which must not wait. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean is_incoming, gpointer data)
{
  Answer *answer;

  if (!is_incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  answer = g_new (Answer, 1);
  answer->connection = g_object_ref (connection);
  answer->call = message;
  g_thread_unref (g_thread_new ("service", answer_late, answer));
  return NULL;
}

static GDBusConnection *
make_end (int fd, const char *guid)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  GDBusConnectionFlags flags = guid != NULL
                                   ? G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                                         | G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS
                                   : G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT;
  GDBusConnection *connection =
      g_dbus_connection_new_sync (G_IO_STREAM (stream), guid, flags, NULL, NULL, NULL);

  if (connection == NULL)
    abort ();
  return connection;
}

static gpointer
serve (gpointer fd)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  GDBusConnection *connection = make_end (GPOINTER_TO_INT (fd), guid);

  g_dbus_connection_add_filter (connection, on_message, NULL, NULL);
  return connection;
}

GDBusConnection *
connect_to_service (void)
{
  int ends[2];
  GThread *thread;
  GDBusConnection *connection;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    abort ();
  thread = g_thread_new ("service", serve, GINT_TO_POINTER (ends[0]));
  connection = make_end (ends[1], NULL);
  g_thread_join (thread);
  return connection;
}

static pid_t hogs[HOGS];
static cpu_set_t one;
static cpu_set_t all;

static void
compute_when_continued (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  sched_setaffinity (0, sizeof one, &one);
  raise (SIGSTOP);
  for (;;)
    __asm__ volatile("");
}

void
make_hogs (void)
{
  if (hogs[0] != 0)
    return;
  CPU_ZERO (&one);
  CPU_SET (sched_getcpu (), &one);
  sched_getaffinity (0, sizeof all, &all);
  for (guint i = 0; i < HOGS; i++)
    {
      if ((hogs[i] = fork ()) == 0)
        compute_when_continued ();
      if (waitpid (hogs[i], NULL, WUNTRACED) != hogs[i])
        abort ();
    }
}

static void
signal_hogs (int number)
{
  for (guint i = 0; i < HOGS; i++)
    kill (hogs[i], number);
}

void
start_hogs (void)
{
  sched_setaffinity (0, sizeof one, &one);
  signal_hogs (SIGCONT);
}

void
stop_hogs (void)
{
  signal_hogs (SIGSTOP);
  sched_setaffinity (0, sizeof all, &all);
}
