/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Collects what all watched processes tell, and makes the report of it. */
#pragma once

#include "watch/process.h"
#include "watch/region.h"

G_BEGIN_DECLS

typedef struct _SwimCollector SwimCollector;

typedef struct
{
  double stall; /* seconds */
  const SwimRules *ignored;
  const SwimRules *offloaded; /* NULL: all calls */
  gboolean ledger_alone;      /* no thread is stopped for a look at its stack */
  guint64 long_call_ns;       /* shorter calls are not told one by one; 0: none is timed */
} SwimCollectOptions;

/* What is known while the program runs. */
typedef struct
{
  guint threads;    /* with loops */
  double busy;      /* how long the longest turn lasts that goes on */
  double delay_p99; /* of the loop whose worst delay is the longest */
  double delay_max;
  guint64 stalls; /* of all */
} SwimCollectorPeek;

SwimCollector *swim_collector_new (SwimRegion *region,
                                   const SwimCollectOptions *options,
                                   gint64 started);
void swim_collector_free (SwimCollector *collector);
void swim_collector_drain (SwimCollector *collector);
void swim_collector_end (SwimCollector *collector, gint64 now);
void swim_collector_peek (const SwimCollector *collector, SwimCollectorPeek *peek);
guint swim_collector_count (const SwimCollector *collector);
SwimProcess *swim_collector_get (const SwimCollector *collector, guint at);
void swim_collector_fill (SwimCollector *collector, SwimWatchReport *report);
gboolean swim_collector_get_main_loop (const SwimCollector *collector, SwimLoopReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimCollector, swim_collector_free)

G_END_DECLS
