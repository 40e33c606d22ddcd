/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes, or the curve of a sweep, as an SVG file. */
#include "config.h"

#include "report/export.h"
#include "report/page.h"
#include "report/report.h"
#include "report/timeline.h"
#include "report/watch.h"

#define HEADING 36.0

static void
write_timelines (GPtrArray *comparisons, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  double height = 0;
  double y = 0;

  for (guint i = 0; i < comparisons->len; i++)
    height += HEADING + swim_timeline_height (g_ptr_array_index (comparisons, i));
  swim_svg_begin_file (&markup, file, SWIM_TIMELINE_WIDTH, height, "swimlane: timelines");
  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);
      g_autofree char *heading = swim_report_heading (comparison);

      swim_svg_text (&markup, 8, y + 22, NULL, heading);
      swim_timeline_write (&markup, comparison, y + HEADING);
      y += HEADING + swim_timeline_height (comparison);
    }
}

/* A sweep keeps no items: its picture is the curve. */
static void
write_curve (const SwimSweep *sweep, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autoptr (SwimChart) chart = swim_report_sweep_chart (sweep);

  swim_svg_begin_file (&markup, file, chart != NULL ? chart->width : 1,
                       chart != NULL ? chart->height : 1, "swimlane: sweep");
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

static void
write_watch_svg (const SwimWatchReport *report, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autofree char *heading = swim_watch_heading (report);
  g_autofree char *shown = swim_svg_shorten (heading, 130);

  swim_svg_begin_file (&markup, file, SWIM_TIMELINE_WIDTH,
                       HEADING + swim_watch_timeline_height (report), "swimlane: watch");
  swim_svg_text (&markup, 8, 22, NULL, shown);
  swim_watch_timeline_write (&markup, report, HEADING);
}

const SwimExportFormat swim_export_svg = {
  .name = "svg",
  .help = "draw the timelines, or the curve of a sweep, as SVG",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_svg,
  .watch_help = "draw the loops and their stalls over time as SVG",
  .write_watch = write_watch_svg,
};
