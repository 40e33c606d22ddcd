/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before and after: a table of how each mode changed, and the same in words. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/report.h"

static gboolean
is_in_both (const SwimChange *change)
{
  return change->before != NULL && change->after != NULL;
}

static char *
wall_of (const SwimContender *contender)
{
  return contender != NULL ? swim_report_metric ("wall", contender) : swim_format_seconds (NAN);
}

static const char *
verdict_of (const SwimChange *change)
{
  if (change->before == NULL)
    return "only after";
  if (change->after == NULL)
    return "only before";
  return swim_verdict_to_string (change->verdict);
}

/* The table (transfer full), fitted to that many columns of a terminal. */
char *
swim_report_change (GPtrArray *changes, guint width)
{
  static const SwimGridColumn columns[] = {
    { "job", TRUE },           { "mode", TRUE },   { "before", FALSE }, { "after", FALSE },
    { "after/before", FALSE }, { "range", FALSE }, { "verdict", TRUE },
  };
  g_autoptr (SwimGrid) grid = swim_grid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    swim_grid_add_column (grid, columns[i].heading, columns[i].left);
  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);
      gboolean known = isfinite (change->ratio);

      swim_grid_add_cell (grid, g_strdup (change->job), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, g_strdup (change->mode), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, wall_of (change->before), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, wall_of (change->after), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_ratio (change->ratio), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, known ? swim_format_range (change->lower, change->upper) : NULL,
                          SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, g_strdup (verdict_of (change)), SWIM_TONE_PLAIN);
    }
  return swim_grid_print (grid, width, "  ", FALSE);
}

/* "Faster than before: probe async (0.82 times the time), probe mixed (0.90 times the time)." Modes
 * with too few rounds are left out: one sentence says so for all. */
static void
tell_verdict (GPtrArray *changes, SwimVerdict verdict, const char *title, GString *text)
{
  gboolean any = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);
      g_autofree char *ratio = swim_format_ratio (change->ratio);

      if (!is_in_both (change) || change->verdict != verdict || !change->confident)
        continue;
      g_string_append_printf (any ? text : swim_tell_begin (text), "%s %s %s", any ? "," : title,
                              change->job, change->mode);
      if (verdict == SWIM_VERDICT_FASTER || verdict == SWIM_VERDICT_SLOWER)
        g_string_append_printf (text, " (%s times the time)", ratio);
      any = TRUE;
    }
  if (any)
    g_string_append_c (text, '.');
}

static void
tell_problems (GPtrArray *changes, GString *text)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);
      g_autofree char *name = g_strdup_printf ("%s %s", change->job, change->mode);

      if (is_in_both (change))
        swim_tell_problem (text, name, change->verdict, change->problem);
      else
        g_string_append_printf (swim_tell_begin (text), "%s is only in the comparison %s.", name,
                                change->before != NULL ? "before" : "after");
    }
}

/* The least rounds of a mode that is in both, before or after. */
static guint
count_rounds (GPtrArray *changes)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (isfinite (change->ratio))
        least = MIN (least, MIN (change->wall_before.n, change->wall_after.n));
    }
  return least;
}

static void
tell_conditions (GPtrArray *changes, GString *text)
{
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (is_in_both (change))
        swim_conditions_compare (swim_contender_get_first (change->before),
                                 swim_contender_get_first (change->after), conditions);
    }
  swim_conditions_tell (conditions, "Not the same in both: ", text);
}

/* One paragraph (transfer full), without a newline; empty if there is nothing to say. */
char *
swim_report_change_words (GPtrArray *changes, double threshold)
{
  GString *text = g_string_new (NULL);
  g_autofree char *percent = swim_format_number (threshold * 100);
  g_autofree char *same = g_strdup_printf ("The same within %s %%:", percent);

  tell_verdict (changes, SWIM_VERDICT_FASTER, "Faster than before:", text);
  tell_verdict (changes, SWIM_VERDICT_SLOWER, "Slower than before:", text);
  tell_verdict (changes, SWIM_VERDICT_SAME, same, text);
  tell_verdict (changes, SWIM_VERDICT_UNCLEAR, "Unclear:", text);
  tell_problems (changes, text);
  swim_tell_rounds (text, count_rounds (changes), SWIM_ROUNDS_FOR_CHANGE);
  tell_conditions (changes, text);
  return g_string_free (text, FALSE);
}
