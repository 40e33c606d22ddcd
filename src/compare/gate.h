/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gates: conditions under which a comparison counts as failed, for CI.
 *
 *     gate   = [ mode [ "@" value ] "." ] metric ( "<" | "<=" | ">" | ">=" ) number [ unit ]
 *
 * with the units of base/quantity.h that go with the metric.
 *
 * The metrics are in run/metrics.def, and `change`, the time after divided by that before. Without
 * a mode the gate is one for each mode; of speed-ups, for each but the baseline; of the loop, for
 * each that does not block it by design. With a value it is about that cell of a sweep. What is
 * compared is the median over the rounds. */
#pragma once

#include "compare/change.h"
#include "compare/metric.h"
#include "compare/sweep.h"

G_BEGIN_DECLS

typedef struct _SwimGate SwimGate;

SwimGate *swim_gate_parse (const char *text, GError **error);
SwimGate *swim_gate_parse_with (const char *text, const char *const *commands, GError **error);
void swim_gate_free (SwimGate *gate);
const SwimMetric *swim_gate_list_changes (guint *n_metrics);
gboolean swim_gate_is_about_change (const SwimGate *gate);
gboolean swim_gate_check (const SwimGate *gate,
                          GPtrArray *comparisons,
                          const SwimSweep *sweep,
                          char **failure);
gboolean swim_gate_check_changes (const SwimGate *gate, GPtrArray *changes, char **failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimGate, swim_gate_free)

G_END_DECLS
