/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A loop report: how long a main loop kept events waiting, and what blocked it. It knows nothing of
 * jobs and runs. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/json-fields.h"
#include "loop/heartbeat.h"
#include "loop/stall.h"
#include "loop/usage.h"

G_BEGIN_DECLS

/* The probability that an event which arrives at a random moment waits longer than that. */
typedef struct
{
  double seconds;
  double probability;
} SwimDelayPoint;

/* Times in seconds. What is not known is NaN, such as the p99.9 of an older file. */
typedef struct
{
  double delay_p50;
  double delay_p99;
  double delay_p999;
  double delay_max;
  double blocked_seconds; /* in stalls */
  double blocked_fraction;
  double utilization;
  guint64 iterations;
  guint64 nested_iterations;
  guint64 stalls;
  SwimHeartbeatFigures heartbeat;
  GPtrArray *worst_stalls; /* of SwimStall, in the order of their starts */
  GArray *delay_curve;     /* of SwimDelayPoint; empty where it was not kept */
} SwimLoopReport;

/* The members of SwimUsageFigures: what a process used, whatever loops it has. */
extern const SwimField swim_usage_fields[];

void swim_loop_report_init (SwimLoopReport *report);
void swim_loop_report_clear (SwimLoopReport *report);
JsonObject *swim_loop_report_to_json (const SwimLoopReport *report);
gboolean swim_loop_report_from_json (SwimLoopReport *report, JsonObject *object, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimLoopReport, swim_loop_report_clear)

G_END_DECLS
