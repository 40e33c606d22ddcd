/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sweep shows, in words. Modes are found by their traits, not by their names. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/report.h"

/* What cells are compared by; NaN if the cell does not count. */
typedef double (*KeyFunc) (const SwimSweepCell *cell, gconstpointer data);

/* The first of the cells with the least key, or NULL. */
static const SwimSweepCell *
find_least (const SwimSweep *sweep, KeyFunc get_key, gconstpointer data)
{
  const SwimSweepCell *least = NULL;

  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);
      double key = get_key (cell, data);

      if (isfinite (key) && (least == NULL || key < get_key (least, data)))
        least = cell;
    }
  return least;
}

/* The blocking calls, of modes that make some and have, or lack, SWIM_MODE_BLOCKS_LOOP. */
static double
get_blocking_calls (const SwimSweepCell *cell, gconstpointer blocks_loop)
{
  SwimModeTraits wanted = blocks_loop != NULL ? SWIM_MODE_BLOCKS_LOOP : 0;

  return (cell->mode->traits & SWIM_MODE_BLOCKS_LOOP) == wanted && cell->blocking_calls > 0
                 && cell->speedup.n > 0
             ? (double) cell->blocking_calls
             : NAN;
}

static double
get_time (const SwimSweepCell *cell, gconstpointer mode)
{
  return cell->mode == mode && cell->contender->wall.n > 0 ? cell->contender->wall.median : NAN;
}

/* The negative speed-up of a cell at that value: the least is that of the fastest. A mode in which
 * some calls block the loop is the fastest for nobody. */
static double
get_slowness (const SwimSweepCell *cell, gconstpointer value)
{
  if ((cell->mode->traits & SWIM_MODE_USES_SHARE) != 0 && cell->contender->loop == SWIM_LOOP_BLOCKS)
    return NAN;
  return cell->value == GPOINTER_TO_INT (value) && cell->speedup.n > 0 ? -cell->speedup.median
                                                                       : NAN;
}

static void
tell_value (const SwimSweep *sweep, gint value, GString *text)
{
  const SwimSweepParameter *parameter = sweep->parameter;

  g_string_append_printf (text, "%s%s%s", parameter->before, sweep->texts[value], parameter->after);
}

static void
tell_lost (const SwimSweep *sweep, const SwimSweepCell *blocking, GString *text)
{
  const SwimSweepCell *reference = swim_sweep_cell_reference (sweep, blocking);
  const SwimSweepCell *baseline = swim_sweep_get (sweep, 0);
  g_autofree char *slower = swim_format_ratio (1 / blocking->speedup.median);
  const SwimRecord *record = g_ptr_array_index (blocking->contender->records, 0);

  g_string_append (text, "With ");
  tell_value (sweep, blocking->value, text);
  if (record != NULL)
    g_string_append_printf (text, " (%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ")",
                            blocking->blocking_calls, record->items);
  if (blocking->speedup.median < 1)
    g_string_append_printf (text, ", %s is %s times as slow as %s", blocking->mode->name, slower,
                            reference->mode->name);
  else
    g_string_append_printf (text, ", %s is not slower than %s", blocking->mode->name,
                            reference->mode->name);
  if (blocking->lost.n == 0)
    g_string_append_printf (text, ", which had gained nothing over %s", baseline->mode->name);
  else
    g_string_append_printf (
        text, ": the first blocking call%s lost %.0f %% of what %s had gained over %s",
        blocking->blocking_calls == 1 ? "" : "s", MAX (blocking->lost.median, 0) * 100,
        reference->mode->name, baseline->mode->name);
  if (blocking->lost.n > 1 && blocking->lost.confident)
    g_string_append_printf (text, " (95 %%: %.0f–%.0f)", blocking->lost.lower * 100,
                            blocking->lost.upper * 100);
  g_string_append_c (text, '.');
}

/* The largest error of the model over all cells that it predicts. */
static void
tell_model (const SwimSweep *sweep, GString *text)
{
  double worst = 0;
  guint n = 0;
  g_autofree char *mean = swim_format_seconds (sweep->mean_blocking_seconds);

  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);

      if (!isfinite (cell->model) || cell->contender->wall.n == 0)
        continue;
      worst = MAX (worst, fabs (cell->model / cell->contender->wall.median - 1));
      n++;
    }
  if (n > 0)
    g_string_append_printf (
        text,
        " The model (each blocking call adds %s, everything else takes as long as "
        "without them) is within %.0f %% of what was measured.",
        mean, ceil (worst * 100 - 1e-6));
}

static void
tell_by_model (const SwimSweep *sweep, GString *text)
{
  const SwimSweepCell *blocking = find_least (sweep, get_blocking_calls, GINT_TO_POINTER (TRUE));
  const SwimSweepCell *offloaded = find_least (sweep, get_blocking_calls, GINT_TO_POINTER (FALSE));

  if (blocking == NULL)
    {
      g_string_append (text, "No call blocked: too few items for the share.");
      return;
    }
  tell_lost (sweep, blocking, text);
  if (offloaded != NULL && offloaded->value == blocking->value && offloaded->lost.n > 0
      && offloaded->lost.median < blocking->lost.median)
    g_string_append_printf (text, " Given to threads (%s), the same call%s lost %.0f %%.",
                            offloaded->mode->name, offloaded->blocking_calls == 1 ? "" : "s",
                            MAX (offloaded->lost.median, 0) * 100);
  tell_model (sweep, text);
}

static void
tell_by_value (const SwimSweep *sweep, GString *text)
{
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    {
      const SwimSweepCell *fastest = find_least (sweep, get_time, *mode);
      g_autofree char *ratio = NULL;

      if (fastest == NULL)
        continue;
      ratio = swim_format_ratio (fastest->speedup.median);
      g_string_append_printf (swim_tell_begin (text), "%s is fastest with ", (*mode)->name);
      tell_value (sweep, fastest->value, text);
      if (fastest->speedup.n > 0 && swim_sweep_cell_reference (sweep, fastest) != fastest)
        g_string_append_printf (text, ", %s times as fast as with %s", ratio, sweep->texts[0]);
      g_string_append_c (text, '.');
    }
}

static void
tell_by_mode (const SwimSweep *sweep, GString *text)
{
  for (guint value = 0; value < sweep->values->len; value++)
    {
      const SwimSweepCell *best = find_least (sweep, get_slowness, GUINT_TO_POINTER (value));
      const SwimSweepCell *reference;
      g_autofree char *ratio = NULL;

      if (best == NULL)
        continue;
      reference = swim_sweep_cell_reference (sweep, best);
      ratio = swim_format_ratio (best->speedup.median);
      g_string_append (swim_tell_begin (text), "With ");
      tell_value (sweep, (gint) value, text);
      if (best == reference)
        g_string_append_printf (text, ", no mode is faster than %s.", reference->mode->name);
      else
        g_string_append_printf (text, ", %s is %s times as fast as %s.", best->mode->name, ratio,
                                reference->mode->name);
    }
}

static void
tell_problems (const SwimSweep *sweep, GString *text)
{
  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);
      const char *value = swim_sweep_cell_text (sweep, cell);
      g_autofree char *name = value == NULL ? g_strdup (cell->mode->name)
                                            : g_strdup_printf ("%s at %s %s", cell->mode->name,
                                                               sweep->parameter->name, value);

      swim_tell_problem (text, name, cell->contender->verdict, cell->contender->problem);
    }
}

static void (*const tellers[]) (const SwimSweep *sweep, GString *text) = {
  [SWIM_SWEEP_BY_VALUE] = tell_by_value,
  [SWIM_SWEEP_BY_MODE] = tell_by_mode,
  [SWIM_SWEEP_BY_MODEL] = tell_by_model,
};

/* One paragraph about a concluded sweep (transfer full), without a newline. */
char *
swim_report_sweep_words (const SwimSweep *sweep)
{
  GString *text = g_string_new (NULL);

  tellers[sweep->parameter->method](sweep, text);
  tell_problems (sweep, text);
  swim_tell_stopping (text, sweep->comparison);
  swim_tell_rounds (text, sweep->comparison->rounds, SWIM_ROUNDS_FOR_INTERVAL);
  return g_string_free (text, FALSE);
}
