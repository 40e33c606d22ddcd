/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/latency.h"

#include <math.h>

/* A percentile is given only where at least this many items lie beyond it: fewer do not tell where
 * it is. The median is always given: it is the middle of what was seen, not an estimate of a
 * tail. */
#define BEYOND 10

static double
percentile (const SwimDistribution *distribution, double q)
{
  double beyond = (double) swim_distribution_get_count (distribution) * (1 - q);

  /* 1 − 0.99 is a little more than 0.01 in binary, and 0.999 a little less. */
  if (beyond + 1e-6 < BEYOND)
    return NAN;
  return swim_distribution_quantile (distribution, q) / 1e6;
}

/* Those of a distribution of times in µs. */
void
swim_latency_read (const SwimDistribution *distribution, SwimLatencyFigures *figures)
{
  gboolean any = swim_distribution_get_count (distribution) > 0;

  figures->p50 = swim_distribution_quantile (distribution, 0.5) / 1e6;
  figures->p90 = percentile (distribution, 0.9);
  figures->p99 = percentile (distribution, 0.99);
  figures->p999 = percentile (distribution, 0.999);
  figures->max = any ? (double) swim_distribution_get_max (distribution) / 1e6 : NAN;
}
