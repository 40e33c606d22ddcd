/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/roles.h"

#include "mode/mode.h"
#include "report/format.h"

static const SwimFigure threads = SWIM_FIGURE (SwimRecord, SIGNED, usage.threads_max);

/* Whether the mode was measured and did the work of the others. */
static gboolean
is_compared (const SwimContender *contender)
{
  return contender->speedup.n > 0 && contender->problem == NULL;
}

/* Whether the one may be as fast as the other: their ranges overlap. */
gboolean
swim_roles_tie (const SwimContender *contender, const SwimContender *with)
{
  return is_compared (contender) && contender->speedup.upper >= with->speedup.lower
         && with->speedup.upper >= contender->speedup.lower;
}

/* Whether the mode is faster than the baseline: by its verdict, or where there are too few rounds
 * for one, in all of these. */
gboolean
swim_roles_is_faster (const SwimRoles *roles, const SwimContender *contender)
{
  if (contender->speedup.confident)
    return contender->verdict == SWIM_VERDICT_FASTER;
  return contender != roles->baseline
         && contender->speedup.lower > 1 + roles->comparison->threshold;
}

static gboolean
is_better (const SwimContender *contender, const SwimContender *than)
{
  return than == NULL || contender->speedup.median > than->speedup.median;
}

static void
assign_trait (SwimRoles *roles, const SwimContender *contender)
{
  const SwimMode *mode = swim_contender_get_mode (contender);
  SwimModeTraits traits = mode != NULL ? mode->traits : 0;

  if ((traits & SWIM_MODE_SWEEP_BASELINE) != 0 && roles->start == NULL)
    roles->start = contender;
  if ((traits & SWIM_MODE_SWEEP_REFERENCE) != 0 && roles->reference == NULL)
    roles->reference = contender;
  if ((traits & SWIM_MODE_FULL_POOL) != 0)
    roles->full_pool = contender;
  if ((traits & SWIM_MODE_GROWING_POOL) != 0)
    roles->growing_pool = contender;
  if ((traits & SWIM_MODE_USES_SHARE) == 0)
    return;
  if (contender->loop == SWIM_LOOP_BLOCKS)
    roles->blocking = contender;
  else if ((traits & SWIM_MODE_BLOCKS_LOOP) == 0)
    roles->offloaded = contender;
}

/* Of the modes that are as fast as the best: that with the fewest threads, and with the most. */
static void
assign_choice (SwimRoles *roles, const SwimContender *best)
{
  double least = 0;
  double most = 0;

  for (guint i = 0; best != NULL && i < roles->comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (roles->comparison, i);
      double count = swim_contender_get_median (contender, &threads);

      if (swim_loop_verdict_is_bad (contender->loop) || !swim_roles_tie (contender, best)
          || (contender != best && swim_roles_is_faster (roles, best)
              && !swim_roles_is_faster (roles, contender)))
        continue;
      if (roles->choice == NULL || count < least)
        {
          roles->choice = contender;
          least = count;
        }
      if (roles->rival == NULL || count > most)
        {
          roles->rival = contender;
          most = count;
        }
    }
  if (roles->rival == roles->choice)
    roles->rival = NULL;
}

void
swim_roles_assign (SwimRoles *roles, const SwimComparison *comparison)
{
  const SwimContender *best = NULL;

  roles->comparison = comparison;
  roles->baseline = swim_comparison_get (comparison, 0);
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      if (!is_compared (contender))
        continue;
      roles->n_compared++;
      if (is_better (contender, roles->fastest))
        roles->fastest = contender;
      if (!swim_loop_verdict_is_bad (contender->loop) && is_better (contender, best))
        best = contender;
      assign_trait (roles, contender);
    }
  assign_choice (roles, best);
}

/* `6.66 times as fast as sequential (95 %: 6.65–6.71)`. */
void
swim_tell_gain (const SwimRoles *roles, const SwimContender *contender, GString *text)
{
  const SwimSummary *speedup = &contender->speedup;
  g_autofree char *ratio = swim_format_ratio (speedup->median);
  g_autofree char *range = swim_format_range (speedup->lower, speedup->upper);

  g_string_append_printf (text, "%s times as fast as %s", ratio, roles->baseline->mode);
  if (speedup->n > 1)
    g_string_append_printf (text, " (%s%s)", speedup->confident ? "95 %: " : "", range);
}
