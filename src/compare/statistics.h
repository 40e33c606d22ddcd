/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statistics of a few rounds: medians, and intervals that assume nothing of a distribution. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A few figures summarized. */
typedef struct
{
  guint n;
  double mean;
  double stddev; /* of a sample; 0 where n is 1 */
  double median;
  double min;
  double max;
  double lower; /* of the interval */
  double upper;
  gboolean confident; /* the interval covers the true median with what was asked: 95 % */
} SwimSummary;

/* Below so many rounds not even the whole range covers the median with 95 %. */
#define SWIM_ROUNDS_FOR_INTERVAL 6

/* Of each of two independent intervals which are both to hold with 95 %: √0.95. */
#define SWIM_CONFIDENCE_OF_EACH 0.974679434480896
/* Below so many values there is none. */
#define SWIM_ROUNDS_FOR_EACH 7u

gboolean swim_statistics_summarize (const double *values, guint n, SwimSummary *summary);
gboolean swim_statistics_summarize_at (const double *values,
                                       guint n,
                                       double confidence,
                                       SwimSummary *summary);
guint swim_statistics_rounds_needed (const SwimSummary *ratio, double threshold);

G_END_DECLS
