/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/comparison.h"

#include <math.h>

static void
contender_free (gpointer data)
{
  SwimContender *contender = data;

  g_free (contender->mode);
  g_ptr_array_unref (contender->records);
  g_array_unref (contender->exit_codes);
  g_free (contender->problem);
  g_free (contender);
}

SwimComparison *
swim_comparison_new (const char *job)
{
  SwimComparison *self = g_new0 (SwimComparison, 1);

  self->job = g_strdup (job);
  self->threshold = 0.05;
  self->contenders = g_ptr_array_new_with_free_func (contender_free);
  self->order = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
swim_comparison_free (SwimComparison *self)
{
  if (self == NULL)
    return;
  g_free (self->job);
  g_ptr_array_unref (self->contenders);
  g_ptr_array_unref (self->order);
  g_array_unref (self->places);
  g_clear_pointer (&self->parameters, json_object_unref);
  g_clear_pointer (&self->context, json_object_unref);
  g_clear_pointer (&self->context_after, json_object_unref);
  g_free (self);
}

/* Whether its contenders are commands and no modes. */
gboolean
swim_comparison_is_of_commands (const SwimComparison *self)
{
  return g_strcmp0 (self->job, SWIM_COMMAND_JOB) == 0;
}

/* What one of its contenders is called. */
const char *
swim_comparison_get_noun (const SwimComparison *self)
{
  return swim_comparison_is_of_commands (self) ? "command" : "mode";
}

/* What is known of the mode; NULL: nothing, or it is a command, whatever that is called. */
const SwimMode *
swim_contender_get_mode (const SwimContender *self)
{
  return self->is_command ? NULL : swim_mode_lookup (self->mode);
}

/* Adds a mode; the first is the baseline. The comparison owns it. */
SwimContender *
swim_comparison_add (SwimComparison *self, const char *mode)
{
  SwimContender *contender = g_new0 (SwimContender, 1);

  contender->mode = g_strdup (mode);
  contender->is_command = swim_comparison_is_of_commands (self);
  contender->records = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_record_free);
  contender->exit_codes = g_array_new (FALSE, FALSE, sizeof (int));
  g_ptr_array_add (self->contenders, contender);
  return contender;
}

SwimContender *
swim_comparison_get (const SwimComparison *self, guint index)
{
  return g_ptr_array_index (self->contenders, index);
}

/* The contender in @in that corresponds to the one at @index of @of: a self-test has the same mode
 * twice. NULL where there is none, or no comparison to look into. */
SwimContender *
swim_comparison_find_counterpart (const SwimComparison *in, const SwimComparison *of, guint index)
{
  const char *mode = swim_comparison_get (of, index)->mode;
  guint skip = 0;

  if (in == NULL)
    return NULL;
  for (guint i = 0; i < index; i++)
    skip += g_strcmp0 (swim_comparison_get (of, i)->mode, mode) == 0;
  for (guint i = 0; i < in->contenders->len; i++)
    if (g_strcmp0 (swim_comparison_get (in, i)->mode, mode) == 0 && skip-- == 0)
      return swim_comparison_get (in, i);
  return NULL;
}

/* The modes of a round that are among these (transfer full). */
static GStrv
filter_round (char **round, const char *const *modes)
{
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (char **mode = round; *mode != NULL; mode++)
    if (g_strv_contains (modes, *mode))
      g_strv_builder_add (kept, *mode);
  return g_strv_builder_end (kept);
}

/* Drops all modes but these, before the comparison is concluded; the first that is left is then the
 * baseline. FALSE, and nothing is dropped, if none would be left. */
gboolean
swim_comparison_keep (SwimComparison *self, const char *const *modes)
{
  guint kept = 0;

  for (guint i = 0; i < self->contenders->len; i++)
    kept += g_strv_contains (modes, swim_comparison_get (self, i)->mode);
  if (kept == 0)
    return FALSE;
  g_array_set_size (self->places, 0);
  for (guint i = self->contenders->len; i > 0; i--)
    if (!g_strv_contains (modes, swim_comparison_get (self, i - 1)->mode))
      g_ptr_array_remove_index (self->contenders, i - 1);
  for (guint i = 0; i < self->order->len; i++)
    {
      char **round = g_ptr_array_index (self->order, i);

      g_ptr_array_index (self->order, i) = filter_round (round, modes);
      g_strfreev (round);
    }
  return TRUE;
}

/* The comparison of that job, or NULL. */
SwimComparison *
swim_comparisons_find (GPtrArray *comparisons, const char *job)
{
  for (guint i = 0; i < comparisons->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      if (g_strcmp0 (comparison->job, job) == 0)
        return comparison;
    }
  return NULL;
}

/* A run by itself as a list of comparisons (transfer full): one, of one mode in one round, yet to
 * be concluded. Takes ownership of the record. */
GPtrArray *
swim_comparisons_of_record (SwimRecord *record, int exit_code)
{
  GPtrArray *comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  SwimComparison *comparison = swim_comparison_new (record->job);
  SwimContender *contender = swim_comparison_add (comparison, record->mode);

  comparison->rounds = 1;
  comparison->seed = record->seed;
  if (record->context != NULL)
    comparison->context = json_object_ref (record->context);
  g_ptr_array_add (contender->records, record);
  g_array_append_val (contender->exit_codes, exit_code);
  g_ptr_array_add (comparisons, comparison);
  return comparisons;
}

/* A figure of each of the mode's runs that has it (transfer full, of double). */
GArray *
swim_contender_collect (const SwimContender *self, const SwimFigure *figure)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < self->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (self->records, i);
      double value = record != NULL ? swim_figure_read (figure, record) : NAN;

      if (isfinite (value))
        g_array_append_val (values, value);
    }
  return values;
}

/* Summarizes a figure of the mode's runs; FALSE where no run has it. */
gboolean
swim_contender_summarize (const SwimContender *self, const SwimFigure *figure, SwimSummary *summary)
{
  g_autoptr (GArray) values = swim_contender_collect (self, figure);

  return swim_statistics_summarize ((const double *) (gpointer) values->data, values->len, summary);
}

/* The median of a figure of the mode's runs; NaN where no run has it. */
double
swim_contender_get_median (const SwimContender *self, const SwimFigure *figure)
{
  SwimSummary summary;

  return swim_contender_summarize (self, figure, &summary) ? summary.median : NAN;
}

static const SwimFigure wall_seconds = SWIM_FIGURE (SwimRecord, DOUBLE, wall_seconds);

/* How far that run's time is from the median; infinite where there is no run. */
static double
distance (const SwimRecord *record, double median)
{
  return record != NULL ? fabs (record->wall_seconds - median) : INFINITY;
}

/* The run to show for all: the one nearest to the median by wall time, of those whose outcomes are
 * kept where there are any. NULL where no run ended. */
const SwimRecord *
swim_contender_get_shown (const SwimContender *self)
{
  const SwimRecord *shown = NULL;
  SwimSummary wall;

  if (!swim_contender_summarize (self, &wall_seconds, &wall))
    return NULL;
  for (guint i = 0; i < self->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (self->records, i);
      gboolean kept = record != NULL && record->outcomes != NULL;
      gboolean shown_kept = shown != NULL && shown->outcomes != NULL;

      if (kept != shown_kept ? kept
                             : distance (record, wall.median) < distance (shown, wall.median))
        shown = record;
    }
  return shown;
}

/* Drops outcomes until the mode's runs hold at most that many together, beginning with the
 * run that is farthest from the median so far. The last run that holds any keeps them. */
void
swim_contender_thin_outcomes (SwimContender *self, guint most)
{
  SwimSummary wall;
  guint64 held;
  guint holders;

  if (!swim_contender_summarize (self, &wall_seconds, &wall))
    return;
  do
    {
      SwimRecord *farthest = NULL;

      held = holders = 0;
      for (guint i = 0; i < self->records->len; i++)
        {
          SwimRecord *record = g_ptr_array_index (self->records, i);

          if (record == NULL || record->outcomes == NULL)
            continue;
          held += record->outcomes->len;
          holders++;
          if (farthest == NULL
              || distance (record, wall.median) >= distance (farthest, wall.median))
            farthest = record;
        }
      if (holders > 1 && held > most)
        g_clear_pointer (&farthest->outcomes, g_ptr_array_unref);
    }
  while (holders > 1 && held > most);
}

/* The first run of a mode that ended with a record, or NULL. */
const SwimRecord *
swim_contender_get_first (const SwimContender *contender)
{
  for (guint i = 0; i < contender->records->len; i++)
    if (g_ptr_array_index (contender->records, i) != NULL)
      return g_ptr_array_index (contender->records, i);
  return NULL;
}

static char *
describe_difference (const SwimRecord *record,
                     const SwimRecord *reference,
                     const char *name,
                     const char *reference_name)
{
  guint64 ok = record->statuses[SWIM_STATUS_OK];
  guint64 reference_ok = reference->statuses[SWIM_STATUS_OK];

  if (record->items != reference->items)
    return g_strdup_printf ("%s did %" G_GUINT64_FORMAT " items and %s did %" G_GUINT64_FORMAT,
                            name, record->items, reference_name, reference->items);
  if (ok != reference_ok)
    return g_strdup_printf ("%s has %" G_GUINT64_FORMAT
                            " items that are ok and %s has %" G_GUINT64_FORMAT,
                            name, ok, reference_name, reference_ok);
  if (g_strcmp0 (record->digest, reference->digest) != 0
      && g_strcmp0 (record->job, SWIM_COMMAND_JOB) == 0)
    return g_strdup_printf ("%s printed or left something else than %s (digest %s, not %s)", name,
                            reference_name, record->digest, reference->digest);
  if (g_strcmp0 (record->digest, reference->digest) != 0)
    return g_strdup_printf ("%s has the digest %s and %s has %s", name, record->digest,
                            reference_name, reference->digest);
  return NULL;
}

/* Looks for a run of the mode whose work was not that of @reference. Says how it differs (transfer
 * full), with these names for the two; NULL where none does. */
char *
swim_contender_find_difference (const SwimContender *self,
                                const SwimRecord *reference,
                                const char *name,
                                const char *reference_name)
{
  char *difference = NULL;

  for (guint i = 0; reference != NULL && difference == NULL && i < self->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (self->records, i);

      if (record != NULL)
        difference = describe_difference (record, reference, name, reference_name);
    }
  return difference;
}

/* The speed-up is paired: the runs of a round are close together in time, so what slowed the
 * machine for a while slowed both. */
void
swim_contender_pair (const SwimContender *contender,
                     const SwimContender *baseline,
                     SwimSummary *speedup)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  guint rounds = MIN (contender->records->len, baseline->records->len);

  for (guint i = 0; i < rounds; i++)
    {
      const SwimRecord *ours = g_ptr_array_index (contender->records, i);
      const SwimRecord *theirs = g_ptr_array_index (baseline->records, i);
      double ratio;

      if (ours == NULL || theirs == NULL || ours->wall_seconds <= 0)
        continue;
      ratio = theirs->wall_seconds / ours->wall_seconds;
      if (isfinite (ratio)) /* of times in a file it may not be */
        g_array_append_val (ratios, ratio);
    }
  swim_statistics_summarize ((const double *) (gpointer) ratios->data, ratios->len, speedup);
}

static gboolean
summarize_block (const SwimContender *self, SwimSummary *summary)
{
  g_autoptr (GArray) times = swim_contender_collect (self, &wall_seconds);

  return swim_statistics_summarize_at ((const double *) (gpointer) times->data, times->len,
                                       SWIM_CONFIDENCE_OF_EACH, summary)
         && summary->lower > 0;
}

/* Where nothing pairs the runs, the speed-up is that of the medians, and its interval holds
 * wherever those of both medians do. */
void
swim_contender_pair_blocks (const SwimContender *contender,
                            const SwimContender *baseline,
                            SwimSummary *speedup)
{
  SwimSummary ours, theirs;

  *speedup = (SwimSummary){ 0 };
  if (!summarize_block (contender, &ours) || !summarize_block (baseline, &theirs))
    return;
  *speedup = (SwimSummary){
    .n = MIN (ours.n, theirs.n),
    .mean = theirs.mean / ours.mean,
    .median = theirs.median / ours.median,
    .min = theirs.min / ours.max,
    .max = theirs.max / ours.min,
    .lower = theirs.lower / ours.upper,
    .upper = theirs.upper / ours.lower,
    .confident = ours.confident && theirs.confident,
  };
  /* What else there is lies between these two. */
  if (!isfinite (speedup->max) || speedup->min <= 0)
    *speedup = (SwimSummary){ 0 };
}

/* Whether every mode ran and did the same work. */
gboolean
swim_comparison_agrees (const SwimComparison *self)
{
  for (guint i = 0; i < self->contenders->len; i++)
    if (swim_comparison_get (self, i)->problem != NULL)
      return FALSE;
  return TRUE;
}

/* Whether a run was joined of shares that are not all there, or not whole. */
gboolean
swim_comparison_lacks_shares (const SwimComparison *self)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const GPtrArray *records = swim_comparison_get (self, i)->records;

      for (guint j = 0; j < records->len; j++)
        {
          const SwimRecord *record = g_ptr_array_index (records, j);

          if (record != NULL && record->origin.incomplete && record->origin.joined.shares > 0)
            return TRUE;
        }
    }
  return FALSE;
}

/* How many items failed in all runs together; @tolerated as for swim_record_get_failed (). */
guint64
swim_comparison_get_failed (const SwimComparison *self, guint tolerated)
{
  guint64 failed = 0;

  for (guint i = 0; i < self->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (self, i);

      for (guint j = 0; j < contender->records->len; j++)
        if (g_ptr_array_index (contender->records, j) != NULL)
          failed += swim_record_get_failed (g_ptr_array_index (contender->records, j), tolerated);
    }
  return failed;
}
