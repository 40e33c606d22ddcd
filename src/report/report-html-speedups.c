/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chart of speed-ups: for each mode a bar from 1 to its median, and over it its interval. The
 * names are left of the axis and the figures above the bars, so that no grid line crosses them. */
#include "config.h"

#include "report/format.h"
#include "report/page.h"

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

static gboolean
has_speedup (const SwimContender *contender)
{
  return contender->speedup.n > 0 && contender->problem == NULL;
}

static SwimScale
make_scale (const SwimComparison *comparison)
{
  SwimScale scale = { .low = 1, .high = 1.2, .from = LEFT, .to = WIDTH - MARGIN };

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      if (!has_speedup (contender))
        continue;
      scale.low = MIN (scale.low, contender->speedup.lower);
      scale.high = MAX (scale.high, contender->speedup.upper);
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
  double top = row * ROW + FIGURES;
  double bottom = (row + 1) * ROW - GAP;
  double least = swim_scale_place (scale, 1 - threshold);
  double most = swim_scale_place (scale, 1 + threshold);
  double one = swim_scale_place (scale, 1);

  swim_svg_box (markup, "band", least, top, most - least, bottom - top);
  swim_svg_grid (markup, scale, TICKS, top, bottom);
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

      swim_svg_text (markup, MIN (swim_scale_place (scale, tick), WIDTH - 18), y, "middle", text);
    }
}

/* The verdict and the figures (transfer full). */
static char *
describe (const SwimContender *contender)
{
  const SwimSummary *speedup = &contender->speedup;
  const char *verdict = swim_verdict_to_string (contender->verdict);
  g_autofree char *median = swim_format_ratio (speedup->median);
  g_autofree char *range = swim_format_range (speedup->lower, speedup->upper);
  gboolean bad = swim_loop_verdict_is_bad (contender->loop);

  if (!has_speedup (contender) || contender->verdict == SWIM_VERDICT_BASELINE)
    return g_strdup (verdict);
  return g_strdup_printf ("%s%s%s: %s× (%s%s)", verdict, bad ? ", loop " : "",
                          bad ? swim_loop_verdict_to_string (contender->loop) : "", median,
                          speedup->confident ? "95 %: " : "range ", range);
}

static void
write_row (const SwimScale *scale, const SwimContender *contender, guint row, SwimMarkup *markup)
{
  const SwimSummary *speedup = &contender->speedup;
  double top = row * ROW;
  double y = top + (FIGURES + ROW - GAP) / 2;
  double median = swim_scale_place (scale, speedup->median);
  g_autofree char *name = swim_svg_shorten (contender->mode, NAME);
  g_autofree char *text = describe (contender);

  swim_svg_text (markup, MARGIN, y + 4, NULL, name);
  swim_svg_text (markup, WIDTH - MARGIN, top + 12, "end", text);
  if (!has_speedup (contender))
    return;
  swim_svg_begin_series (markup, swim_svg_mode_style (contender->mode, row), text);
  swim_svg_line (markup, "bar", swim_scale_place (scale, 1), y, median, y);
  swim_svg_line (markup, "whisker", swim_scale_place (scale, speedup->lower), y,
                 swim_scale_place (scale, speedup->upper), y);
  swim_svg_dot (markup, median, y, 4);
  swim_markup_close (markup);
}

void
swim_report_html_speedups (SwimMarkup *markup, const SwimComparison *comparison)
{
  SwimScale scale = make_scale (comparison);
  double bottom = comparison->contenders->len * ROW - GAP;
  g_autofree char *title =
      g_strdup_printf ("Speed-up of each %s with its interval; the table has the figures.",
                       swim_comparison_get_noun (comparison));

  swim_page_figure (markup, "chart", "Speed-up",
                    "How many times as fast as the baseline, at 1×; the narrow line is the "
                    "interval.");
  swim_svg_begin (markup, WIDTH, bottom + AXIS, title);
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      write_ground (&scale, comparison->threshold, i, markup);
      write_row (&scale, swim_comparison_get (comparison, i), i, markup);
    }
  write_axis (&scale, bottom + 15, markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}
