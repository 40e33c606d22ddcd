/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as Markdown, to be pasted into an issue: the same heading, table and words as on a
 * terminal. Text from outside is escaped. */
#include "config.h"

#include <string.h>

#include "report/export.h"
#include "report/report.h"
#include "report/watch.h"

/* The special characters of Markdown; CommonMark takes each literally after a backslash. */
#define SPECIAL "\\`*_{}[]<>#|~&$"

static void
write_escaped (const char *text, FILE *file)
{
  for (; *text != '\0'; text++)
    {
      if (strchr (SPECIAL, *text) != NULL)
        putc ('\\', file);
      putc ((guchar) *text < 0x20 ? ' ' : *text, file);
    }
}

static void
write_paragraph (const char *text, FILE *file)
{
  if (text == NULL || *text == '\0')
    return;
  putc ('\n', file);
  write_escaped (text, file);
  putc ('\n', file);
}

static void
write_grid (const SwimGrid *grid, FILE *file)
{
  guint n = grid->columns->len;

  for (guint i = 0; i < n; i++)
    {
      fputs (i == 0 ? "| " : " | ", file);
      write_escaped (g_array_index (grid->columns, SwimGridColumn, i).heading, file);
    }
  fputs (" |\n", file);
  for (guint i = 0; i < n; i++)
    fputs (g_array_index (grid->columns, SwimGridColumn, i).left ? "| :--- " : "| ---: ", file);
  fputs ("|\n", file);
  for (guint row = 0; row < swim_grid_count_rows (grid); row++)
    {
      for (guint i = 0; i < n; i++)
        {
          fputs (i == 0 ? "| " : " | ", file);
          write_escaped (swim_grid_get (grid, row, i)->text, file);
        }
      fputs (" |\n", file);
    }
}

static const char *
get_text (JsonObject *context, const char *name)
{
  return json_object_get_string_member_with_default (context, name, "unknown");
}

/* Where and when it was measured: figures mean little without it. */
static void
write_context (JsonObject *context, FILE *file)
{
  gint64 cpus = json_object_get_int_member_with_default (context, "cpus", 0);
  g_autofree char *text = g_strdup_printf (
      "swimlane %s, %s, %s, %" G_GINT64_FORMAT " %s, %s", get_text (context, "swimlane"),
      get_text (context, "kernel"), get_text (context, "machine"), cpus, cpus == 1 ? "CPU" : "CPUs",
      get_text (context, "date"));

  write_paragraph (text, file);
}

static void
write_comparison (const SwimResults *results, const SwimComparison *comparison, FILE *file)
{
  g_auto (SwimReportParts) parts = swim_report_parts_make (results, comparison);

  fputs ("### ", file);
  write_escaped (parts.heading, file);
  fputs ("\n\n", file);
  write_grid (parts.grid, file);
  write_paragraph (parts.words, file);
  write_paragraph (parts.noise, file);
  write_paragraph (parts.offloaded, file);
  if (comparison->context != NULL)
    write_context (comparison->context, file);
}

static void
write_markdown (const SwimResults *results, FILE *file)
{
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      if (i > 0)
        putc ('\n', file);
      write_comparison (results, g_ptr_array_index (results->comparisons, i), file);
    }
}

/* Writes nothing if the table has no rows. */
static void
write_section (const char *title, const SwimGrid *grid, FILE *file)
{
  if (swim_grid_count_rows (grid) == 0)
    return;
  fprintf (file, "\n%s:\n\n", title);
  write_grid (grid, file);
}

static void
write_item (const char *text, FILE *file)
{
  fputs ("- ", file);
  write_escaped (text, file);
  putc ('\n', file);
}

static void
write_watch_stalls (const SwimWatchReport *report, FILE *file)
{
  guint shown = MIN (report->stalls->len, SWIM_WATCH_STALLS_SHOWN);

  if (shown > 0)
    fputs ("\nThe longest stalls:\n\n", file);
  for (guint i = 0; i < shown; i++)
    {
      g_autofree char *words =
          swim_watch_stall_in_words (report, g_ptr_array_index (report->stalls, i));

      write_item (words, file);
    }
}

static void
write_watch_markdown (const SwimWatchReport *report, FILE *file)
{
  g_autofree char *heading = swim_watch_heading (report);
  g_autofree char *words = swim_watch_words (report);
  g_auto (GStrv) remarks = swim_watch_remarks (report);
  g_autoptr (SwimGrid) loops = swim_watch_loops_grid (report, SWIM_WATCH_WIDE);
  g_autoptr (SwimGrid) calls =
      swim_watch_calls_grid (report, SWIM_WATCH_WIDE, SWIM_WATCH_CALLS_SHOWN);
  g_autoptr (SwimGrid) what_if = swim_watch_what_if_grid (report, SWIM_WATCH_WIDE);

  fputs ("### ", file);
  write_escaped (heading, file);
  putc ('\n', file);
  write_paragraph (words, file);
  write_section ("How long an event waits that arrives at a random moment", loops, file);
  write_watch_stalls (report, file);
  write_section ("Calls on the loops that may block", calls, file);
  write_section ("If these calls were given to threads, at best", what_if, file);
  if (remarks[0] != NULL)
    putc ('\n', file);
  for (char **remark = remarks; *remark != NULL; remark++)
    write_item (*remark, file);
  if (report->context != NULL)
    write_context (report->context, file);
}

const SwimExportFormat swim_export_markdown = {
  .name = "markdown",
  .help = "write the table and the summary as Markdown",
  .flags = SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_markdown,
  .watch_help = "write the summary and the tables as Markdown",
  .write_watch = write_watch_markdown,
};
