/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* swimlane-launch DESCRIPTOR FILE NAME [ARGUMENT…]: starts FILE as a child of its own parent, tells
 * that by the descriptor when and as which process, and ends.
 *
 * The kernel's peak memory of a process begins with what the process held that it was made from: a
 * command that swimlane started itself would seem to need as much as swimlane. This program is as
 * small as one can be, and stands on libc alone. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "exec/launcher.h"

#define STACK_BYTES 65536

extern char **environ;

typedef struct
{
  char **arguments; /* the file first */
  int failure;      /* errno; 0: it was started */
} Start;

/* In the child, which shares our memory until it is another program. */
static int
start (void *data)
{
  Start *self = data;

  setpgid (0, 0);
  execve (self->arguments[0], self->arguments + 1, environ);
  self->failure = errno;
  _exit (127);
}

/* What the child is to have preloaded was given to us under a name that no loader knows. */
static void
restore_environment (void)
{
  size_t length = strlen (SWIM_LAUNCH_HIDDEN);

  for (char **entry = environ; *entry != NULL; entry++)
    if (strncmp (*entry, SWIM_LAUNCH_HIDDEN, length) == 0)
      *entry += length;
}

int
main (int argc, char **argv)
{
  static char stack[STACK_BYTES] __attribute__ ((aligned (16)));
  Start data = { argv + 2, 0 };
  SwimLaunched launched = { 0 };
  struct timespec now;
  int fd;

  if (argc < 4)
    {
      fputs ("swimlane-launch is a part of swimlane, which starts it\n", stderr);
      return 2;
    }
  fd = atoi (argv[1]);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  restore_environment ();
  clock_gettime (CLOCK_MONOTONIC, &now);
  launched.started = (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
  launched.pid =
      clone (start, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, &data);
  launched.failure = launched.pid < 0 ? errno : data.failure;
  return write (fd, &launched, sizeof launched) == sizeof launched ? 0 : 1;
}
