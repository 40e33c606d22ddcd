/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CONFIDENCE 0.95

/* The ranks, from 1, of the two order statistics that enclose the median with that confidence: the
 * narrowest pair at equal distance from both ends. The number of values below the true median is
 * binomial (n, 1/2), so [k, n + 1 - k] misses it with 2 · P (B < k). Source: David and Nagaraja,
 * Order Statistics, section 7.1. FALSE, and the whole range, where no pair is wide enough. */
static gboolean
find_ranks (guint n, double confidence, guint *lower, guint *upper)
{
  double log_term = -(double) n * M_LN2; /* log P (B = 0) */
  double below = 0;                      /* P (B < k) */
  guint k = 0;

  while (k < n / 2)
    {
      double next = below + exp (log_term);

      if (2 * next > 1 - confidence)
        break;
      below = next;
      log_term += log ((double) (n - k) / (double) (k + 1));
      k++;
    }
  *lower = MAX (k, 1);
  *upper = n + 1 - *lower;
  return k >= 1;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* The two are halved before they are added only where their sum is none: halves of the smallest
 * numbers are not exact. */
static double
find_middle (double one, double other)
{
  double sum = one + other;

  return isfinite (sum) ? sum / 2 : one / 2 + other / 2;
}

static double
find_mean (const double *values, guint n)
{
  double sum = 0;
  double mean = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += values[i];
      mean += values[i] / n;
    }
  return isfinite (sum) ? sum / n : mean;
}

static double
sample_stddev (const double *values, guint n, double mean)
{
  double squares = 0;

  if (n < 2)
    return 0;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  return sqrt (squares / (n - 1));
}

/* Sums the values up, with an interval of that confidence; FALSE where there are none. */
gboolean
swim_statistics_summarize_at (const double *values,
                              guint n,
                              double confidence,
                              SwimSummary *summary)
{
  g_autofree double *sorted = NULL;
  guint lower, upper;

  memset (summary, 0, sizeof *summary);
  if (n == 0)
    return FALSE;

  sorted = g_memdup2 (values, n * sizeof *values);
  qsort (sorted, n, sizeof *sorted, compare_doubles);
  summary->n = n;
  summary->mean = find_mean (sorted, n);
  summary->stddev = sample_stddev (sorted, n, summary->mean);
  summary->median = find_middle (sorted[(n - 1) / 2], sorted[n / 2]);
  summary->min = sorted[0];
  summary->max = sorted[n - 1];
  summary->confident = find_ranks (n, confidence, &lower, &upper);
  summary->lower = sorted[lower - 1];
  summary->upper = sorted[upper - 1];
  return TRUE;
}

/* The same at 95 %. */
gboolean
swim_statistics_summarize (const double *values, guint n, SwimSummary *summary)
{
  return swim_statistics_summarize_at (values, n, CONFIDENCE, summary);
}

/* About how many rounds in all a ratio of unclear verdict would need for a clear one, if further
 * rounds scatter like these: an interval narrows with the square root of their number. It must
 * shrink until it no longer holds 1, or until it lies within the threshold, whichever is nearer. 0
 * where no number of rounds that one would wait for will do: the truth may lie on the very line. */
guint
swim_statistics_rounds_needed (const SwimSummary *ratio, double threshold)
{
  const double most = 1000;
  double center, half, edge, room, factor, needed;

  if (ratio->n == 0 || ratio->lower <= 0)
    return 0;
  if (ratio->n < SWIM_ROUNDS_FOR_INTERVAL && ratio->lower == ratio->upper)
    return SWIM_ROUNDS_FOR_INTERVAL;
  center = fabs (log (ratio->median));
  half = (log (ratio->upper) - log (ratio->lower)) / 2;
  edge = log1p (threshold);
  room = MAX (center, edge - center);
  factor = half / room;
  needed = ceil (ratio->n * factor * factor);
  if (needed > most)
    return 0;
  return (guint) MAX (needed, MAX (SWIM_ROUNDS_FOR_INTERVAL, ratio->n + 1));
}
