/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before and after: the change of each mode as a table and in words. */
#include "config.h"

#include <math.h>

#include "report/conditions.h"
#include "report/format.h"
#include "report/report.h"

enum
{
  COLUMN_JOB,
  COLUMN_MODE,
  COLUMN_BEFORE,
  COLUMN_AFTER,
  COLUMN_RATIO,
  COLUMN_RANGE,
  COLUMN_VERDICT,
};

static const struct
{
  const char *heading;
  gboolean left;
} columns[] = {
  [COLUMN_JOB] = { "job", TRUE },
  [COLUMN_MODE] = { "mode", TRUE },
  [COLUMN_BEFORE] = { "before", FALSE },
  [COLUMN_AFTER] = { "after", FALSE },
  [COLUMN_RATIO] = { "after/before", FALSE },
  [COLUMN_RANGE] = { "range", FALSE },
  [COLUMN_VERDICT] = { "verdict", TRUE },
};

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

static char *
make_cell (const SwimChange *change, guint column)
{
  switch (column)
    {
    case COLUMN_JOB:
      return g_strdup (change->job);
    case COLUMN_MODE:
      return g_strdup (change->mode);
    case COLUMN_BEFORE:
      return wall_of (change->before);
    case COLUMN_AFTER:
      return wall_of (change->after);
    case COLUMN_RATIO:
      return swim_format_ratio (change->ratio);
    case COLUMN_RANGE:
      return isfinite (change->ratio) ? swim_format_range (change->lower, change->upper)
                                      : g_strdup ("");
    default:
      return g_strdup (verdict_of (change));
    }
}

/* The table (transfer full), fitted to that many columns of a terminal. */
char *
swim_report_change (GPtrArray *changes, guint width)
{
  g_autoptr (SwimGrid) grid = swim_grid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    swim_grid_add_column (grid, columns[i].heading, columns[i].left);
  for (guint row = 0; row < changes->len; row++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      swim_grid_add_cell (grid, make_cell (g_ptr_array_index (changes, row), i), SWIM_TONE_PLAIN);
  return swim_grid_print (grid, width, "  ", FALSE);
}

static void
begin_sentence (GString *text)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
}

/* "Faster than before: probe async (0.82 times the time), probe mixed (0.90 times the time)." Of
 * what is unclear for want of rounds, that is said once for all. */
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
      if (!any)
        begin_sentence (text);
      g_string_append_printf (text, "%s %s %s", any ? "," : title, change->job, change->mode);
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

      if (is_in_both (change) && change->problem == NULL)
        continue;
      begin_sentence (text);
      if (!is_in_both (change))
        g_string_append_printf (text, "%s %s is only in the comparison %s.", change->job,
                                change->mode, change->before != NULL ? "before" : "after");
      else
        g_string_append_printf (text, "%s %s %s: %s.", change->job, change->mode,
                                change->verdict == SWIM_VERDICT_FAILED
                                    ? "failed"
                                    : "did different work, so it is not compared",
                                change->problem);
    }
}

static void
tell_rounds (GPtrArray *changes, GString *text)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (isfinite (change->ratio))
        least = MIN (least, MIN (change->wall_before.n, change->wall_after.n));
    }
  if (least >= SWIM_ROUNDS_FOR_CHANGE)
    return;
  begin_sentence (text);
  g_string_append_printf (text,
                          "Too few rounds for a 95 %% interval (%u; %d are needed in both): "
                          "what is given is the range.",
                          least, SWIM_ROUNDS_FOR_CHANGE);
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
  if (conditions->len == 0)
    return;
  begin_sentence (text);
  swim_conditions_tell (conditions, "Not the same in both: ", text);
}

/* One paragraph (transfer full), without a newline; empty where there is nothing to say. */
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
  tell_rounds (changes, text);
  tell_conditions (changes, text);
  return g_string_free (text, FALSE);
}
