/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger of the loop: every span in which the loop was busy and so served nobody else. */
#pragma once

#include <glib.h>

#include "loop/distribution.h"
#include "loop/stall.h"

G_BEGIN_DECLS

typedef struct _SwimLedger SwimLedger;

/* What the ledger says of a whole run. Times in seconds. */
typedef struct
{
  double delay_p50;
  double delay_p99;
  double delay_max;
  double blocked_seconds;
  double blocked_fraction;
  double utilization;
  guint64 iterations;
  guint64 nested_iterations;
  guint64 stalls;
} SwimLoopFigures;

/* With which probability an event that arrives at a random moment waits longer than so many
 * seconds. */
typedef struct
{
  double seconds;
  double probability;
} SwimDelayPoint;

SwimLedger *swim_ledger_new (GMainContext *context, double stall_seconds);
void swim_ledger_free (SwimLedger *ledger);
void swim_ledger_begin (SwimLedger *ledger);
void swim_ledger_end (SwimLedger *ledger);
void swim_ledger_add (SwimLedger *ledger, SwimLedger *other);
void swim_ledger_get_figures (SwimLedger *ledger, SwimLoopFigures *figures);
GArray *swim_ledger_get_delay_curve (SwimLedger *ledger);
GPtrArray *swim_ledger_get_stalls (SwimLedger *ledger);
void swim_ledger_note_subject (const char *subject);

/* For the watchdog, from its own thread. */
int swim_ledger_get_thread (SwimLedger *ledger);
double swim_ledger_get_threshold (SwimLedger *ledger);
gint64 swim_ledger_get_busy_since (SwimLedger *ledger);
gboolean swim_ledger_is_stalled_since (SwimLedger *ledger, gint64 since);
void swim_ledger_explain (SwimLedger *ledger, SwimStall *finding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLedger, swim_ledger_free)

G_END_DECLS
