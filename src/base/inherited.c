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
