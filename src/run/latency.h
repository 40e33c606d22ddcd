/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Percentiles of latencies. */
#pragma once

#include "loop/distribution.h"

G_BEGIN_DECLS

/* Percentiles of latencies in seconds; NaN where too few items lie beyond. */
typedef struct
{
  double p50;
  double p90;
  double p99;
  double p999;
  double max;
} SwimLatencyFigures;

void swim_latency_read (const SwimDistribution *distribution, SwimLatencyFigures *figures);

G_END_DECLS
