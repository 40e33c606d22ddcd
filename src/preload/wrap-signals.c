/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that could block SIGSYS or take it away, while system calls are trapped by it. */
#include "config.h"

#include <signal.h>

#include "preload/trap.h"
#include "preload/wrap.h"

/* The set without SIGSYS, where that is to stay out of masks. */
static const sigset_t *
filter (const sigset_t *set, sigset_t *filtered)
{
  if (set == NULL || !swim_trap_is_wanted ())
    return set;
  *filtered = *set;
  sigdelset (filtered, SIGSYS);
  return filtered;
}

#define WRAP_MASK(symbol) \
  SWIM_DEFINE (int, symbol, (int how, const sigset_t *set, sigset_t *old)) \
  { \
    SWIM_REAL (int, symbol, (int, const sigset_t *, sigset_t *) ); \
    sigset_t filtered; \
    return real (how, how == SIG_UNBLOCK ? set : filter (set, &filtered), old); \
  }

WRAP_MASK (sigprocmask)
WRAP_MASK (pthread_sigmask)

#define WRAP_ACTION(symbol) \
  SWIM_DEFINE (int, symbol, (int number, const struct sigaction *action, struct sigaction *old)) \
  { \
    SWIM_REAL (int, symbol, (int, const struct sigaction *, struct sigaction *) ); \
    struct sigaction filtered; \
    if (!swim_trap_is_wanted ()) \
      return real (number, action, old); \
    if (number == SIGSYS && swim_trap_set_action (action, old)) \
      return 0; \
    if (action == NULL) \
      return real (number, NULL, old); \
    filtered = *action; \
    sigdelset (&filtered.sa_mask, SIGSYS); \
    return real (number, &filtered, old); \
  }

WRAP_ACTION (sigaction)
WRAP_ACTION (__sigaction)

typedef void (*Handler) (int number);

#define WRAP_SIGNAL(symbol) \
  SWIM_DEFINE (Handler, symbol, (int number, Handler handler)) \
  { \
    SWIM_REAL (Handler, symbol, (int, Handler)); \
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART }; \
    struct sigaction old; \
    if (number == SIGSYS && swim_trap_is_wanted () && swim_trap_set_action (&action, &old)) \
      return old.sa_handler; \
    return real (number, handler); \
  }

/* cppcheck-suppress CastIntegerToAddressAtReturn */
WRAP_SIGNAL (signal)
/* cppcheck-suppress CastIntegerToAddressAtReturn */
WRAP_SIGNAL (bsd_signal)
/* cppcheck-suppress CastIntegerToAddressAtReturn */
WRAP_SIGNAL (ssignal)
