/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the numbers show, in words. */
#include "config.h"

#include <math.h>

#include "mode/mode.h"
#include "report/format.h"
#include "report/report.h"

static const SwimFigure longest_stall = SWIM_FIGURE (SwimRecord, DOUBLE, loop.delay_max);
static const SwimFigure blocking_share = SWIM_FIGURE (SwimRecord, DOUBLE, blocking_share);

/* The modes that a sentence is about, found by their traits, not by their names. */
typedef struct
{
  const SwimContender *baseline;
  const SwimContender *fastest;
  const SwimContender *blocking;  /* async with some calls that block the loop */
  const SwimContender *offloaded; /* the same calls, given to threads */
} Roles;

static void
assign_role (Roles *roles, const SwimContender *contender)
{
  const SwimMode *mode = swim_mode_lookup (contender->mode);
  SwimModeTraits traits = mode != NULL ? mode->traits : 0;

  if (contender->speedup.n == 0 || contender->problem != NULL)
    return;
  if (roles->fastest == NULL || contender->speedup.median > roles->fastest->speedup.median)
    roles->fastest = contender;
  if ((traits & SWIM_MODE_USES_SHARE) == 0)
    return;
  if ((traits & SWIM_MODE_BLOCKS_LOOP) != 0)
    roles->blocking = contender;
  else
    roles->offloaded = contender;
}

/* Whether the mode may be as fast as the fastest: their ranges overlap. */
static gboolean
ties_with_fastest (const Roles *roles, const SwimContender *contender)
{
  return contender->speedup.n > 0 && contender->problem == NULL
         && contender->speedup.upper >= roles->fastest->speedup.lower;
}

/* The modes that are the fastest, as `async and offload`. */
static char *
name_fastest (const Roles *roles, const SwimComparison *comparison, guint *n_names)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < comparison->contenders->len; i++)
    if (ties_with_fastest (roles, swim_comparison_get (comparison, i)))
      g_ptr_array_add (names, swim_comparison_get (comparison, i)->mode);
  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append (text, i + 1 == names->len ? " and " : ", ");
      g_string_append (text, g_ptr_array_index (names, i));
    }
  *n_names = names->len;
  return g_string_free (text, FALSE);
}

static void
tell_fastest (const Roles *roles, const SwimComparison *comparison, GString *text)
{
  const SwimSummary *speedup = &roles->fastest->speedup;
  g_autofree char *ratio = swim_format_ratio (speedup->median);
  g_autofree char *range = swim_format_range (speedup->lower, speedup->upper);
  guint n_names;
  g_autofree char *names = name_fastest (roles, comparison, &n_names);

  if (ties_with_fastest (roles, roles->baseline))
    {
      g_string_append_printf (text, "No mode is clearly faster than %s.", roles->baseline->mode);
      return;
    }
  if (n_names == 1)
    g_string_append_printf (text, "%s is the fastest: %s times as fast as %s", names, ratio,
                            roles->baseline->mode);
  else
    g_string_append_printf (text,
                            "%s are the fastest, too close to tell apart: up to %s times as fast "
                            "as %s",
                            names, ratio, roles->baseline->mode);
  if (speedup->n > 1)
    g_string_append_printf (text, " (%s%s)", speedup->confident ? "95 %: " : "", range);
  g_string_append_c (text, '.');
}

/* The longest stall of a mode in all its rounds whose cause was seen, or NULL. */
static const SwimStall *
find_worst_stall (const SwimContender *contender)
{
  const SwimStall *worst = NULL;

  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);

      for (guint j = 0; record != NULL && j < record->loop.worst_stalls->len; j++)
        {
          const SwimStall *stall = g_ptr_array_index (record->loop.worst_stalls, j);

          if (stall->cause != SWIM_CAUSE_UNKNOWN
              && (worst == NULL || stall->duration > worst->duration))
            worst = stall;
        }
    }
  return worst;
}

static void
tell_blocking (const Roles *roles, GString *text)
{
  double speedup = roles->blocking->speedup.median;
  g_autofree char *ratio = swim_format_ratio (speedup < 1 ? 1 / speedup : speedup);
  const SwimStall *worst = find_worst_stall (roles->blocking);
  SwimSummary stall, share;

  if (speedup < 1)
    g_string_append_printf (text, " %s takes %s times as long as %s", roles->blocking->mode, ratio,
                            roles->baseline->mode);
  else
    g_string_append_printf (text, " %s is only %s times as fast", roles->blocking->mode, ratio);
  if (swim_contender_summarize (roles->blocking, &blocking_share, &share))
    {
      g_autofree char *percent = swim_format_number (share.median * 100);

      g_string_append_printf (text, ": %s %% of its calls block the loop", percent);
    }
  if (swim_contender_summarize (roles->blocking, &longest_stall, &stall))
    {
      g_autofree char *longest = swim_format_seconds (stall.median);

      g_string_append_printf (text, ", during which no other event is handled, up to %s", longest);
    }
  g_string_append_c (text, '.');
  if (worst != NULL)
    {
      g_autofree char *words = swim_report_stall (worst);

      g_string_append_printf (text, " Its longest stall: %s.", words);
    }
}

static void
tell_offloaded (const Roles *roles, GString *text)
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
        g_string_append_printf (text, "; about %u rounds may tell", needed);
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

/* Whether a mode is compared with itself. */
static gboolean
is_self_test (const SwimComparison *comparison)
{
  return comparison->contenders->len == 2
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

  return g_strdup_printf ("%s against itself: %s, %s (%s). On this machine, now, with this many "
                          "rounds, differences of less than %s are noise.",
                          again->mode, swim_verdict_to_string (again->verdict), ratio, range,
                          percent);
}

/* One paragraph (transfer full), without a newline. */
char *
swim_report_words (const SwimComparison *comparison)
{
  Roles roles = { .baseline = swim_comparison_get (comparison, 0) };
  GString *text;

  if (is_self_test (comparison))
    return tell_self_test (comparison);
  text = g_string_new (NULL);
  for (guint i = 0; i < comparison->contenders->len; i++)
    assign_role (&roles, swim_comparison_get (comparison, i));
  if (roles.fastest != NULL && comparison->contenders->len > 1)
    tell_fastest (&roles, comparison, text);
  if (roles.blocking != NULL && roles.blocking != roles.fastest && roles.blocking != roles.baseline)
    {
      tell_blocking (&roles, text);
    }
  if (roles.blocking != NULL && roles.offloaded != NULL
      && roles.offloaded->speedup.median > roles.blocking->speedup.median)
    tell_offloaded (&roles, text);
  tell_unclear (comparison, text);
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      swim_tell_problem (text, contender->mode, contender->verdict, contender->problem);
    }
  if (comparison->contenders->len > 1)
    swim_tell_rounds (text, comparison->rounds, SWIM_ROUNDS_FOR_INTERVAL);
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
