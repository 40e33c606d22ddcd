/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chart of speed-ups: for each mode a bar from 1 to its median, and over it its interval. */
#include "config.h"

#include "report/swim-chart.h"

#define WIDTH      360.0
#define ROW        38.0
#define MARGIN     8.0
#define AXIS       22.0
#define LOG_FROM   6.0 /* times from the least to the most, from which the axis is logarithmic */
#define NAME       14

static SwimScale
make_scale (GArray *ratios)
{
  SwimScale scale = { .low = 1, .high = 1.2, .from = MARGIN, .to = WIDTH - MARGIN };

  for (guint i = 0; i < ratios->len; i++)
    {
      const SwimChartRatio *ratio = &g_array_index (ratios, SwimChartRatio, i);

      if (!ratio->known)
        continue;
      scale.low = MIN (scale.low, ratio->lower);
      scale.high = MAX (scale.high, ratio->upper);
    }
  scale.log = scale.low > 0 && scale.high / scale.low >= LOG_FROM;
  if (scale.low > 0)
    scale.low = scale.log ? scale.low / 1.15 : MAX (scale.low - (scale.high - scale.low) / 10, 0);
  scale.high = scale.log ? scale.high * 1.1 : scale.high * 1.02;
  return scale;
}

static void
write_axis (const SwimScale *scale, double threshold, double bottom, SwimMarkup *markup)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (scale, 6);
  double least = swim_scale_place (scale, 1 - threshold);
  double most = swim_scale_place (scale, 1 + threshold);
  double one = swim_scale_place (scale, 1);

  swim_svg_rect (markup, least, 0, most - least, bottom);
  swim_markup_attribute (markup, "class", "band");
  swim_markup_close (markup);
  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      double x = swim_scale_place (scale, tick);
      g_autofree char *number = swim_scale_plain (tick);
      g_autofree char *text = g_strconcat (number, "×", NULL);

      swim_svg_line (markup, "grid", x, 0, x, bottom);
      swim_svg_text (markup, CLAMP (x, 18, WIDTH - 18), bottom + 15, SWIM_ANCHOR_MIDDLE, text);
    }
  swim_svg_line (markup, "one", one, 0, one, bottom);
}

static void
write_span (const SwimScale *scale,
            const char *css_class,
            guint style,
            double from,
            double to,
            double y,
            SwimMarkup *markup)
{
  double x1 = swim_scale_place (scale, from);
  double x2 = swim_scale_place (scale, to);

  swim_markup_open (markup, "line");
  swim_svg_series_class (markup, css_class, style);
  swim_markup_number (markup, "x1", x1);
  swim_markup_number (markup, "x2", x2);
  swim_markup_number (markup, "y1", y);
  swim_markup_number (markup, "y2", y);
  swim_markup_close (markup);
}

static void
write_ratio (const SwimScale *scale, const SwimChartRatio *ratio, guint row, SwimMarkup *markup)
{
  double y = row * ROW + 26;
  g_autofree char *name = swim_svg_shorten (ratio->name, NAME);

  swim_svg_text (markup, MARGIN, y - 11, SWIM_ANCHOR_START, name);
  swim_svg_text (markup, WIDTH - MARGIN, y - 11, SWIM_ANCHOR_END, ratio->text);
  if (!ratio->known)
    return;
  swim_markup_open (markup, "g");
  swim_markup_element (markup, "title", ratio->text);
  write_span (scale, "bar", row, 1, ratio->median, y, markup);
  write_span (scale, "whisker", row, ratio->lower, ratio->upper, y, markup);
  swim_markup_open (markup, "circle");
  swim_svg_series_class (markup, "dot", row);
  swim_markup_number (markup, "cx", swim_scale_place (scale, ratio->median));
  swim_markup_number (markup, "cy", y);
  swim_markup_number (markup, "r", 4);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

/* Writes the chart of these SwimChartRatio. Within the threshold around 1 they count as the same. */
void
swim_chart_write_ratios (GArray *ratios, double threshold, const char *label, SwimMarkup *markup)
{
  SwimScale scale = make_scale (ratios);
  double bottom = ratios->len * ROW + 2;

  swim_svg_begin (markup, WIDTH, bottom + AXIS, label);
  write_axis (&scale, threshold, bottom, markup);
  for (guint i = 0; i < ratios->len; i++)
    write_ratio (&scale, &g_array_index (ratios, SwimChartRatio, i), i, markup);
  swim_markup_close (markup);
}
