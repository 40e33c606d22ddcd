/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chart of speed-ups: for each mode a bar from 1 to its median, and over it its interval. The
 * names are left of the axis and the figures above the bars, so that no grid line crosses them. */
#include "config.h"

#include "report/chart.h"

#define WIDTH 360.0
#define LEFT 116.0 /* where the axis begins, right of the names */
#define ROW 42.0
#define FIGURES 16.0 /* height of the figures above a bar */
#define GAP 6.0      /* below a bar */
#define MARGIN 8.0
#define AXIS 22.0
#define LOG_FROM 6.0 /* highest / lowest value from which the axis is logarithmic */
#define TICKS 5
#define NAME 14 /* letters of a name that are shown */

static SwimScale
make_scale (GArray *ratios)
{
  SwimScale scale = { .low = 1, .high = 1.2, .from = LEFT, .to = WIDTH - MARGIN };

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

/* Behind the bar of a row: the band within which modes count as the same, and the grid. */
static void
write_ground (const SwimScale *scale, double threshold, guint row, SwimMarkup *markup)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (scale, TICKS);
  double top = row * ROW + FIGURES;
  double bottom = (row + 1) * ROW - GAP;
  double least = swim_scale_place (scale, 1 - threshold);
  double most = swim_scale_place (scale, 1 + threshold);
  double one = swim_scale_place (scale, 1);

  swim_svg_box (markup, "band", least, top, most - least, bottom - top);
  for (guint i = 0; i < ticks->len; i++)
    {
      double x = swim_scale_place (scale, g_array_index (ticks, double, i));

      swim_svg_line (markup, "grid", x, top, x, bottom);
    }
  swim_svg_line (markup, "one", one, top, one, bottom);
}

static void
write_axis (const SwimScale *scale, double y, SwimMarkup *markup)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (scale, TICKS);

  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      g_autofree char *number = swim_scale_plain (tick);
      g_autofree char *text = g_strconcat (number, "×", NULL);

      swim_svg_text (markup, MIN (swim_scale_place (scale, tick), WIDTH - 18), y,
                     SWIM_ANCHOR_MIDDLE, text);
    }
}

static void
write_ratio (const SwimScale *scale, const SwimChartRatio *ratio, guint row, SwimMarkup *markup)
{
  double top = row * ROW;
  double y = top + (FIGURES + ROW - GAP) / 2;
  double median = swim_scale_place (scale, ratio->median);
  g_autofree char *name = swim_svg_shorten (ratio->name, NAME);

  swim_svg_text (markup, MARGIN, y + 4, SWIM_ANCHOR_START, name);
  swim_svg_text (markup, WIDTH - MARGIN, top + 12, SWIM_ANCHOR_END, ratio->text);
  if (!ratio->known)
    return;
  swim_svg_begin_series (markup, row, ratio->text);
  swim_svg_line (markup, "bar", swim_scale_place (scale, 1), y, median, y);
  swim_svg_line (markup, "whisker", swim_scale_place (scale, ratio->lower), y,
                 swim_scale_place (scale, ratio->upper), y);
  swim_svg_dot (markup, median, y, 4);
  swim_markup_close (markup);
}

/* Writes the chart of these SwimChartRatio. Those within the threshold around 1 count as the same.
 */
void
swim_chart_write_ratios (GArray *ratios, double threshold, const char *label, SwimMarkup *markup)
{
  SwimScale scale = make_scale (ratios);
  double bottom = ratios->len * ROW - GAP;

  swim_svg_begin (markup, WIDTH, bottom + AXIS, label);
  for (guint i = 0; i < ratios->len; i++)
    {
      write_ground (&scale, threshold, i, markup);
      write_ratio (&scale, &g_array_index (ratios, SwimChartRatio, i), i, markup);
    }
  write_axis (&scale, bottom + 15, markup);
  swim_markup_close (markup);
}
