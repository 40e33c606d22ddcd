/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/closing.h"

#include <string.h>

#include "base/printable.h"
#include "program/exit.h"

static gboolean
is_failure (const SwimJobInfo *info, guint status)
{
  return status != SWIM_STATUS_OK && (info->tolerates & 1u << status) == 0;
}

/* Where no failure is printed by itself: how many items failed, and of which class they are.
 * Nothing where none did. */
void
swim_closing_append_failed (GString *text, const SwimJobInfo *info, const SwimTally *tally)
{
  guint64 failed = 0;
  const char *separator = ": ";

  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (is_failure (info, i))
      failed += tally->by_status[i];
  if (failed == 0)
    return;
  g_string_append_printf (text, "%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s failed",
                          swim_program_get_name (), failed, tally->total,
                          tally->total == 1 ? info->noun : info->nouns);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (is_failure (info, i) && tally->by_status[i] > 0)
      {
        g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", separator, tally->by_status[i],
                                swim_status_in_words (i));
        separator = ", ";
      }
  g_string_append_c (text, '\n');
}

/* A list without items looks like one of which nothing came. */
void
swim_closing_append_empty (GString *text,
                           const SwimJobInfo *info,
                           const SwimTally *tally,
                           const char *input)
{
  if (tally->total > 0)
    return;
  g_string_append_printf (text, "%s: there is nothing to do: no %s in ", swim_program_get_name (),
                          info->nouns);
  if (input == NULL || strcmp (input, "-") == 0)
    g_string_append (text, input == NULL ? "the list" : "standard input");
  else
    swim_append_printable (text, input);
  g_string_append_c (text, '\n');
}
