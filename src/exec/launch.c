/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/launch.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/swim-error.h"
#include "loop/clock.h"

/* Signals are as they were when we were started: the mask, and those ignored. */
static void
set_attributes (posix_spawnattr_t *attributes)
{
  const SwimInherited *inherited = swim_inherited_get ();
  sigset_t blocked;
  sigset_t defaults;

  sigemptyset (&blocked);
  sigfillset (&defaults);
  sigdelset (&defaults, SIGKILL);
  sigdelset (&defaults, SIGSTOP);
  for (int number = 1; inherited != NULL && number < NSIG; number++)
    if (sigismember (&inherited->ignored, number) == 1)
      sigdelset (&defaults, number);
  posix_spawnattr_setsigmask (attributes, inherited != NULL ? &inherited->blocked : &blocked);
  posix_spawnattr_setsigdefault (attributes, &defaults);
  posix_spawnattr_setpgroup (attributes, 0);
  posix_spawnattr_setflags (attributes,
                            POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

/* The caller waits for the child and closes its pidfd. The clock starts before the child is made:
 * that is part of what it costs to run a command. */
gboolean
swim_exec_launch (const SwimExecLaunch *launch, SwimExecChild *child, GError **error)
{
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  int code;

  posix_spawnattr_init (&attributes);
  set_attributes (&attributes);
  posix_spawn_file_actions_init (&actions);
  for (int i = 0; i < 3; i++)
    posix_spawn_file_actions_adddup2 (&actions, launch->streams[i], i);
  child->started = swim_clock_ns ();
  code = posix_spawn (&child->pid, launch->file, &actions, &attributes, launch->argv,
                      launch->environment);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  if (code != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be started: %s", launch->file,
                   code == ENOEXEC ? "it is neither a program nor a script that begins with #!"
                                   : g_strerror (code));
      return FALSE;
    }
  child->pidfd = (int) syscall (SYS_pidfd_open, child->pid, 0);
  return TRUE;
}
