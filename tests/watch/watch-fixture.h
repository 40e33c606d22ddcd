/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reports of watches as a program with several faults would give them. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

typedef enum
{
  WATCH_BLOCKED,          /* by a lock, by many reads, by computing; two loops and a private one */
  WATCH_REPAIRED,         /* the same program with the lock and the reads given to threads */
  WATCH_COMPUTING,        /* one loop, one stall, in which it computed */
  WATCH_MOSTLY_COMPUTING, /* it was also without a CPU for a time */
  WATCH_STARVED,
  WATCH_MOSTLY_STARVED, /* it also had a CPU for a time */
  WATCH_UNSEEN,         /* neither cause nor stack was seen */
  WATCH_MANY,           /* the stall was many short calls */
  WATCH_MANY_STARVED,   /* the same, but it had no CPU for much of it */
  WATCH_MANY_KINDS,     /* the same, but the longest was another than took most of the time */
  WATCH_TWO,            /* two calls took the stall, one of them most of it */
  WATCH_PARTLY,         /* a call took most of the stall, and nothing is known of the rest */
  WATCH_UNENDED,        /* it was killed in the stall */
  WATCH_CALM,           /* no stall, but calls */
  WATCH_NO_LOOP,
  WATCH_HOSTILE, /* names of the worst kind */
  WATCH_N_FIXTURES
} WatchFixture;

SwimWatchReport *swim_watch_fixture_new (WatchFixture fixture);

G_END_DECLS
