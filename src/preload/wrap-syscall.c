/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* syscall (), by which GLib's locks wait. */
#include "config.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include "preload/numbers.h"
#include "preload/wrap.h"

SWIM_DEFINE (long, syscall, (long number, long a, long b, long c, long d, long e, long f))
{
  SWIM_REAL (long, syscall, (long, ...));

  if (SWIM_LIKELY (swim_turn == NULL) || !swim_number_may_wait (number, b))
    return real (number, a, b, c, d, e, f);
  if (number == SYS_futex)
    {
      SWIM_TIMED (long, futex, 0, real (number, a, b, c, d, e, f), SWIM_NOTHING);
    }
  SWIM_TIMED (long, syscall, (uint32_t) number, real (number, a, b, c, d, e, f),
              swim_number_takes_fd (number) ? SWIM_FD ((int) a) : SWIM_NOTHING);
}
