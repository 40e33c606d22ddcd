/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/inherited.h"

/* A process is started once, hence the global. */
static SwimInherited inherited;

/* To be called before anything of it is changed. */
void
swim_inherited_save (void)
{
  inherited.environment = g_get_environ ();
  sigprocmask (SIG_SETMASK, NULL, &inherited.blocked);
  sigemptyset (&inherited.ignored);
  for (int number = 1; number < NSIG; number++)
    {
      struct sigaction action;

      if (sigaction (number, NULL, &action) == 0 && (action.sa_flags & SA_SIGINFO) == 0
          && action.sa_handler == SIG_IGN)
        sigaddset (&inherited.ignored, number);
    }
}

/* NULL: it was not saved. */
const SwimInherited *
swim_inherited_get (void)
{
  return inherited.environment != NULL ? &inherited : NULL;
}

/* A child gets signals as they were when we were started: the mask, and those ignored. @flags are
 * what else its attributes set. */
void
swim_inherited_set_signals (posix_spawnattr_t *attributes, short flags)
{
  const SwimInherited *saved = swim_inherited_get ();
  sigset_t blocked;
  sigset_t defaults;

  sigemptyset (&blocked);
  sigfillset (&defaults);
  sigdelset (&defaults, SIGKILL);
  sigdelset (&defaults, SIGSTOP);
  for (int number = 1; saved != NULL && number < NSIG; number++)
    if (sigismember (&saved->ignored, number) == 1)
      sigdelset (&defaults, number);
  posix_spawnattr_setsigmask (attributes, saved != NULL ? &saved->blocked : &blocked);
  posix_spawnattr_setsigdefault (attributes, &defaults);
  posix_spawnattr_setflags (attributes, flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}
