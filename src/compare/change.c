/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/change.h"

#include <math.h>

/* Nothing pairs the rounds of one session with those of another. So each median has an interval of
 * its own, [a, b] before and [c, d] after, and the ratio lies in [c / b, d / a] wherever both hold.
 * The sessions are independent: at SWIM_CONFIDENCE_OF_EACH, both hold with 95 %. */
static void
change_free (gpointer data)
{
  SwimChange *change = data;

  g_free (change->problem);
  g_free (change);
}

static void
summarize_wall (const SwimContender *contender, SwimSummary *summary)
{
  static const SwimFigure wall = SWIM_FIGURE (SwimRecord, DOUBLE, wall_seconds);
  g_autoptr (GArray) times = swim_contender_collect (contender, &wall);

  swim_statistics_summarize_at ((const double *) (gpointer) times->data, times->len,
                                SWIM_CONFIDENCE_OF_EACH, summary);
}

static gboolean
check_failure (SwimChange *change, const SwimContender *contender, const char *when)
{
  if (contender->verdict != SWIM_VERDICT_FAILED)
    return TRUE;
  change->verdict = SWIM_VERDICT_FAILED;
  change->problem = g_strdup_printf ("%s, %s", when, contender->problem);
  return FALSE;
}

/* Whether all runs did the work of the first. */
static gboolean
check_work (SwimChange *change)
{
  const SwimRecord *reference = swim_contender_get_first (change->before);

  if (!check_failure (change, change->before, "before")
      || !check_failure (change, change->after, "after"))
    return FALSE;
  change->problem =
      swim_contender_find_difference (change->before, reference, "a run before", "the first");
  if (change->problem == NULL)
    change->problem = swim_contender_find_difference (change->after, reference, "a run after",
                                                      "the first before");
  if (change->problem != NULL)
    change->verdict = SWIM_VERDICT_DIFFERENT_WORK;
  return change->problem == NULL;
}

static void
conclude (SwimChange *change, double threshold)
{
  const SwimSummary *before = &change->wall_before;
  const SwimSummary *after = &change->wall_after;

  summarize_wall (change->before, &change->wall_before);
  summarize_wall (change->after, &change->wall_after);
  if (!check_work (change) || before->n == 0 || after->n == 0 || before->lower <= 0)
    return;
  if (!isfinite (after->upper / before->lower))
    return; /* no program took such times, but a file may have them */
  change->ratio = after->median / before->median;
  change->lower = after->lower / before->upper;
  change->upper = after->upper / before->lower;
  change->confident = before->confident && after->confident;
  change->verdict =
      swim_verdict_judge (1 / change->upper, 1 / change->lower, change->confident, threshold);
}

static SwimChange *
add_change (GPtrArray *changes,
            const char *job,
            const SwimContender *before,
            const SwimContender *after)
{
  SwimChange *change = g_new0 (SwimChange, 1);

  change->job = job;
  change->mode = before != NULL ? before->mode : after->mode;
  change->before = before;
  change->after = after;
  change->ratio = change->lower = change->upper = NAN;
  change->verdict = SWIM_VERDICT_UNCLEAR;
  g_ptr_array_add (changes, change);
  return change;
}

/* The modes of a job: those of the first comparison, then those that only the second has. */
static void
add_job (GPtrArray *changes,
         const SwimComparison *before,
         const SwimComparison *after,
         double threshold)
{
  for (guint i = 0; before != NULL && i < before->contenders->len; i++)
    {
      const SwimContender *other = swim_comparison_find_counterpart (after, before, i);
      SwimChange *change =
          add_change (changes, before->job, swim_comparison_get (before, i), other);

      if (other != NULL)
        conclude (change, threshold);
    }
  for (guint i = 0; after != NULL && i < after->contenders->len; i++)
    if (swim_comparison_find_counterpart (before, after, i) == NULL)
      add_change (changes, after->job, NULL, swim_comparison_get (after, i));
}

/* What changed between two sets of concluded comparisons, which outlive what is returned (transfer
 * full, of SwimChange): job by job, mode by mode. */
GPtrArray *
swim_changes_find (GPtrArray *before, GPtrArray *after, double threshold)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);

  for (guint i = 0; i < before->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (before, i);

      add_job (changes, comparison, swim_comparisons_find (after, comparison->job), threshold);
    }
  for (guint i = 0; i < after->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (after, i);

      if (swim_comparisons_find (before, comparison->job) == NULL)
        add_job (changes, NULL, comparison, threshold);
    }
  return changes;
}

/* Whether all that is in both did the same work. */
gboolean
swim_changes_agree (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    if (((const SwimChange *) g_ptr_array_index (changes, i))->problem != NULL)
      return FALSE;
  return TRUE;
}
