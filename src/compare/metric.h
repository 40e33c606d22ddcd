/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The figures of a mode by name: what a gate can be about, a table sorted by, and a spreadsheet has
 * as its columns. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

typedef enum
{
  SWIM_METRIC_TIME,  /* seconds */
  SWIM_METRIC_SIZE,  /* bytes */
  SWIM_METRIC_SHARE, /* a fraction */
  SWIM_METRIC_COUNT,
  SWIM_METRIC_RATE,  /* per second */
  SWIM_METRIC_RATIO, /* of the speed-up */
} SwimMetricKind;

typedef struct
{
  const char *name;
  SwimMetricKind kind;
  SwimFigure figure; /* of a SwimRecord; a ratio's is of the SwimSummary or SwimChange */
} SwimMetric;

const SwimMetric *swim_metric_list (guint *n_metrics);
const SwimMetric *swim_metric_lookup (const char *name);
double swim_metric_get (const SwimMetric *metric, const SwimContender *contender);
char *swim_metric_join (void);

G_END_DECLS
