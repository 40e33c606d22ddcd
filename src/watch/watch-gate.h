/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gates on the report of a watch: conditions (see compare/condition.h) under which it counts as
 * failed, for CI.
 *
 *     subject = [ loop "." ] metric
 *
 * Without a loop the gate is one for each loop that did not only run inside others. */
#pragma once

#include "base/quantity.h"
#include "watch/watch-report.h"

G_BEGIN_DECLS

typedef struct _SwimWatchGate SwimWatchGate;

typedef struct
{
  const char *name;
  SwimQuantity quantity;
  double (*get) (const SwimWatchReport *report, guint loop);
} SwimWatchMetric;

const SwimWatchMetric *swim_watch_metric_list (guint *n_metrics);

SwimWatchGate *swim_watch_gate_parse (const char *text, GError **error);
void swim_watch_gate_free (SwimWatchGate *gate);
gboolean swim_watch_gate_check (const SwimWatchGate *gate,
                                const SwimWatchReport *report,
                                char **failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWatchGate, swim_watch_gate_free)

G_END_DECLS
