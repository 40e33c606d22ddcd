/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process may read all of this of its own threads, without root. Where /proc does not answer, as
 * in some sandboxes, the state stays unknown; nothing is guessed. */
#include "config.h"

#include "loop/thread-state.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_POLLED 16

typedef enum
{
  ARGUMENT_NONE,
  ARGUMENT_FD,
  ARGUMENT_POLL,
} Argument;

static const struct
{
  gint64 number;
  const char *name;
  Argument argument;
} syscalls[] = {
#define SWIM_SYSCALL(name, argument) { SYS_##name, #name, ARGUMENT_##argument },
#include "loop/syscalls.def"
#undef SWIM_SYSCALL
/* Newer architectures have only the forms above. */
#ifdef SYS_poll
  { SYS_poll, "poll", ARGUMENT_POLL },
#endif
#ifdef SYS_epoll_wait
  { SYS_epoll_wait, "epoll_wait", ARGUMENT_FD },
#endif
#ifdef SYS_open
  { SYS_open, "open", ARGUMENT_NONE },
#endif
#ifdef SYS_select
  { SYS_select, "select", ARGUMENT_NONE },
#endif
#ifdef SYS_rename
  { SYS_rename, "rename", ARGUMENT_NONE },
#endif
#ifdef SYS_renameat
  { SYS_renameat, "renameat", ARGUMENT_NONE },
#endif
};

/* The content of a small file below the thread's folder in /proc, or FALSE. */
static gboolean
read_proc (int tid, const char *name, char *text, gsize size)
{
  char path[64];
  int fd;
  ssize_t length;

  g_snprintf (path, sizeof path, "/proc/self/task/%d/%s", tid, name);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  length = read (fd, text, size - 1);
  close (fd);
  if (length <= 0)
    return FALSE;
  text[length] = '\0';
  return TRUE;
}

/* Reads the state of a thread. */
void
swim_thread_state_read (int tid, SwimThreadState *state)
{
  char text[256];
  long long number;
  unsigned long long first = 0, second = 0;

  memset (state, 0, sizeof *state);
  state->syscall = state->on_cpu = state->waiting = -1;
  if (read_proc (tid, "syscall", text, sizeof text))
    {
      state->running = g_str_has_prefix (text, "running");
      state->known =
          state->running || sscanf (text, "%lld %llx %llx", &number, &first, &second) >= 1;
      if (state->known && !state->running)
        state->syscall = number;
      state->args[0] = first;
      state->args[1] = second;
    }
  if (read_proc (tid, "schedstat", text, sizeof text)
      && sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &state->on_cpu, &state->waiting)
             != 2)
    state->on_cpu = state->waiting = -1;
}

static char *
describe_socket (int fd)
{
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  if (getpeername (fd, (struct sockaddr *) &peer, &length) != 0)
    return g_strdup ("socket");
  address = g_socket_address_new_from_native (&peer, length);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("socket");
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  return g_strconcat ("socket to ", text, NULL);
}

/* What a descriptor is (transfer full), or NULL. */
static char *
describe_fd (int fd)
{
  char path[32];
  char target[512];
  ssize_t length;

  g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  length = readlink (path, target, sizeof target - 1);
  if (length < 0)
    return NULL;
  target[length] = '\0';
  if (g_str_has_prefix (target, "socket:"))
    return describe_socket (fd);
  if (g_str_has_prefix (target, "pipe:"))
    return g_strdup ("pipe");
  return g_strdup (target);
}

/* Of the descriptors that the thread polls, the one for which it most likely waits: the first that
 * is not an eventfd, which GIO uses for cancellation. The array is memory of a thread that
 * goes on, so the kernel is asked to copy it: it returns EFAULT where a plain read would crash. */
static void
describe_polled (const SwimThreadState *state, SwimStall *stall)
{
  struct pollfd polled[MOST_POLLED];
  gsize n = (gsize) MIN (state->args[1], MOST_POLLED);
  struct iovec local = { polled, n * sizeof polled[0] };
  struct iovec remote = { GSIZE_TO_POINTER ((gsize) state->args[0]), n * sizeof polled[0] };

  if (n == 0 || process_vm_readv (getpid (), &local, 1, &remote, 1, 0) != (ssize_t) local.iov_len)
    return;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *target = describe_fd (polled[i].fd);

      if (target == NULL || g_str_has_prefix (target, "anon_inode:[eventfd]"))
        continue;
      stall->fd = polled[i].fd;
      stall->fd_target = g_steal_pointer (&target);
      return;
    }
}

/* Notes in the stall in which call the thread waits, and for what. */
void
swim_thread_state_describe (const SwimThreadState *state, SwimStall *stall)
{
  Argument argument = ARGUMENT_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (syscalls) && stall->call == NULL; i++)
    if (syscalls[i].number == state->syscall)
      {
        stall->call = g_strdup (syscalls[i].name);
        argument = syscalls[i].argument;
      }
  if (stall->call == NULL && state->syscall >= 0)
    stall->call = g_strdup_printf ("system call %" G_GINT64_FORMAT, state->syscall);
  if (argument == ARGUMENT_POLL)
    describe_polled (state, stall);
  if (argument != ARGUMENT_FD)
    return;
  stall->fd = (int) state->args[0];
  stall->fd_target = describe_fd (stall->fd);
}
