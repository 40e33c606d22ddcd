/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The curve of a sweep: how long each mode took at each value, and what the model predicts. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/page.h"

/* The mode's series, made if there is none yet. */
static SwimChartSeries *
find_series (SwimChart *chart, const char *name, gboolean model, guint style)
{
  SwimChartSeries *series;

  for (guint i = 0; i < chart->series->len; i++)
    {
      series = g_ptr_array_index (chart->series, i);
      if (series->model == model && g_str_equal (series->name, name))
        return series;
    }
  series = swim_chart_add (chart, name, style);
  series->model = model;
  series->dots = !model;
  if (model)
    series->title = g_strconcat (name, ", as the model predicts", NULL);
  return series;
}

static guint
count_modes (const SwimChart *chart)
{
  guint n = 0;

  for (guint i = 0; i < chart->series->len; i++)
    n += !((SwimChartSeries *) chart->series->pdata[i])->model;
  return n;
}

static void
add_cell (SwimChart *chart, const SwimSweepCell *cell, double x)
{
  const SwimSummary *wall = &cell->contender->wall;
  SwimChartPoint point = { x, wall->median, wall->n > 1 ? wall->lower : NAN,
                           wall->n > 1 ? wall->upper : NAN };
  SwimChartSeries *series;

  if (wall->n == 0 || !(wall->median > 0))
    return;
  series = find_series (chart, cell->mode->name, FALSE, count_modes (chart));
  g_array_append_val (series->points, point);
  if (isfinite (cell->model) && cell->model > 0)
    swim_chart_point (find_series (chart, cell->mode->name, TRUE, series->style), x, cell->model);
}

/* A mode that does not depend on the value is a level line. */
static void
add_cells (SwimChart *chart, const SwimSweep *sweep)
{
  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);

      for (gint value = 0; value < (gint) sweep->values->len; value++)
        if (cell->value < 0 || cell->value == value)
          add_cell (chart, cell, value);
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
  add_cells (chart, sweep);
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
