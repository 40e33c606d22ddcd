/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as Markdown, to be pasted into an issue: the same heading, table and words as on a
 * terminal. What comes from outside stands there as text, whatever it holds. */
#include "config.h"

#include <string.h>

#include "report/export.h"
#include "report/report.h"

/* What means something in Markdown; of these CommonMark takes each by a backslash for itself. */
#define SPECIAL "\\`*_{}[]<>#|~&$"

/* The columns of a table that is wide enough for all but the rarest. */
#define WIDTH 200

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
write_heading (const char *text, FILE *file)
{
  fputs ("### ", file);
  write_escaped (text, file);
  fputs ("\n\n", file);
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
context_text (JsonObject *context, const char *name)
{
  const char *text =
      context != NULL ? json_object_get_string_member_with_default (context, name, NULL) : NULL;

  return text != NULL ? text : "unknown";
}

/* Where and when, without which figures are worth little. */
static void
write_context (JsonObject *context, FILE *file)
{
  g_autofree char *text = NULL;
  gint64 cpus = context != NULL ? json_object_get_int_member_with_default (context, "cpus", 0) : 0;

  if (context == NULL)
    return;
  text = g_strdup_printf ("swimlane %s, %s, %s, %" G_GINT64_FORMAT " %s, %s",
                          context_text (context, "swimlane"), context_text (context, "kernel"),
                          context_text (context, "machine"), cpus, cpus == 1 ? "CPU" : "CPUs",
                          context_text (context, "date"));
  write_paragraph (text, file);
}

static void
write_comparison (const SwimComparison *comparison, gboolean single, FILE *file)
{
  g_autofree char *heading = swim_report_heading (comparison);
  g_autoptr (SwimGrid) grid = swim_report_grid (comparison->contenders, WIDTH, FALSE);
  g_autofree char *words = single ? NULL : swim_report_words (comparison);
  g_autofree char *noise = single ? NULL : swim_report_noise (comparison);

  write_heading (heading, file);
  write_grid (grid, file);
  write_paragraph (words, file);
  write_paragraph (noise, file);
  write_context (comparison->context, file);
}

static void
write_sweep (const SwimSweep *sweep, FILE *file)
{
  g_autofree char *heading = swim_report_sweep_heading (sweep);
  g_autoptr (SwimGrid) grid = swim_report_sweep_grid (sweep, WIDTH);
  g_autofree char *words = swim_report_sweep_words (sweep);
  g_autofree char *noise = swim_report_noise (sweep->comparison);

  write_heading (heading, file);
  write_grid (grid, file);
  write_paragraph (words, file);
  write_paragraph (noise, file);
  write_context (sweep->comparison->context, file);
}

static void
write_markdown (const SwimResults *results, FILE *file)
{
  if (results->sweep != NULL)
    {
      write_sweep (results->sweep, file);
      return;
    }
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      if (i > 0)
        putc ('\n', file);
      write_comparison (g_ptr_array_index (results->comparisons, i), results->single, file);
    }
}

const SwimExportFormat swim_export_markdown = {
  .name = "markdown",
  .help = "write the table and the summary as Markdown",
  .flags = SWIM_EXPORT_SWEEPS,
  .write = write_markdown,
};
