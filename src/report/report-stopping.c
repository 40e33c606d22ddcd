/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ended the rounds, where their number was not given (--rounds=auto). */
#include "config.h"

#include "base/quantity.h"
#include "compare/auto-rounds.h"
#include "report/report.h"

/* Says which interval is wider than was wanted, if any is. */
static void
tell_widest (const SwimComparison *comparison, GString *text)
{
  double width;
  const SwimContender *widest = swim_comparison_find_widest (comparison, &width);
  g_autofree char *wanted = swim_format_percent (comparison->stopping.precision);
  g_autofree char *shown = NULL;

  if (widest == NULL || comparison->rounds < SWIM_ROUNDS_FOR_INTERVAL)
    return;
  shown = swim_format_percent (width);
  g_string_append_printf (text, ": the widest interval, that of %s, is %s, and %s was wanted",
                          widest->mode, shown, wanted);
}

/* Appends a sentence; nothing where the number of rounds was given. */
void
swim_tell_stopping (GString *text, const SwimComparison *comparison)
{
  const SwimStopping *stopping = &comparison->stopping;
  const char *rounds = comparison->rounds == 1 ? "round" : "rounds";
  g_autofree char *precision = swim_format_percent (stopping->precision);
  g_autofree char *time = swim_format_seconds (stopping->max_seconds);

  if (stopping->stop == SWIM_STOP_NONE)
    return;
  swim_tell_begin (text);
  if (stopping->stop == SWIM_STOP_PRECISION)
    g_string_append_printf (text, "After %u %s every interval was narrower than %s",
                            comparison->rounds, rounds, precision);
  else if (stopping->stop == SWIM_STOP_TIME)
    g_string_append_printf (text, "The time (--max-time, %s) was over after %u %s", time,
                            comparison->rounds, rounds);
  else
    g_string_append_printf (text, "Ended after %u %s, the most there can be", comparison->rounds,
                            rounds);
  if (stopping->stop != SWIM_STOP_PRECISION)
    tell_widest (comparison, text);
  g_string_append_c (text, '.');
}
