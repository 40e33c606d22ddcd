/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that is a number and not a time.
 *
 * It is done in a register: how long a loop over a place in memory takes depends on what the
 * processor remembers of that place, which whatever runs in between may change. */
#pragma once

static inline void
spin (unsigned long count)
{
  unsigned long x = 1;

  for (unsigned long i = 0; i < count; i++)
    {
      x = x * 5 + 1;
      __asm__ volatile("" : "+r"(x));
    }
}
