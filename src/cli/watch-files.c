/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/watch-files.h"

#include <stdio.h>
#include <unistd.h>

#include "program/output.h"
#include "program/show.h"
#include "report/watch.h"

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
