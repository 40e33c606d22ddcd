/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The meter of a run: ledger, heartbeat, watchdog and usage, started and stopped together. */
#pragma once

#include "loop/heartbeat.h"
#include "loop/ledger.h"
#include "loop/usage.h"

G_BEGIN_DECLS

typedef struct _SwimMeter SwimMeter;

typedef struct
{
  SwimLoopFigures loop;
  SwimHeartbeatFigures heartbeat;
  SwimUsageFigures usage;
} SwimMeterFigures;

SwimMeter *swim_meter_start (GMainContext *context, double stall_seconds, GError **error);
void swim_meter_stop (SwimMeter *meter);
void swim_meter_free (SwimMeter *meter);
void swim_meter_get_figures (SwimMeter *meter, SwimMeterFigures *figures);
GArray *swim_meter_get_delay_curve (SwimMeter *meter);
SwimLedger *swim_meter_get_ledger (SwimMeter *meter);
GPtrArray *swim_meter_get_stalls (SwimMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimMeter, swim_meter_free)

G_END_DECLS
