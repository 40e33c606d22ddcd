/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/merge.h"

/* The contender that corresponds to the one at @index of @of, made if need be. */
static SwimContender *
find_or_add (SwimComparison *in, const SwimComparison *of, guint index)
{
  SwimContender *found = swim_comparison_find_counterpart (in, of, index);

  return found != NULL ? found : swim_comparison_add (in, swim_comparison_get (of, index)->mode);
}

/* Takes ownership of the record; NULL is a round without a run of the mode. */
static void
add_run (SwimContender *contender, SwimRecord *record, int exit_code)
{
  g_ptr_array_add (contender->records, record);
  g_array_append_val (contender->exit_codes, exit_code);
}

/* Makes the rounds complete: where a mode has fewer than another, the last ones are without a run
 * of it; blocks of runs are no rounds, and may have any number. What is counted of rounds is what
 * the modes have now. */
void
swim_comparison_pad (SwimComparison *self)
{
  guint rounds = 0;

  for (guint i = 0; i < self->contenders->len; i++)
    rounds = MAX (rounds, swim_comparison_get (self, i)->records->len);
  for (guint i = 0; i < self->contenders->len && !self->in_blocks; i++)
    while (swim_comparison_get (self, i)->records->len < rounds)
      add_run (swim_comparison_get (self, i), NULL, -1);
  self->rounds = rounds;
}

static void
move_runs (SwimContender *into, SwimContender *from)
{
  gsize n = 0;
  g_autofree gpointer *records = g_ptr_array_steal (from->records, &n);

  for (guint i = 0; i < n; i++)
    add_run (into, records[i], g_array_index (from->exit_codes, int, i));
  g_array_set_size (from->exit_codes, 0);
  if (into->problem == NULL)
    into->problem = g_steal_pointer (&from->problem);
}

static void
merge_job (SwimComparison *into, SwimComparison *from, gboolean single)
{
  gsize n = 0;
  g_autofree gpointer *orders = g_ptr_array_steal (from->order, &n);

  for (guint i = 0; i < from->contenders->len; i++)
    find_or_add (into, from, i);
  /* Before anything is padded, since blocks are not. */
  into->in_blocks |= from->in_blocks;
  /* Rounds of a comparison stay rounds; single runs make rounds in the order in which they come. */
  if (!single)
    swim_comparison_pad (into);
  for (guint i = 0; i < from->contenders->len; i++)
    move_runs (find_or_add (into, from, i), swim_comparison_get (from, i));
  if (!single)
    swim_comparison_pad (into);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (into->order, orders[i]);
  /* What ended the rounds of one file says nothing of both together. */
  into->stopping = (SwimStopping){ 0 };
}

/* Moves the runs of @from to those of @into, job by job and mode by
 * mode; what they are compared by is as in @into. Where @single is set they are single runs: the
 * first of a mode belongs to the first round, and so on. Both are lists of SwimComparison that are
 * yet to be padded and concluded. */
void
swim_comparisons_merge (GPtrArray *into, GPtrArray *from, gboolean single)
{
  for (guint i = 0; i < from->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (from, i);
      SwimComparison *known = swim_comparisons_find (into, comparison->job);

      if (known != NULL)
        {
          merge_job (known, comparison, single);
          continue;
        }
      g_ptr_array_add (into, g_ptr_array_steal_index (from, i));
      i--;
    }
}
