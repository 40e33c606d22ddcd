/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The figures of a mode by name: what a gate can be about, a table sorted by, and a spreadsheet has
 * as its columns. */
#pragma once

#include "base/quantity.h"
#include "compare/comparison.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  SwimQuantity quantity; /* a ratio is of the speed-up */
  SwimFigure figure;     /* of a SwimRecord; a ratio's is of the SwimSummary or SwimChange */
} SwimMetric;

const SwimMetric *swim_metric_list (guint *n_metrics);
const SwimMetric *swim_metric_lookup (const char *name);
double swim_metric_get (const SwimMetric *metric, const SwimContender *contender);
char *swim_metric_join (void);

G_END_DECLS
