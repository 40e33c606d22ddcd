/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The meter of a run: ledger, heartbeat, watchdog and usage, started and stopped together. */
#pragma once

#include "loop/loop-report.h"
#include "loop/spans.h"

G_BEGIN_DECLS

typedef struct _SwimMeter SwimMeter;

SwimMeter *swim_meter_start (GMainContext *context, double stall_seconds, GError **error);
void swim_meter_stop (SwimMeter *meter);
void swim_meter_free (SwimMeter *meter);
SwimSpans *swim_meter_get_spans (SwimMeter *meter);
void swim_meter_get_report (SwimMeter *meter, SwimLoopReport *report, SwimUsageFigures *usage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimMeter, swim_meter_free)

G_END_DECLS
