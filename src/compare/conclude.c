/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the rounds of a comparison say: whether the modes did the same work, the verdicts, and what
 * blocking calls cost. */
#include "config.h"

#include <math.h>

#include "compare/comparison.h"
#include "mode/mode.h"

static const SwimFigure wall_seconds = SWIM_FIGURE (SwimRecord, DOUBLE, wall_seconds);

/* Whether the mode makes blocking calls on the loop: how long they took here says little of how
 * long they may take. */
static gboolean
blocks_by_design (const SwimContender *self)
{
  const SwimMode *mode = swim_contender_get_mode (self);
  const SwimRecord *record = swim_contender_get_first (self);

  if (mode == NULL || (mode->traits & SWIM_MODE_BLOCKS_LOOP) == 0)
    return FALSE;
  return (mode->traits & SWIM_MODE_USES_SHARE) == 0
         || (record != NULL && record->blocking_share > 0);
}

/* Whether the program itself held the loop up in a run: a thread that got no CPU in time says
 * nothing of a mode. */
static gboolean
has_stall_of_its_own (const SwimRecord *record)
{
  for (guint i = 0; i < record->loop.worst_stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (record->loop.worst_stalls, i);

      if (stall->cause == SWIM_CAUSE_BLOCKED || stall->cause == SWIM_CAUSE_COMPUTING)
        return TRUE;
    }
  return FALSE;
}

SwimLoopVerdict
swim_contender_judge_loop (const SwimContender *self)
{
  guint runs = 0;
  guint stalled = 0;
  guint of_its_own = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (self->records, i);

      if (record == NULL || isnan (record->loop.delay_max)) /* a command without a loop */
        continue;
      runs++;
      stalled += record->loop.stalls > 0;
      of_its_own += has_stall_of_its_own (record);
    }
  if (runs == 0)
    return SWIM_LOOP_UNKNOWN;
  if (blocks_by_design (self))
    return SWIM_LOOP_BLOCKS;
  if (stalled == 0)
    return SWIM_LOOP_RESPONSIVE;
  return 2 * of_its_own < runs ? SWIM_LOOP_SOMETIMES : SWIM_LOOP_STALLS;
}

static double
wall_in_round (const SwimContender *contender, guint round)
{
  const SwimRecord *record =
      round < contender->records->len ? g_ptr_array_index (contender->records, round) : NULL;

  return record != NULL && record->wall_seconds > 0 ? record->wall_seconds : NAN;
}

/* How much of the benefit is lost, 0 to 1, in each round in which all three ran. The benefit of a
 * mode is its speed-up over the baseline less 1, since with a speed-up of 1 there is none: with
 * S = baseline / reference and s = baseline / wall, what is lost is ((S - 1) - (s - 1)) / (S - 1).
 * It is a share of the *speed* that was gained and not of the seconds: of those, f per cent of
 * blocking calls take about f per cent, which hides that the program is now several times as slow.
 */
void
swim_contender_summarize_lost (const SwimContender *self,
                               const SwimContender *baseline,
                               const SwimContender *reference,
                               SwimSummary *summary)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint round = 0; round < self->records->len; round++)
    {
      double base = wall_in_round (baseline, round);
      double best = base / wall_in_round (reference, round);
      double lost = (best - base / wall_in_round (self, round)) / (best - 1);

      if (best > 1 && isfinite (lost))
        g_array_append_val (values, lost);
    }
  swim_statistics_summarize ((const double *) (gpointer) values->data, values->len, summary);
}

static void
check_work (SwimContender *contender, const SwimRecord *reference)
{
  gboolean own = reference != NULL && swim_contender_get_first (contender) == reference;

  if (contender->problem != NULL)
    {
      contender->verdict = SWIM_VERDICT_FAILED;
      return;
    }
  if (reference != NULL)
    contender->problem = swim_contender_find_difference (contender, reference, "it",
                                                         own ? "its first run" : reference->mode);
  if (contender->problem != NULL)
    contender->verdict = SWIM_VERDICT_DIFFERENT_WORK;
}

/* The first mode with the trait, or NULL. */
static const SwimContender *
find_trait (const SwimComparison *self, SwimModeTraits trait)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (self, i);
      const SwimMode *mode = swim_contender_get_mode (contender);

      if (mode != NULL && (mode->traits & trait) != 0)
        return contender;
    }
  return NULL;
}

/* What the modes in which a share of the calls block lose; call when it is known which modes did
 * the same work. */
static void
conclude_lost (SwimComparison *self)
{
  const SwimContender *baseline = find_trait (self, SWIM_MODE_SWEEP_BASELINE);
  const SwimContender *reference = find_trait (self, SWIM_MODE_SWEEP_REFERENCE);

  if (baseline == NULL || reference == NULL || baseline->problem != NULL
      || reference->problem != NULL)
    return;
  for (guint i = 0; i < self->contenders->len; i++)
    {
      SwimContender *contender = swim_comparison_get (self, i);
      const SwimMode *mode = swim_contender_get_mode (contender);

      if (mode != NULL && (mode->traits & SWIM_MODE_USES_SHARE) != 0 && contender->problem == NULL)
        swim_contender_summarize_lost (contender, baseline, reference, &contender->lost);
    }
}

/* Works out what the rounds say. Call once, when they are all in. */
void
swim_comparison_conclude (SwimComparison *self)
{
  const SwimContender *baseline = swim_comparison_get (self, 0);
  const SwimRecord *reference = swim_contender_get_first (baseline);

  for (guint i = 0; i < self->contenders->len; i++)
    {
      SwimContender *contender = swim_comparison_get (self, i);

      swim_contender_summarize (contender, &wall_seconds, &contender->wall);
      swim_contender_thin_outcomes (contender, 0);
      if (self->in_blocks)
        swim_contender_pair_blocks (contender, baseline, &contender->speedup);
      else
        swim_contender_pair (contender, baseline, &contender->speedup);
      contender->loop = swim_contender_judge_loop (contender);
      contender->verdict = SWIM_VERDICT_BASELINE;
      check_work (contender, reference);
      if (i > 0 && contender->verdict == SWIM_VERDICT_BASELINE)
        contender->verdict = swim_verdict_judge (contender->speedup.lower, contender->speedup.upper,
                                                 contender->speedup.confident, self->threshold);
    }
  conclude_lost (self);
}
