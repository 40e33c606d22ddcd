/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* syscall (), by which GLib's locks wait; and how a program has its system calls filtered. */
#include "config.h"

#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "preload/numbers.h"
#include "preload/process.h"
#include "preload/wrap.h"

static bool
is_to_filter (long number, long action)
{
  if (number == SYS_prctl)
    return action == PR_SET_SECCOMP;
  return number == SYS_seccomp
         && (action == SECCOMP_SET_MODE_STRICT || action == SECCOMP_SET_MODE_FILTER);
}

SWIM_DEFINE (int, prctl, (int option, long a, long b, long c, long d))
{
  SWIM_REAL (int, prctl, (int, ...));

  if (is_to_filter (SYS_prctl, option))
    swim_process_filtered ();
  return real (option, a, b, c, d);
}

SWIM_DEFINE (long, syscall, (long number, long a, long b, long c, long d, long e, long f))
{
  SWIM_REAL (long, syscall, (long, ...));

  if (SWIM_UNLIKELY (is_to_filter (number, a)))
    swim_process_filtered ();
  if (SWIM_LIKELY (swim_turn == NULL) || !swim_number_may_wait (number, b))
    return real (number, a, b, c, d, e, f);
  if (number == SYS_futex)
    {
      SWIM_TIMED (long, futex, 0, real (number, a, b, c, d, e, f), SWIM_NOTHING);
    }
  SWIM_TIMED (long, syscall, (uint32_t) number, real (number, a, b, c, d, e, f),
              swim_number_takes_fd (number) ? SWIM_FD ((int) a) : SWIM_NOTHING);
}
