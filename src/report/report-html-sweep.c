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
  guint style = swim_svg_mode_style (mode->name, 0);
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

/* A value at its axis (transfer full), with its unit. */
static char *
format_value (const SwimSweep *sweep, guint index)
{
  double value = g_array_index (sweep->values, double, index);

  if (sweep->parameter->names)
    return g_strdup (sweep->texts[index]);
  if (sweep->parameter->quantity == SWIM_QUANTITY_PERCENT)
    return swim_scale_percent (value / 100);
  if (sweep->parameter->quantity == SWIM_QUANTITY_DURATION)
    return swim_scale_seconds (value);
  return swim_scale_plain (value);
}

/* The values as labels (transfer full). */
static char **
format_values (const SwimSweep *sweep)
{
  char **texts = g_new0 (char *, sweep->values->len + 1);

  for (guint i = 0; i < sweep->values->len; i++)
    texts[i] = format_value (sweep, i);
  return texts;
}

/* The curve of a sweep as a chart (transfer full), or NULL if there is nothing to draw. */
SwimChart *
swim_report_sweep_chart (const SwimSweep *sweep)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("The sweep; the table has the figures.");

  chart->width = 560;
  chart->height = 340;
  chart->y.log = TRUE;
  chart->x_label = sweep->parameter->axis;
  chart->y_label = "wall time (logarithmic)";
  chart->format_x = swim_scale_plain;
  chart->format_y = swim_scale_seconds;
  chart->x_texts = format_values (sweep);
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
                    "Medians with their intervals. The values are evenly spaced.");
  swim_page_scroll (markup, "The sweep");
  swim_chart_write (chart, markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}
