/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Charts: curves over two axes. They take numbers and names and know nothing of runs. */
#pragma once

#include "report/svg.h"

G_BEGIN_DECLS

typedef struct
{
  double x;
  double y;
  double lower; /* of its interval; NaN where there is none */
  double upper;
} SwimChartPoint;

typedef struct
{
  char *name;
  char *title;    /* shown when the mouse is over it */
  GArray *points; /* of SwimChartPoint, from left to right */
  guint style;    /* selects colour and dashes; the same for the model of a series */
  gboolean model; /* drawn thin; all models are one entry of the legend */
  gboolean dots;
} SwimChartSeries;

typedef struct
{
  double width;
  double height;
  const char *label; /* for screen readers */
  const char *x_label;
  const char *y_label;
  SwimScale x; /* the coordinates are set by swim_chart_write () */
  SwimScale y;
  char *(*format_x) (double value);
  char *(*format_y) (double value);
  char **x_texts;    /* labels at 0, 1, 2…, owned; NULL: ticks */
  GPtrArray *series; /* of SwimChartSeries */
} SwimChart;

SwimChart *swim_chart_new (const char *label);
void swim_chart_free (SwimChart *chart);
SwimChartSeries *swim_chart_add (SwimChart *chart, const char *name, guint style);
void swim_chart_point (SwimChartSeries *series, double x, double y);
gboolean swim_chart_fit (SwimChart *chart);
void swim_chart_write (SwimChart *chart, SwimMarkup *markup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimChart, swim_chart_free)

G_END_DECLS
