/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process may read all of this of its own threads, without root, and of those of its children
 * that are of the same user. Where /proc does not answer, as in some sandboxes, the state stays
 * unknown; nothing is guessed. */
#include "config.h"

#include "loop/thread-state.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
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
  { SYS_open, "open", ARGUMENT_NONE },           { SYS_stat, "stat", ARGUMENT_NONE },
  { SYS_lstat, "lstat", ARGUMENT_NONE },         { SYS_access, "access", ARGUMENT_NONE },
  { SYS_chmod, "chmod", ARGUMENT_NONE },         { SYS_chown, "chown", ARGUMENT_NONE },
  { SYS_mkdir, "mkdir", ARGUMENT_NONE },         { SYS_rmdir, "rmdir", ARGUMENT_NONE },
  { SYS_unlink, "unlink", ARGUMENT_NONE },       { SYS_readlink, "readlink", ARGUMENT_NONE },
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

/* The name of a system call that may wait; NULL: it is not known. */
const char *
swim_syscall_get_name (gint64 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (syscalls); i++)
    if (syscalls[i].number == number)
      return syscalls[i].name;
  return NULL;
}

/* The name of a process in /proc. */
static const char *
name_process (int pid, char name[static 16])
{
  if (pid > 0)
    g_snprintf (name, 16, "%d", pid);
  else
    g_strlcpy (name, "self", 16);
  return name;
}

/* The content of a small file below the thread's folder in /proc, or FALSE. */
static gboolean
read_proc (int pid, int tid, const char *name, char *text, gsize size)
{
  char path[64];
  char process[16];
  int fd;
  ssize_t length;

  g_snprintf (path, sizeof path, "/proc/%s/task/%d/%s", name_process (pid, process), tid, name);
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

/* The call is told as its number, six arguments, the stack pointer and the program counter; outside
 * of calls, -1 and the last two. */
static void
parse_syscall (const char *text, SwimThreadState *state)
{
  unsigned long long args[6] = { 0 }, sp = 0, pc = 0;
  long long number = -1;
  int found;

  state->running = g_str_has_prefix (text, "running");
  found = sscanf (text, "%lld %llx %llx %llx %llx %llx %llx %llx %llx", &number, &args[0], &args[1],
                  &args[2], &args[3], &args[4], &args[5], &sp, &pc);
  state->known = state->running || found >= 1;
  if (!state->known || state->running)
    return;
  state->syscall = number;
  state->args[0] = (gint64) args[0];
  state->args[1] = (gint64) args[1];
  state->sp = number < 0 ? args[0] : sp;
  state->pc = number < 0 ? args[1] : pc;
}

/* Reads the state of a thread of a process; 0: of this one. */
void
swim_thread_state_read (int pid, int tid, SwimThreadState *state)
{
  char text[256];

  memset (state, 0, sizeof *state);
  state->pid = pid;
  state->syscall = state->on_cpu = state->waiting = -1;
  if (read_proc (pid, tid, "syscall", text, sizeof text))
    parse_syscall (text, state);
  if (read_proc (pid, tid, "schedstat", text, sizeof text)
      && sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &state->on_cpu, &state->waiting)
             != 2)
    state->on_cpu = state->waiting = -1;
}

/* A descriptor of ours for what another process has open, or -1. */
static int
borrow_fd (int pid, int fd)
{
  int process = (int) syscall (SYS_pidfd_open, pid, 0);
  int borrowed = process >= 0 ? (int) syscall (SYS_pidfd_getfd, process, fd, 0) : -1;

  if (process >= 0)
    close (process);
  return borrowed;
}

static char *
describe_address (const struct sockaddr_storage *peer, socklen_t length)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native ((gpointer) peer, length);
  g_autofree char *text = NULL;

  if (G_IS_INET_SOCKET_ADDRESS (address))
    text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  else if (G_IS_UNIX_SOCKET_ADDRESS (address)
           && g_unix_socket_address_get_path_len (G_UNIX_SOCKET_ADDRESS (address)) > 0)
    text = g_strescape (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)), NULL);
  return text == NULL ? g_strdup ("socket") : g_strconcat ("socket to ", text, NULL);
}

static char *
describe_socket (int pid, int fd)
{
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  int own = pid > 0 ? borrow_fd (pid, fd) : fd;
  int result = getpeername (own, (struct sockaddr *) &peer, &length);

  if (pid > 0 && own >= 0)
    close (own);
  return result != 0 ? g_strdup ("socket") : describe_address (&peer, length);
}

/* What a descriptor of a process is (transfer full), or NULL; 0: of this process. */
char *
swim_thread_state_describe_fd (int pid, int fd)
{
  char path[64];
  char process[16];
  char target[512];
  ssize_t length;

  g_snprintf (path, sizeof path, "/proc/%s/fd/%d", name_process (pid, process), fd);
  length = readlink (path, target, sizeof target - 1);
  if (length < 0)
    return NULL;
  target[length] = '\0';
  if (g_str_has_prefix (target, "socket:"))
    return describe_socket (pid, fd);
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

  if (n == 0
      || process_vm_readv (state->pid > 0 ? state->pid : getpid (), &local, 1, &remote, 1, 0)
             != (ssize_t) local.iov_len)
    return;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *target = swim_thread_state_describe_fd (state->pid, polled[i].fd);

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
  stall->fd_target = swim_thread_state_describe_fd (state->pid, stall->fd);
}
