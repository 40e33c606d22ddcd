/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as one self-contained HTML page: what follows in one sentence, one large figure, the
 * table, the rest in words, the charts, and where and how it was measured. */
#include "config.h"

#include <string.h>

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

/* Where the first sentence ends: not within parentheses. */
static const char *
find_sentence_end (const char *words)
{
  guint depth = 0;

  for (const char *at = words; *at != '\0'; at++)
    {
      depth += *at == '(' ? 1 : 0;
      depth -= *at == ')' && depth > 0 ? 1 : 0;
      if (*at == '.' && at[1] == ' ' && depth == 0)
        return at + 1;
    }
  return words + strlen (words);
}

/* The first sentence as the headline, above it what was compared, then the figure and the table;
 * the other sentences come after them. */
static void
write_summary (SwimMarkup *markup, const SwimResults *results, const SwimComparison *comparison)
{
  g_auto (SwimReportParts) parts = swim_report_parts_make (results, comparison);
  const char *words = parts.words != NULL ? parts.words : parts.heading;
  const char *end = find_sentence_end (words);
  g_autofree char *headline = g_strndup (words, (gsize) (end - words));

  swim_markup_open_with (markup, "section", "class", "summary");
  if (parts.words != NULL)
    swim_page_paragraph (markup, "what", parts.heading);
  swim_markup_element (markup, "h2", headline);
  if (results->sweep != NULL)
    swim_report_html_sweep (markup, results->sweep);
  else if (!results->single)
    swim_report_html_bars (markup, comparison);
  swim_report_html_curve (markup, comparison);
  swim_page_grid (markup, parts.grid, results->sweep != NULL ? 1 : 0, "Medians over the rounds");
  swim_page_paragraph (markup, "note", parts.offloaded);
  swim_page_paragraph (markup, "more", *end == ' ' ? end + 1 : end);
  swim_page_paragraph (markup, "warning", parts.noise);
  if (results->sweep == NULL)
    write_stalls (markup, comparison);
  swim_markup_close (markup);
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

/* In a wide window the sections of two jobs, or the two sections of one, are side by side. */
static void
write_html (const SwimResults *results, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autofree char *title = make_title (results);
  const GPtrArray *comparisons = results->comparisons;

  swim_page_begin (&markup, file, title, "wide-page");
  swim_markup_open_with (&markup, "div", "class",
                         comparisons->len == 1 ? "results alone" : "results");
  for (guint i = 0; i < comparisons->len; i++)
    write_summary (&markup, results, g_ptr_array_index (comparisons, i));
  for (guint i = 0; i < comparisons->len && results->sweep == NULL; i++)
    swim_report_html_charts (&markup, g_ptr_array_index (comparisons, i), results->single);
  for (guint i = 0; i < comparisons->len; i++)
    swim_page_environment (&markup, g_ptr_array_index (comparisons, i));
  swim_markup_close (&markup);
}

const SwimExportFormat swim_export_html = {
  .name = "html",
  .help = "write an HTML page with the summary, the table and charts",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_html,
  .watch_help = "write an HTML page with the summary, charts, stacks and calls",
  .write_watch = swim_report_html_watch,
};
