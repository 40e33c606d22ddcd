/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first sentences of the summary: which mode to choose and why, and what blocking calls cost.
 * The fastest mode is not the one to choose if it keeps other events waiting. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/roles.h"

/* Less memory is worth a word from this part on. */
#define MUCH_LESS 0.8
/* A smaller part of the benefit is not worth a sentence. */
#define LITTLE_LOST 0.05

static const SwimFigure longest_stall = SWIM_FIGURE (SwimRecord, DOUBLE, loop.delay_max);
static const SwimFigure blocking_share = SWIM_FIGURE (SwimRecord, DOUBLE, blocking_share);
static const SwimFigure threads = SWIM_FIGURE (SwimRecord, SIGNED, usage.threads_max);
static const SwimFigure memory = SWIM_FIGURE (SwimRecord, SIGNED, usage.rss_max_bytes);

static gboolean
has_rounds (const SwimRoles *roles)
{
  return roles->fastest->speedup.confident;
}

/* ` for up to 58.9 ms at a time`, if that is known. */
static void
append_longest (const SwimContender *contender, GString *text)
{
  double seconds = swim_contender_get_median (contender, &longest_stall);
  g_autofree char *longest = swim_format_seconds (seconds);

  if (seconds > 0)
    g_string_append_printf (text, " for up to %s at a time", longest);
}

/* `, but blocks its loop for up to 58.9 ms at a time`. */
static void
append_harm (const SwimContender *contender, GString *text)
{
  g_string_append_printf (text, ", but %s its loop",
                          contender->loop == SWIM_LOOP_BLOCKS ? "blocks" : "stalls");
  append_longest (contender, text);
}

/* `, with 4 threads in place of 68 and half the memory`. */
static void
append_savings (const SwimContender *choice, const SwimContender *rival, GString *text)
{
  double few = swim_contender_get_median (choice, &threads);
  double many = swim_contender_get_median (rival, &threads);
  double part =
      swim_contender_get_median (choice, &memory) / swim_contender_get_median (rival, &memory);

  if (!(few < many)) /* or they are not known */
    return;
  g_string_append_printf (text, ", with %.0f thread%s in place of %.0f", few, few == 1 ? "" : "s",
                          many);
  if (part >= 0.45 && part <= 0.55)
    g_string_append (text, " and half the memory");
  else if (part > 0 && part <= MUCH_LESS)
    g_string_append_printf (text, " and %.0f %% of the memory", part * 100);
}

/* A mode is faster than the baseline, and its loop is responsive. */
static void
tell_gain (const SwimRoles *roles, GString *text)
{
  const SwimContender *choice = roles->choice;

  if (has_rounds (roles))
    g_string_append_printf (text, "Choose %s: ", choice->mode);
  else
    g_string_append_printf (text, "%s looks best: ", choice->mode);
  swim_tell_gain (roles, choice, text);
  if (roles->rival != NULL)
    {
      g_string_append_printf (text, " and as fast as %s", roles->rival->mode);
      append_savings (choice, roles->rival, text);
    }
  else if (choice->loop == SWIM_LOOP_RESPONSIVE)
    g_string_append (text, ", and its loop stays responsive");
  if (!swim_roles_tie (roles->fastest, choice))
    {
      g_string_append_printf (text, "; %s is faster", roles->fastest->mode);
      append_harm (roles->fastest, text);
    }
  g_string_append_c (text, '.');
}

/* No mode with a responsive loop is faster than the baseline. */
static void
tell_without_gain (const SwimRoles *roles, GString *text)
{
  static const char *const speeds[SWIM_N_VERDICTS] = {
    [SWIM_VERDICT_SAME] = "as fast",
    [SWIM_VERDICT_SLOWER] = "faster",
  };
  const SwimContender *choice = roles->choice;
  const char *speed = speeds[choice->verdict] != NULL ? speeds[choice->verdict] : "about as fast";

  if (choice == roles->baseline && swim_roles_is_faster (roles, roles->fastest))
    {
      g_string_append_printf (text, "Stay with %s: %s is faster", choice->mode,
                              roles->fastest->mode);
      append_harm (roles->fastest, text);
    }
  else if (choice == roles->baseline && !has_rounds (roles))
    g_string_append_printf (text, "No mode was clearly faster than %s", choice->mode);
  else if (choice == roles->baseline)
    g_string_append_printf (text, "Stay with %s: no mode is clearly faster", choice->mode);
  else if (swim_loop_verdict_is_bad (roles->baseline->loop))
    {
      g_string_append_printf (text, "Choose %s if the program has other events to handle: %s is %s",
                              choice->mode, roles->baseline->mode, speed);
      append_harm (roles->baseline, text);
    }
  else
    {
      g_string_append_printf (text, "Choose %s: %s as %s", choice->mode, speed,
                              roles->baseline->mode);
      append_savings (choice, roles->baseline, text);
    }
  g_string_append_c (text, '.');
}

/* The loop of every mode blocks or stalls. */
static void
tell_no_choice (const SwimRoles *roles, GString *text)
{
  g_string_append (text, "No mode here leaves its loop responsive");
  if (swim_roles_is_faster (roles, roles->fastest))
    {
      g_string_append_printf (text, ": %s is ", roles->fastest->mode);
      swim_tell_gain (roles, roles->fastest, text);
      append_harm (roles->fastest, text);
    }
  else
    g_string_append_printf (text, ", and none is clearly faster than %s", roles->baseline->mode);
  g_string_append_c (text, '.');
}

/* Which mode to choose, in a sentence; nothing if there is nothing to choose from. */
void
swim_tell_advice (const SwimRoles *roles, GString *text)
{
  if (roles->n_compared < 2)
    return;
  if (roles->baseline->is_command)
    swim_tell_fastest (roles, text);
  else if (roles->choice == NULL)
    tell_no_choice (roles, text);
  else if (swim_roles_is_faster (roles, roles->choice))
    tell_gain (roles, text);
  else
    tell_without_gain (roles, text);
}

/* `One blocking call in ten costs`, or for a share without such words `30 % of blocking calls
 * cost`. */
static void
append_share (double share, GString *text)
{
  static const char *const numbers[] = { "two",   "three", "four", "five", "six",
                                         "seven", "eight", "nine", "ten" };
  double one_in = round (1 / share);
  g_autofree char *percent = swim_format_number (share * 100);

  if (fabs (one_in * share - 1) > 1e-6 || one_in < 2)
    g_string_append_printf (text, " %s %% of blocking calls cost", percent);
  else if (one_in <= 10)
    g_string_append_printf (text, " One blocking call in %s costs", numbers[(guint) one_in - 2]);
  else
    g_string_append_printf (text, " One blocking call in %.0f costs", one_in);
}

/* ` One blocking call in ten costs 84 % of what async gains over sequential (95 %: 82–85):`. */
static void
append_lost (const SwimRoles *roles, double share, GString *text)
{
  const SwimSummary *lost = &roles->blocking->lost;
  g_autofree char *lower = g_strdup_printf ("%.0f", lost->lower * 100);
  g_autofree char *upper = g_strdup_printf ("%.0f", lost->upper * 100);

  append_share (share, text);
  g_string_append_printf (text, " %.0f %% of what %s gains over %s", lost->median * 100,
                          roles->reference->mode, roles->start->mode);
  if (lost->n > 1 && g_strcmp0 (lower, upper) != 0)
    g_string_append_printf (text, " (%s%s–%s)", lost->confident ? "95 %: " : "", lower, upper);
  g_string_append_c (text, ':');
}

/* Whether it is known what the blocking calls cost, and it is more than noise. */
static gboolean
is_lost (const SwimRoles *roles)
{
  const SwimSummary *lost = &roles->blocking->lost;

  return roles->reference != NULL && roles->start != NULL && lost->n > 0
         && lost->median >= LITTLE_LOST
         && roles->reference->speedup.lower > roles->start->speedup.upper
         && !swim_roles_tie (roles->blocking, roles->reference);
}

/* ` mixed is only 2.50 times as fast as sequential`. */
static void
append_speed (const SwimRoles *roles, GString *text)
{
  const SwimContender *blocking = roles->blocking;
  double speedup = blocking->speedup.median;
  g_autofree char *ratio = swim_format_ratio (speedup < 1 ? 1 / speedup : speedup);

  if (blocking == roles->baseline)
    g_string_append_printf (text, " %s is the baseline", blocking->mode);
  else if (blocking->verdict == SWIM_VERDICT_SAME)
    g_string_append_printf (text, " %s is only as fast as %s", blocking->mode,
                            roles->baseline->mode);
  else if (speedup < 1)
    g_string_append_printf (text, " %s takes %s times as long as %s", blocking->mode, ratio,
                            roles->baseline->mode);
  else
    g_string_append_printf (text, " %s is only %s times as fast as %s", blocking->mode, ratio,
                            roles->baseline->mode);
}

/* Whether the advice has said that this mode is faster, but blocks its loop. */
static gboolean
has_told_harm (const SwimRoles *roles)
{
  return roles->blocking == roles->fastest && swim_roles_is_faster (roles, roles->blocking)
         && (roles->choice == NULL || roles->choice == roles->baseline
             || !swim_roles_tie (roles->fastest, roles->choice));
}

/* What the calls that block the loop cost: of the benefit, and of the loop's time. */
void
swim_tell_blocking (const SwimRoles *roles, GString *text)
{
  const SwimContender *blocking = roles->blocking;
  double share = swim_contender_get_median (blocking, &blocking_share);
  g_autofree char *percent = swim_format_number (share * 100);

  if (has_told_harm (roles))
    {
      g_string_append_printf (text, " %s %% of the calls of %s block.", percent, blocking->mode);
      return;
    }
  if (is_lost (roles))
    {
      append_lost (roles, share, text);
      append_speed (roles, text);
      g_string_append (text, ", and handles no other event");
    }
  else if (blocking != roles->baseline && swim_roles_tie (blocking, roles->fastest))
    g_string_append_printf (text,
                            " %s may be as fast here, but %s %% of its calls block the loop, which "
                            "handles no other event",
                            blocking->mode, percent);
  else
    {
      append_speed (roles, text);
      g_string_append_printf (
          text, ": %s %% of its calls block the loop, which handles no other event", percent);
    }
  append_longest (blocking, text);
  g_string_append_c (text, '.');
}
