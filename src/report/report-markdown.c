/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as Markdown, to be pasted into an issue: the same heading, table and words as on a
 * terminal. Text from outside is escaped. */
#include "config.h"

#include <string.h>

#include "report/export.h"
#include "report/report.h"

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

const SwimExportFormat swim_export_markdown = {
  .name = "markdown",
  .help = "write the table and the summary as Markdown",
  .flags = SWIM_EXPORT_SWEEPS,
  .write = write_markdown,
};
