/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stalls of the loop in words: how long, during which item, and in which call. */
#include "config.h"

#include "base/printable.h"
#include "mode/mode.h"
#include "report/format.h"
#include "report/report.h"

/* For each mode. */
#define STALLS_SHOWN 3

/* Appends text from outside without its control characters, or nothing if it is NULL. */
static void
append_foreign (GString *text, const char *before, const char *foreign, const char *after)
{
  if (foreign == NULL)
    return;
  g_string_append (text, before);
  swim_append_printable (text, foreign);
  g_string_append (text, after);
}

/* A stall in words (transfer full), on one line: how long, when it began, during which item, and
 * why. */
char *
swim_report_stall (const SwimStall *stall)
{
  GString *text = g_string_new (NULL);
  g_autofree char *duration = swim_format_seconds ((double) stall->duration / 1e9);
  g_autofree char *start = swim_format_seconds ((double) stall->start / 1e9);

  g_string_append_printf (text, "%s, at %s", duration, start);
  append_foreign (text, ", during ", stall->subject, "");
  g_string_append_printf (
      text, ": %s%s", swim_cause_in_words (stall->cause),
      stall->cause == SWIM_CAUSE_UNKNOWN ? " (a smaller --stall-ms looks earlier)" : "");
  append_foreign (text, " in ", stall->call, "()");
  append_foreign (text, " on ", stall->fd_target, "");
  return g_string_free (text, FALSE);
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  const SwimStall *x = *(const SwimStall *const *) a;
  const SwimStall *y = *(const SwimStall *const *) b;

  return (x->duration < y->duration) - (x->duration > y->duration);
}

/* The run's stalls, the worst first, of SwimStall (transfer container); the record owns them. */
GPtrArray *
swim_report_worst_stalls (const SwimRecord *record)
{
  GPtrArray *worst = g_ptr_array_new ();

  g_ptr_array_extend (worst, record->loop.worst_stalls, NULL, NULL);
  g_ptr_array_sort (worst, compare_durations);
  return worst;
}

/* Whether the mode blocks the loop for a share of its items at most. Modes that always block it are
 * expected to stall. */
static gboolean
should_not_stall (const SwimContender *contender)
{
  const SwimMode *mode = swim_contender_get_mode (contender);

  return mode == NULL || (mode->traits & SWIM_MODE_BLOCKS_LOOP) == 0
         || (mode->traits & SWIM_MODE_USES_SHARE) != 0;
}

/* The worst stalls in the shown run of each mode, in words (transfer full); none if there is only
 * one, of a mode that blocks its loop, which swim_report_words () tells. */
char **
swim_report_stalls (const SwimComparison *comparison)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gboolean told = FALSE;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      const SwimRecord *record = swim_contender_get_shown (contender);
      g_autoptr (GPtrArray) worst = NULL;

      if (record == NULL || !should_not_stall (contender))
        continue;
      told = told || contender->loop == SWIM_LOOP_BLOCKS;
      worst = swim_report_worst_stalls (record);
      for (guint j = 0; j < MIN (worst->len, STALLS_SHOWN); j++)
        {
          g_autofree char *stall = swim_report_stall (g_ptr_array_index (worst, j));

          g_ptr_array_add (lines, g_strdup_printf ("%s: %s", contender->mode, stall));
        }
    }
  if (lines->len == 1 && told)
    g_ptr_array_set_size (lines, 0);
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_steal (lines, NULL);
}
