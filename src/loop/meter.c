/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/meter.h"

#include "loop/watchdog.h"

struct _SwimMeter
{
  SwimLedger *ledger;
  SwimHeartbeat *heartbeat;
  SwimWatchdog *watchdog; /* NULL once stopped */
  SwimUsage usage;
  SwimUsageFigures usage_figures;
};

/* Starts to measure the loop of a context that this thread runs, of one context at a time in a
 * thread. From @stall_seconds on a busy span counts as a stall. */
SwimMeter *
swim_meter_start (GMainContext *context, double stall_seconds, GError **error)
{
  g_autoptr (SwimMeter) self = g_new0 (SwimMeter, 1);

  if (!swim_ledger_check (context, error))
    return NULL;
  self->ledger = swim_ledger_new (context, stall_seconds);
  self->heartbeat = swim_heartbeat_new (context, error);
  if (self->heartbeat == NULL)
    return NULL;
  self->watchdog = swim_watchdog_new (self->ledger, error);
  if (self->watchdog == NULL)
    {
      g_prefix_error (error, "cannot watch the loop: ");
      return NULL;
    }
  swim_usage_begin (&self->usage);
  swim_ledger_begin (self->ledger);
  return g_steal_pointer (&self);
}

/* Stops: what comes after is in no figure. */
void
swim_meter_stop (SwimMeter *self)
{
  swim_ledger_end (self->ledger);
  swim_heartbeat_end (self->heartbeat);
  swim_usage_end (&self->usage, &self->usage_figures);
  self->usage_figures.threads_max = swim_watchdog_end (g_steal_pointer (&self->watchdog));
}

void
swim_meter_free (SwimMeter *self)
{
  if (self == NULL)
    return;
  if (self->watchdog != NULL)
    swim_watchdog_end (self->watchdog);
  swim_heartbeat_free (self->heartbeat);
  swim_ledger_free (self->ledger);
  g_free (self);
}

/* The spans of the loop, to which those of other loops may be added; owned by the meter. */
SwimSpans *
swim_meter_get_spans (SwimMeter *self)
{
  return swim_ledger_get_spans (self->ledger);
}

/* Fills in the report of a stopped meter, and what the process used meanwhile. */
void
swim_meter_get_report (SwimMeter *self, SwimLoopReport *report, SwimUsageFigures *usage)
{
  swim_spans_get_report (swim_ledger_get_spans (self->ledger), report);
  swim_heartbeat_get_figures (self->heartbeat, &report->heartbeat);
  *usage = self->usage_figures;
}
