/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The charts of the page: speed-ups, and the timeline, latencies and delays of the loop of the run
 * of each mode that is nearest to the median. */
#include "config.h"

#include <stdlib.h>

#include "report/chart.h"
#include "report/format.h"
#include "report/page.h"
#include "report/timeline.h"

#define CURVE_POINTS 200
#define LEAST_DELAY 1e-5 /* probabilities below are not drawn */

static void
write_timeline (SwimMarkup *markup, const SwimComparison *comparison)
{
  swim_page_figure (
      markup, "wide", "Timeline",
      swim_comparison_is_of_commands (comparison)
          ? "The median run of each command, and where its main loop stalled."
          : "A lane for each slot, a bar for each item, of the median run of each mode.");
  swim_page_scroll (markup, "Timeline");
  swim_timeline_write (markup, comparison, 0);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_service (const SwimOutcome *outcome)
{
  return (double) MAX (outcome->finished - outcome->started, 1) / 1e6;
}

static double
get_since_start (const SwimOutcome *outcome)
{
  return (double) MAX (outcome->finished, 1) / 1e6;
}

/* The share of the items that took no longer, at up to CURVE_POINTS of their times. */
static void
add_latencies (SwimChartSeries *series,
               const SwimRecord *record,
               double (*get) (const SwimOutcome *))
{
  guint n = record->outcomes->len;
  g_autofree double *times = g_new (double, n);

  for (guint i = 0; i < n; i++)
    times[i] = get (g_ptr_array_index (record->outcomes, i));
  qsort (times, n, sizeof *times, compare_numbers);
  swim_chart_point (series, times[0], 0);
  for (guint i = 1; i <= MIN (n, CURVE_POINTS); i++)
    {
      guint upto = (guint) ((guint64) i * n / MIN (n, CURVE_POINTS));

      swim_chart_point (series, times[upto - 1], (double) upto / n);
    }
}

static void
add_delays (SwimChartSeries *series, const SwimRecord *record)
{
  for (guint i = 0; i < record->loop.delay_curve->len; i++)
    {
      const SwimDelayPoint *point = &g_array_index (record->loop.delay_curve, SwimDelayPoint, i);

      if (point->probability >= LEAST_DELAY)
        swim_chart_point (series, point->seconds, point->probability);
    }
}

/* A curve for each mode: of the latencies of its items, or with @get NULL of the delays of its
 * loop. */
static void
write_curves (SwimMarkup *markup,
              const SwimComparison *comparison,
              SwimChart *chart,
              double (*get) (const SwimOutcome *),
              const char *note)
{
  chart->x.log = TRUE;
  chart->y.high = 1;
  chart->format_x = swim_scale_seconds;
  chart->format_y = swim_scale_percent;
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      const SwimRecord *record = swim_contender_get_shown (contender);
      guint style = swim_svg_mode_style (contender->mode, i);

      if (record == NULL)
        continue;
      if (get != NULL && record->outcomes != NULL && record->outcomes->len > 0)
        add_latencies (swim_chart_add (chart, contender->mode, style), record, get);
      if (get == NULL && record->loop.delay_curve != NULL && record->loop.delay_curve->len > 0)
        add_delays (swim_chart_add (chart, contender->mode, style), record);
    }
  if (!swim_chart_fit (chart))
    return;
  swim_page_figure (markup, "chart", chart->label, note);
  swim_chart_write (chart, markup);
  swim_markup_close (markup);
}

static void
write_latencies (SwimMarkup *markup,
                 const SwimComparison *comparison,
                 const char *caption,
                 const char *note,
                 double (*get) (const SwimOutcome *))
{
  g_autoptr (SwimChart) chart = swim_chart_new (caption);

  chart->x_label = "time";
  chart->y_label = "items done";
  write_curves (markup, comparison, chart, get, note);
}

static void
write_delays (SwimMarkup *markup, const SwimComparison *comparison)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("Delay of the loop");

  chart->y.log = TRUE;
  chart->y.low = LEAST_DELAY;
  chart->x_label = "wait";
  chart->y_label = "waits longer";
  write_curves (markup, comparison, chart, NULL,
                "The probability that an event waits longer than this for the loop.");
}

/* @single is whether it is one run. */
void
swim_report_html_charts (SwimMarkup *markup, const SwimComparison *comparison, gboolean single)
{
  g_autofree char *heading = g_strdup_printf ("%s in pictures", comparison->job);

  swim_markup_open_with (markup, "section", "class", "pictures");
  swim_markup_element (markup, "h2", heading);
  write_timeline (markup, comparison);
  swim_markup_open_with (markup, "div", "class", "charts");
  if (!single)
    swim_report_html_speedups (markup, comparison);
  write_latencies (markup, comparison, "Latency of service",
                   "From the start of an item to its end.", get_service);
  write_latencies (markup, comparison, "Latency since the start",
                   "From the start of the run to the end of an item.", get_since_start);
  write_delays (markup, comparison);
  swim_markup_close (markup);
  swim_markup_close (markup);
}
