/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes as an SVG file of their own. */
#include "config.h"

#include "report/swim-export.h"
#include "report/swim-report.h"
#include "report/swim-style.h"
#include "report/swim-timeline.h"

#define HEADING 36.0

static void
write_svg (const SwimResults *results, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  double height = 0;
  double y = 0;

  swim_markup_init (&markup, file);
  for (guint i = 0; i < results->comparisons->len; i++)
    height += HEADING + swim_timeline_height (g_ptr_array_index (results->comparisons, i));
  fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", file);
  swim_svg_begin (&markup, SWIM_TIMELINE_WIDTH, height, "swimlane: timelines");
  swim_markup_attribute (&markup, "xml:lang", "en");
  swim_markup_element (&markup, "title", "swimlane");
  swim_markup_element (&markup, "style", swim_style_pictures);
  swim_svg_rect (&markup, 0, 0, SWIM_TIMELINE_WIDTH, height);
  swim_markup_attribute (&markup, "class", "ground");
  swim_markup_close (&markup);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);
      g_autofree char *heading = swim_report_heading (comparison);

      swim_svg_text (&markup, 8, y + 22, SWIM_ANCHOR_START, heading);
      swim_timeline_write (&markup, comparison, i, y + HEADING);
      y += HEADING + swim_timeline_height (comparison);
    }
}

const SwimExportFormat swim_export_svg = {
  .name = "svg",
  .help = "draw the timelines as a picture",
  .flags = SWIM_EXPORT_OUTCOMES,
  .write = write_svg,
};
