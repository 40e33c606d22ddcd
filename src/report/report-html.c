/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as one self-contained HTML page: the verdicts in words first, then the table, the
 * charts, and where and how it was measured. */
#include "config.h"

#include "report/export.h"
#include "report/page.h"

static void
write_stalls (SwimMarkup *markup, const SwimComparison *comparison)
{
  g_auto (GStrv) stalls = swim_report_stalls (comparison);

  if (stalls[0] == NULL)
    return;
  swim_markup_element (markup, "h3", "Longest stalls of the loop");
  swim_markup_open (markup, "ul");
  for (char **stall = stalls; *stall != NULL; stall++)
    swim_markup_element (markup, "li", *stall);
  swim_markup_close (markup);
}

static void
write_comparison (SwimMarkup *markup, const SwimResults *results, const SwimComparison *comparison)
{
  g_auto (SwimReportParts) parts = swim_report_parts_make (results, comparison);

  swim_markup_element (markup, "h2", parts.heading);
  swim_page_paragraph (markup, "verdict", parts.words);
  swim_page_paragraph (markup, "warning", parts.noise);
  if (results->sweep != NULL)
    swim_report_html_sweep (markup, results->sweep);
  swim_page_grid (markup, parts.grid, results->sweep != NULL ? 1 : 0, "Medians over the rounds");
  if (results->sweep == NULL)
    write_stalls (markup, comparison);
}

static char *
make_title (const SwimResults *results)
{
  GString *title = g_string_new ("swimlane");

  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      g_string_append_printf (title, "%s%s", i == 0 ? ": " : ", ", comparison->job);
    }
  return g_string_free (title, FALSE);
}

static void
write_html (const SwimResults *results, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autofree char *title = make_title (results);

  swim_page_begin (&markup, file, title);
  for (guint i = 0; i < results->comparisons->len; i++)
    write_comparison (&markup, results, g_ptr_array_index (results->comparisons, i));
  for (guint i = 0; i < results->comparisons->len && results->sweep == NULL; i++)
    swim_report_html_charts (&markup, g_ptr_array_index (results->comparisons, i), results->single);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      swim_markup_element (&markup, "h2", ((SwimComparison *) results->comparisons->pdata[i])->job);
      swim_page_environment (&markup, g_ptr_array_index (results->comparisons, i));
    }
}

const SwimExportFormat swim_export_html = {
  .name = "html",
  .help = "write an HTML page with the summary, the table and charts",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_html,
  .watch_help = "write an HTML page with the summary, charts, stacks and calls",
  .write_watch = swim_report_html_watch,
};
