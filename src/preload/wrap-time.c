/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for time to pass. */
#include "config.h"

#include "preload/wrap.h"

SWIM_WRAP (unsigned, sleep, sleep, (unsigned seconds), (seconds), SWIM_NOTHING)
SWIM_WRAP (int, usleep, usleep, (unsigned us), (us), SWIM_NOTHING)
SWIM_WRAP_2 (int,
             nanosleep,
             thrd_sleep,
             nanosleep,
             (const struct timespec *time, struct timespec *left),
             (time, left),
             SWIM_NOTHING)
SWIM_WRAP_VERSION (int,
                   clock_nanosleep,
                   "GLIBC_2.17",
                   nanosleep,
                   (clockid_t clock, int flags, const struct timespec *time, struct timespec *left),
                   (clock, flags, time, left),
                   SWIM_NOTHING)
