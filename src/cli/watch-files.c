/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/watch-files.h"

#include <stdio.h>
#include <unistd.h>

#include "base/printable.h"
#include "program/exit.h"
#include "program/output.h"
#include "program/show.h"
#include "report/watch.h"

/* The gates of the conditions, of SwimWatchGate (transfer full). */
GPtrArray *
swim_watch_gates_parse (char **conditions, GError **error)
{
  g_autoptr (GPtrArray) gates =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_watch_gate_free);

  for (char **text = conditions; text != NULL && *text != NULL; text++)
    {
      SwimWatchGate *gate = swim_watch_gate_parse (*text, error);

      if (gate == NULL)
        return NULL;
      g_ptr_array_add (gates, gate);
    }
  return g_steal_pointer (&gates);
}

/* Whether the report passes all of them; those that fail are printed. */
gboolean
swim_watch_gates_pass (const GPtrArray *gates, const SwimWatchReport *report)
{
  gboolean passed = TRUE;

  for (guint i = 0; i < gates->len; i++)
    {
      g_autofree char *failure = NULL;
      g_autofree char *message = NULL;

      if (swim_watch_gate_check (g_ptr_array_index (gates, i), report, &failure))
        continue;
      message = swim_printable (failure);
      fprintf (stderr, "%s: a gate failed: %s\n", swim_program_get_name (), message);
      passed = FALSE;
    }
  return passed;
}

/* Prints the report; @wide: however wide its tables become. */
void
swim_watch_show (const SwimWatchReport *report, gboolean wide, gboolean color)
{
  guint width = swim_output_get_width (STDOUT_FILENO);
  g_autofree char *text =
      swim_report_watch (report, wide ? MAX (width, SWIM_WATCH_WIDE) : width, color);

  fputs (text, stdout);
}

/* Prints what became of the one before; @files are the names of both. */
void
swim_watch_show_change (char **files,
                        const SwimWatchReport *before,
                        const SwimWatchReport *after,
                        gboolean color)
{
  g_autofree char *heading =
      g_strdup_printf ("before: %s (%s)\nafter:  %s (%s)", files[0],
                       before->started != NULL ? before->started : "no date", files[1],
                       after->started != NULL ? after->started : "no date");
  g_autoptr (SwimGrid) grid = swim_watch_change_grid (before, after);
  g_autofree char *words = swim_watch_change_words (before, after);
  g_autofree char *table = NULL;

  swim_grid_make_compact (grid);
  table = swim_grid_print (grid, swim_output_get_width (STDOUT_FILENO), "  ", color);
  swim_show_wrapped (words, 0);
  putchar ('\n');
  swim_show_lines (heading);
  if (swim_grid_count_rows (grid) > 0)
    printf ("\n%s\n", table);
}
