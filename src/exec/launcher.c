/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* swimlane-launch: starts commands as children of its own parent, and tells when, until that closes
 * the socket. Where that happens before the command has ended, since the parent was killed, say,
 * the command is ended, with its process group: it would run on, and nobody would know.
 *
 * The kernel's peak memory of a process begins with what the process held that it was made from: a
 * command that swimlane started itself would seem to need as much as swimlane. This program is as
 * small as one can be, and stands on libc alone. */
#include "config.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "exec/launcher.h"

#define STACK_BYTES 65536

/* A command to be started. */
typedef struct
{
  char *file;
  char **arguments;
  char **environment;
  int streams[SWIM_LAUNCH_STREAMS];
  int failure; /* errno; 0: it was started */
} Start;

/* In the child, which shares our memory until it is another program. The streams have numbers above
 * those that they take, since ours are open. */
static int
start (void *data)
{
  Start *self = data;

  setpgid (0, 0);
  for (int i = 0; i < SWIM_LAUNCH_STREAMS; i++)
    if (dup2 (self->streams[i], i) < 0)
      _exit (127);
  execve (self->file, self->arguments, self->environment);
  self->failure = errno;
  _exit (127);
}

/* The command that was started last. */
static struct
{
  pid_t pid;
  int pidfd; /* -1: there is none */
} last = { -1, -1 };

static void
forget (void)
{
  if (last.pidfd >= 0)
    close (last.pidfd);
  last.pidfd = -1;
}

/* The pidfd tells whether the number is still that of the command, which its parent reaps; it may
 * have gone to another group. */
static void
end_last (void)
{
  if (last.pidfd >= 0 && syscall (SYS_pidfd_send_signal, last.pidfd, 0, NULL, 0) == 0)
    {
      kill (-last.pid, SIGKILL);
      syscall (SYS_pidfd_send_signal, last.pidfd, SIGKILL, NULL, 0);
    }
}

static void
launch (Start *self, SwimLaunched *launched)
{
  static char stack[STACK_BYTES] __attribute__ ((aligned (16)));
  struct timespec now;

  forget ();
  clock_gettime (CLOCK_MONOTONIC, &now);
  launched->started = (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
  launched->pid =
      clone (start, stack + sizeof stack,
             CLONE_VM | CLONE_VFORK | CLONE_PARENT | CLONE_PIDFD | SIGCHLD, self, &last.pidfd);
  launched->failure = launched->pid < 0 ? errno : self->failure;
  last.pid = launched->pid;
  if (launched->pid < 0)
    last.pidfd = -1;
}

/* The head of a request, with the streams; 0: there is none any more. */
static int
receive_head (SwimLaunchRequest *request, int *streams)
{
  char control[CMSG_SPACE (SWIM_LAUNCH_STREAMS * sizeof (int))];
  struct iovec part = { request, sizeof *request };
  struct msghdr message = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
  };
  struct cmsghdr *header;

  if (recvmsg (STDIN_FILENO, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL) != sizeof *request)
    return 0;
  header = CMSG_FIRSTHDR (&message);
  if (header == NULL || header->cmsg_len != CMSG_LEN (SWIM_LAUNCH_STREAMS * sizeof (int)))
    return 0;
  memcpy (streams, CMSG_DATA (header), SWIM_LAUNCH_STREAMS * sizeof (int));
  return 1;
}

static int
receive (char *bytes, size_t length)
{
  while (length > 0)
    {
      ssize_t got = read (STDIN_FILENO, bytes, length);

      if (got <= 0)
        return 0;
      bytes += got;
      length -= (size_t) got;
    }
  return 1;
}

/* Points to so many strings, which stand one behind the other, and to the end of the list. */
static char *
point (char **list, uint32_t n, char *text)
{
  for (uint32_t i = 0; i < n; i++)
    {
      list[i] = text;
      text += strlen (text) + 1;
    }
  list[n] = NULL;
  return text;
}

/* Does one request; 0: there is none any more. */
static int
serve (void)
{
  SwimLaunchRequest request;
  SwimLaunched launched = { .pid = -1 };
  Start data = { .failure = 0 };
  char *text;
  int good;

  if (!receive_head (&request, data.streams))
    return 0;
  text = malloc (request.bytes);
  data.arguments = calloc (request.arguments + 1, sizeof *data.arguments);
  data.environment = calloc (request.variables + 1, sizeof *data.environment);
  good = text != NULL && data.arguments != NULL && data.environment != NULL
         && receive (text, request.bytes);
  if (good)
    {
      data.file = text;
      point (data.environment, request.variables,
             point (data.arguments, request.arguments, text + strlen (text) + 1));
      launch (&data, &launched);
    }
  for (int i = 0; i < SWIM_LAUNCH_STREAMS; i++)
    close (data.streams[i]);
  free (data.arguments);
  free (data.environment);
  free (text);
  return good && write (STDIN_FILENO, &launched, sizeof launched) == sizeof launched;
}

int
main (int argc, char **argv)
{
  struct sockaddr address;
  socklen_t length = sizeof address;

  if (getsockname (STDIN_FILENO, &address, &length) != 0)
    {
      fprintf (stderr, "%s is a part of swimlane, which starts it\n",
               argc > 0 ? argv[0] : "swimlane-launch");
      return 2;
    }
  while (serve ())
    ;
  end_last ();
  return 0;
}
