/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the numbers show, in words. */
#include "config.h"

#include <string.h>

#include "report/format.h"
#include "report/report.h"
#include "report/roles.h"

/* So many are named. */
#define MOST_LACKS 3

/* The longest stall, which swim_report_stalls () has first. */
static void
tell_longest_stall (const SwimContender *contender, GString *text)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autoptr (GPtrArray) worst = record != NULL ? swim_report_worst_stalls (record) : NULL;

  if (worst != NULL && worst->len > 0)
    {
      g_autofree char *words = swim_report_stall (g_ptr_array_index (worst, 0));

      g_string_append_printf (text, " The longest stall of its median run: %s.", words);
    }
}

static void
tell_offloaded (const SwimRoles *roles, GString *text)
{
  g_autofree char *ratio = swim_format_ratio (roles->offloaded->speedup.median);

  g_string_append_printf (text, " With the same calls given to threads, %s is %s times as fast.",
                          roles->offloaded->mode, ratio);
}

static void
tell_unclear (const SwimComparison *comparison, GString *text)
{
  for (guint i = 1; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      guint needed = swim_statistics_rounds_needed (&contender->speedup, comparison->threshold);

      if (contender->verdict != SWIM_VERDICT_UNCLEAR || !contender->speedup.confident)
        continue;
      g_string_append_printf (text, " Whether %s is faster than %s is unclear", contender->mode,
                              swim_comparison_get (comparison, 0)->mode);
      if (needed > 0)
        g_string_append_printf (text, "; about %u %s may tell", needed,
                                comparison->in_blocks ? "runs of each" : "rounds");
      g_string_append_c (text, '.');
    }
}

/* Separates the next sentence from those before it. Returns the text. */
GString *
swim_tell_begin (GString *text)
{
  return text->len > 0 ? g_string_append_c (text, ' ') : text;
}

/* Says why a mode, @who, is not compared, if there is a problem. */
void
swim_tell_problem (GString *text, const char *who, SwimVerdict verdict, const char *problem)
{
  if (problem != NULL)
    g_string_append_printf (
        swim_tell_begin (text), "%s %s: %s.", who,
        verdict == SWIM_VERDICT_FAILED ? "failed" : "did different work, so it is not compared",
        problem);
}

/* Says so if there are too few rounds for an interval. */
void
swim_tell_rounds (GString *text, guint rounds, guint needed)
{
  if (rounds < needed)
    g_string_append_printf (swim_tell_begin (text),
                            "Too few rounds for a 95 %% interval (%u; %u are needed): the range "
                            "is shown instead.",
                            rounds, needed);
}

/* The first run that is not of all its items, or NULL. */
static const SwimRecord *
find_incomplete (const SwimContender *contender)
{
  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);

      if (record != NULL && record->origin.incomplete)
        return record;
    }
  return NULL;
}

/* What the run lacks, as far as it says so: of shares that were joined it does. */
static void
append_lacks (GString *text, const SwimRecord *record)
{
  guint n = 0;

  for (char **remark = record->remarks; remark != NULL && *remark != NULL; remark++)
    if (g_str_has_prefix (*remark, SWIM_REMARK_INCOMPLETE) && ++n <= MOST_LACKS)
      g_string_append_printf (text, "%s%s", n > 1 ? "; " : "",
                              *remark + strlen (SWIM_REMARK_INCOMPLETE));
  if (n == 0)
    g_string_append (text, SWIM_REPORT_BROKEN_OFF);
  else if (n > MOST_LACKS)
    g_string_append_printf (text, "; and %u more", n - MOST_LACKS);
}

/* Which runs are not of all their items, and why (transfer full); NULL where all are. */
char *
swim_report_incomplete (const SwimComparison *comparison)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      const SwimRecord *record = find_incomplete (contender);

      if (record == NULL)
        continue;
      g_string_append_printf (swim_tell_begin (text), "%s is incomplete: ", contender->mode);
      append_lacks (text, record);
      g_string_append_c (text, '.');
    }
  return g_string_free (text, text->len == 0);
}

/* Whether a mode is compared with itself. Commands of one name need not be the same: they may read
 * other files, or have been prepared in another way. */
static gboolean
is_self_test (const SwimComparison *comparison)
{
  return comparison->contenders->len == 2 && !swim_comparison_is_of_commands (comparison)
         && g_strcmp0 (swim_comparison_get (comparison, 0)->mode,
                       swim_comparison_get (comparison, 1)->mode)
                == 0;
}

/* What comparing a mode with itself shows (transfer full): the floor below which differences are
 * noise here. */
static char *
tell_self_test (const SwimComparison *comparison)
{
  const SwimContender *again = swim_comparison_get (comparison, 1);
  g_autofree char *ratio = swim_format_ratio (again->speedup.median);
  g_autofree char *range = swim_format_range (again->speedup.lower, again->speedup.upper);
  double floor = MAX (again->speedup.upper - 1, 1 / again->speedup.lower - 1);
  g_autofree char *percent = swim_format_percent (MAX (floor, 0));
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   "%s against itself: %s, %s (%s). On this machine, now, with this many "
                   "rounds, differences of less than %s are noise.",
                   again->mode, swim_verdict_to_string (again->verdict), ratio, range, percent);
  swim_tell_stopping (text, comparison);
  return g_string_free (text, FALSE);
}

/* One sentence (transfer full): which mode to choose and why; empty if there is no choice. */
char *
swim_report_headline (const SwimComparison *comparison)
{
  SwimRoles roles = { 0 };
  GString *text = g_string_new (NULL);

  swim_roles_assign (&roles, comparison);
  if (!is_self_test (comparison))
    swim_tell_advice (&roles, text);
  return g_string_free (text, FALSE);
}

/* How many rounds the speed-up of each mode has at least: files that were merged may have rounds
 * without a run of it. */
static guint
count_paired (const SwimComparison *comparison)
{
  guint least = comparison->rounds;

  for (guint i = 1; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      if (contender->problem == NULL && contender->speedup.n > 0)
        least = MIN (least, contender->speedup.n);
    }
  return least;
}

/* One paragraph (transfer full), without a newline; it begins with the headline. */
char *
swim_report_words (const SwimComparison *comparison)
{
  g_autofree char *incomplete = swim_report_incomplete (comparison);
  SwimRoles roles = { 0 };
  GString *text;

  if (is_self_test (comparison))
    return tell_self_test (comparison);
  text = g_string_new (NULL);
  swim_roles_assign (&roles, comparison);
  swim_tell_advice (&roles, text);
  if (roles.blocking != NULL && roles.n_compared > 1)
    {
      swim_tell_blocking (&roles, text);
      tell_longest_stall (roles.blocking, text);
    }
  if (roles.blocking != NULL && roles.offloaded != NULL
      && roles.offloaded->speedup.median > roles.blocking->speedup.median)
    tell_offloaded (&roles, text);
  swim_tell_pool (&roles, text);
  tell_unclear (comparison, text);
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      swim_tell_problem (text, contender->mode, contender->verdict, contender->problem);
    }
  swim_tell_failures (text, comparison);
  if (incomplete != NULL)
    g_string_append (swim_tell_begin (text), incomplete);
  if (swim_comparison_is_of_commands (comparison))
    swim_tell_commands (comparison, text);
  swim_tell_stopping (text, comparison);
  swim_tell_blocks (text, comparison);
  if (comparison->contenders->len > 1 && !comparison->in_blocks)
    swim_tell_rounds (text, count_paired (comparison), SWIM_ROUNDS_FOR_INTERVAL);
  return g_string_free (text, FALSE);
}

/* Why the figures may be unreliable (transfer full), or NULL. */
char *
swim_report_noise (const SwimComparison *comparison)
{
  const SwimSummary *wall = &swim_comparison_get (comparison, 0)->wall;
  JsonObject *context = comparison->context_after;
  double others = 0;
  double cpus = 0;
  GString *text = g_string_new (NULL);

  if (context != NULL)
    {
      others = json_object_get_double_member_with_default (context, "others_cpus", 0);
      cpus = json_object_get_double_member_with_default (context, "cpus", G_MAXDOUBLE);
    }
  if (others > cpus / 4)
    {
      g_autofree char *shown = swim_format_ratio (others);

      g_string_append_printf (
          text, "Warning: other programs used %s of %.0f CPUs during the runs. ", shown, cpus);
    }
  if (wall->n > 1 && wall->max > wall->median * 1.25)
    {
      g_autofree char *min = swim_format_seconds (wall->min);
      g_autofree char *max = swim_format_seconds (wall->max);

      g_string_append_printf (text, "Warning: %s, the baseline, took from %s to %s. ",
                              swim_comparison_get (comparison, 0)->mode, min, max);
    }
  if (text->len > 0)
    g_string_append (text, "Run it again when the machine is idle.");
  return g_string_free (text, text->len == 0);
}
