/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/auto-rounds.h"

#include <math.h>

static const SwimFigure wall_seconds = SWIM_FIGURE (SwimRecord, DOUBLE, wall_seconds);

/* The width of an interval as a share of its median; infinite where there is no interval. */
static double
get_relative_width (const SwimSummary *summary)
{
  if (!summary->confident || summary->median <= 0)
    return INFINITY;
  return (summary->upper - summary->lower) / summary->median;
}

/* The wider of the intervals of the contender's time and of its speed-up. A verdict needs the
 * latter, and who reads the time wants the former. Needs no conclusion. */
double
swim_contender_get_width (const SwimContender *self, const SwimContender *baseline)
{
  SwimSummary wall, speedup;

  if (!swim_contender_summarize (self, &wall_seconds, &wall))
    return INFINITY;
  swim_contender_pair (self, baseline, &speedup);
  return MAX (get_relative_width (&wall), get_relative_width (&speedup));
}

/* The contender with the widest interval, of those that did not fail, for which further rounds
 * would do nothing; NULL where all failed. */
const SwimContender *
swim_comparison_find_widest (const SwimComparison *self, double *width)
{
  const SwimContender *baseline = swim_comparison_get (self, 0);
  const SwimContender *found = NULL;

  *width = 0;
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (self, i);
      /* A baseline that failed has no times to pair with. */
      double ours =
          swim_contender_get_width (contender, baseline->problem == NULL ? baseline : contender);

      if (contender->problem != NULL || (found != NULL && ours <= *width))
        continue;
      found = contender;
      *width = ours;
    }
  return found;
}

/* Whether the kept rounds so far are enough, by the comparison's own rule, when they have taken so
 * many seconds; @most is the number of rounds that there may be. */
SwimStop
swim_comparison_judge_stop (const SwimComparison *self, double seconds, guint most)
{
  double width;
  guint rounds = self->order->len;

  if (rounds == 0)
    return SWIM_STOP_NONE;
  if (rounds >= SWIM_ROUNDS_FOR_INTERVAL && swim_comparison_find_widest (self, &width) != NULL
      && width <= self->stopping.precision)
    return SWIM_STOP_PRECISION;
  if (seconds >= self->stopping.max_seconds)
    return SWIM_STOP_TIME;
  return rounds >= most ? SWIM_STOP_MOST : SWIM_STOP_NONE;
}
