/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before and after: a table of how each mode changed, and the same in words; and how settings and
 * machines of compared runs differ. */
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

/* The smallest number of rounds, before or after, of a mode that is in both. */
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
add_condition (GPtrArray *conditions, const char *name, const char *before, const char *after)
{
  char *words;

  if (g_strcmp0 (before, after) == 0)
    return;
  words = g_strdup_printf ("%s (%s, then %s)", name, before != NULL ? before : "none",
                           after != NULL ? after : "none");
  if (g_ptr_array_find_with_equal_func (conditions, words, g_str_equal, NULL))
    g_free (words);
  else
    g_ptr_array_add (conditions, words);
}

static void
add_numbers (GPtrArray *conditions, const char *name, double before, double after)
{
  g_autofree char *first = swim_format_number (before);
  g_autofree char *second = swim_format_number (after);

  add_condition (conditions, name, first, second);
}

/* Adds how the settings and machines of two runs differ to @conditions, strings that it frees, each
 * once. NULL is no run. */
static void
compare_conditions (const SwimRecord *before, const SwimRecord *after, GPtrArray *conditions)
{
  static const char *const names[] = { "lab",      "machine", "cpus",    "kernel",  "client",
                                       "swimlane", "glib",    "libsoup", "libcurl", "c_ares" };

  if (before == NULL || after == NULL)
    return;
  add_numbers (conditions, "items in flight", (double) before->jobs, (double) after->jobs);
  add_numbers (conditions, "blocking share", before->blocking_share, after->blocking_share);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *word = swim_report_context (before->context, names[i]);
      g_autofree char *other = swim_report_context (after->context, names[i]);

      add_condition (conditions, names[i], word, other);
    }
}

/* Appends them as a sentence, if there are any. */
static void
tell_list (GPtrArray *conditions, const char *title, GString *text)
{
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (i > 0 ? text : swim_tell_begin (text), "%s%s", i > 0 ? ", " : title,
                            (const char *) g_ptr_array_index (conditions, i));
  if (conditions->len > 0)
    g_string_append_c (text, '.');
}

static void
tell_conditions (GPtrArray *changes, GString *text)
{
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (is_in_both (change))
        compare_conditions (swim_contender_get_first (change->before),
                            swim_contender_get_first (change->after), conditions);
    }
  tell_list (conditions, "Not the same in both: ", text);
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

/* What differs between the runs of a mode, in a sentence (transfer full), or NULL. */
char *
swim_report_conditions (GPtrArray *comparisons)
{
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          const SwimContender *contender = swim_comparison_get (comparison, j);

          for (guint k = 0; k < contender->records->len; k++)
            compare_conditions (swim_contender_get_first (contender),
                                g_ptr_array_index (contender->records, k), conditions);
        }
    }
  tell_list (conditions, "Not the same in all runs: ", text);
  return g_string_free (text, text->len == 0);
}
