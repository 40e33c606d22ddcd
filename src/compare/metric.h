/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The figures of a mode by name: what a gate can be about, a table sorted by, and a spreadsheet has
 * as its columns. */
#pragma once

#include "base/quantity.h"
#include "compare/comparison.h"

G_BEGIN_DECLS

/* What a metric is read from. */
typedef enum
{
  SWIM_METRIC_OF_RUN,     /* a SwimRecord; the median over the rounds counts */
  SWIM_METRIC_OF_SPEEDUP, /* the SwimSummary of that name of a mode */
  SWIM_METRIC_OF_LOST,
  SWIM_METRIC_OF_CHANGE, /* a SwimChange */
} SwimMetricSource;

typedef struct
{
  const char *name;
  SwimQuantity quantity;
  SwimFigure figure;
  SwimMetricSource source;
} SwimMetric;

const SwimMetric *swim_metric_list (guint *n_metrics);
const SwimMetric *swim_metric_lookup (const char *name);
gboolean swim_metric_is_about_loop (const SwimMetric *metric);
double swim_metric_get (const SwimMetric *metric, const SwimContender *contender);
char *swim_metric_join (void);

G_END_DECLS
