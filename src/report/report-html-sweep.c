/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The curve of a sweep: how long each mode took at each value, and what the model predicts. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/page.h"

static void
add_cell (const SwimSweepCell *cell, double x, SwimChartSeries *series, SwimChartSeries *model)
{
  const SwimSummary *wall = &cell->contender->wall;
  SwimChartPoint point = { x, wall->median, wall->n > 1 ? wall->lower : NAN,
                           wall->n > 1 ? wall->upper : NAN };

  if (wall->n == 0 || !(wall->median > 0))
    return;
  g_array_append_val (series->points, point);
  if (isfinite (cell->model) && cell->model > 0)
    swim_chart_point (model, x, cell->model);
}

/* A series for what was measured of a mode, and one for the model. What does not depend on the
 * value is a level line. */
static void
add_mode (SwimChart *chart, const SwimSweep *sweep, const SwimMode *mode)
{
  guint style = chart->series->len / 2;
  SwimChartSeries *series = swim_chart_add (chart, mode->name, style);
  SwimChartSeries *model = swim_chart_add (chart, mode->name, style);

  series->dots = TRUE;
  model->model = TRUE;
  model->title = g_strconcat (mode->name, ", as the model predicts", NULL);
  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);

      for (gint value = 0; cell->mode == mode && value < (gint) sweep->values->len; value++)
        if (cell->value < 0 || cell->value == value)
          add_cell (cell, value, series, model);
    }
}

/* The curve of a sweep as a chart (transfer full), or NULL if there is nothing to draw. */
SwimChart *
swim_report_sweep_chart (const SwimSweep *sweep)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("The sweep; the table has the figures.");

  chart->width = 560;
  chart->height = 340;
  chart->y.log = TRUE;
  chart->x_label = sweep->parameter->name;
  chart->y_label = "wall time";
  chart->format_x = swim_scale_plain;
  chart->format_y = swim_scale_seconds;
  chart->x_texts = sweep->texts;
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    add_mode (chart, sweep, *mode);
  return swim_chart_fit (chart) ? g_steal_pointer (&chart) : NULL;
}

void
swim_report_html_sweep (SwimMarkup *markup, const SwimSweep *sweep)
{
  g_autoptr (SwimChart) chart = swim_report_sweep_chart (sweep);

  if (chart == NULL)
    return;
  swim_page_figure (markup, "middle", "The sweep",
                    "Medians with their intervals; thin lines are the model, if there is one. The "
                    "values are evenly spaced.");
  swim_page_scroll (markup, "The sweep");
  swim_chart_write (chart, markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}
