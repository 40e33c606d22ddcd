/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes, or the curve of a sweep, as an SVG file. */
#include "config.h"

#include "base/data.h"
#include "report/export.h"
#include "report/page.h"
#include "report/report.h"
#include "report/timeline.h"

#define HEADING 36.0

/* Writes the beginning of the file, up to its first picture. */
static void
begin_svg (SwimMarkup *markup, FILE *file, double width, double height, const char *label)
{
  g_autofree char *style = swim_data_load ("style/pictures.css");

  swim_markup_init (markup, file);
  fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", file);
  swim_svg_begin (markup, width, height, label);
  swim_markup_attribute (markup, "xml:lang", "en");
  swim_markup_element (markup, "title", "swimlane");
  swim_markup_element (markup, "style", style);
  swim_svg_box (markup, "ground", 0, 0, width, height);
}

static void
write_timelines (GPtrArray *comparisons, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  double height = 0;
  double y = 0;

  for (guint i = 0; i < comparisons->len; i++)
    height += HEADING + swim_timeline_height (g_ptr_array_index (comparisons, i));
  begin_svg (&markup, file, SWIM_TIMELINE_WIDTH, height, "swimlane: timelines");
  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);
      g_autofree char *heading = swim_report_heading (comparison);

      swim_svg_text (&markup, 8, y + 22, NULL, heading);
      swim_timeline_write (&markup, comparison, i, y + HEADING);
      y += HEADING + swim_timeline_height (comparison);
    }
}

/* A sweep keeps no items: its picture is the curve. */
static void
write_curve (const SwimSweep *sweep, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autoptr (SwimChart) chart = swim_report_sweep_chart (sweep);

  begin_svg (&markup, file, chart != NULL ? chart->width : 1, chart != NULL ? chart->height : 1,
             "swimlane: sweep");
  if (chart != NULL)
    swim_chart_write (chart, &markup);
}

static void
write_svg (const SwimResults *results, FILE *file)
{
  if (results->sweep != NULL)
    write_curve (results->sweep, file);
  else
    write_timelines (results->comparisons, file);
}

const SwimExportFormat swim_export_svg = {
  .name = "svg",
  .help = "draw the timelines, or the curve of a sweep, as SVG",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_SWEEPS,
  .write = write_svg,
};
