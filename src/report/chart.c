/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/chart.h"

#include <math.h>

#define LEFT 58.0
#define RIGHT 10.0
#define FOOT 38.0
#define ROW 17.0 /* of the legend */
#define FONT 12.0
#define SWATCH 26.0
#define LEGEND_LEFT 4.0
#define TICK_ROOM 58.0 /* width of a label at the x axis */

static void
free_series (gpointer data)
{
  SwimChartSeries *series = data;

  g_free (series->name);
  g_free (series->title);
  g_array_unref (series->points);
  g_free (series);
}

SwimChart *
swim_chart_new (const char *label)
{
  SwimChart *self = g_new0 (SwimChart, 1);

  self->width = 360;
  self->height = 250;
  self->label = label;
  self->series = g_ptr_array_new_with_free_func (free_series);
  return self;
}

void
swim_chart_free (SwimChart *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->series);
  g_strfreev (self->x_texts);
  g_free (self);
}

SwimChartSeries *
swim_chart_add (SwimChart *self, const char *name, guint style)
{
  SwimChartSeries *series = g_new0 (SwimChartSeries, 1);

  series->name = g_strdup (name);
  series->style = style;
  series->points = g_array_new (FALSE, FALSE, sizeof (SwimChartPoint));
  g_ptr_array_add (self->series, series);
  return series;
}

void
swim_chart_point (SwimChartSeries *series, double x, double y)
{
  SwimChartPoint point = { x, y, NAN, NAN };

  g_array_append_val (series->points, point);
}

/* @any is whether the axis shows a value so far: one that shows nothing but 0 does, too. */
static void
widen (SwimScale *scale, gboolean *any, double value)
{
  if (!isfinite (value) || (scale->log && value <= 0))
    return;
  scale->low = *any ? MIN (scale->low, value) : value;
  scale->high = *any ? MAX (scale->high, value) : value;
  *any = TRUE;
}

static void
widen_empty (SwimScale *scale)
{
  if (scale->high > scale->low)
    return;
  scale->low = scale->log ? scale->low / 2 : scale->low;
  scale->high = scale->log ? scale->high * 2 : scale->high + 1;
}

/* Widens the axes to show all points; the caller may have set what they show in any case. FALSE if
 * there are no points. */
gboolean
swim_chart_fit (SwimChart *self)
{
  gboolean any_x = self->x.low != 0 || self->x.high != 0;
  gboolean any_y = self->y.low != 0 || self->y.high != 0;
  guint n = 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      const SwimChartSeries *series = g_ptr_array_index (self->series, i);

      for (guint j = 0; j < series->points->len; j++)
        {
          const SwimChartPoint *point = &g_array_index (series->points, SwimChartPoint, j);

          widen (&self->x, &any_x, point->x);
          widen (&self->y, &any_y, point->y);
          widen (&self->y, &any_y, point->lower);
          widen (&self->y, &any_y, point->upper);
          n++;
        }
    }
  widen_empty (&self->x);
  widen_empty (&self->y);
  return n > 0 && (!self->x.log || self->x.low > 0) && (!self->y.log || self->y.low > 0);
}

typedef struct
{
  double x; /* where the next entry begins */
  double y; /* the base line of its row */
} Legend;

/* A line and its name, in the next row if this one has no room. */
static void
write_entry (const SwimChart *self,
             SwimMarkup *markup,
             Legend *legend,
             const char *css_class,
             const char *line_class,
             const char *full_name)
{
  double most = (self->width - LEGEND_LEFT - SWATCH) / swim_svg_text_width ("m", FONT);
  g_autofree char *name = swim_svg_shorten (full_name, (guint) most);
  double room = SWATCH + swim_svg_text_width (name, FONT) + 10;
  g_autoptr (GString) swatch = g_string_new (NULL);

  if (legend->x + room > self->width && legend->x > LEGEND_LEFT)
    {
      legend->x = LEGEND_LEFT;
      legend->y += ROW;
    }
  swim_markup_append_numbers (swatch, "M# #h22", legend->x, legend->y - 4);
  swim_markup_open_with (markup, "g", "class", css_class);
  swim_svg_path (markup, line_class, swatch->str);
  swim_markup_close (markup);
  swim_svg_text (markup, legend->x + SWATCH, legend->y, NULL, name);
  legend->x += room;
}

/* The names with their lines, in as many rows as they need. Returns the height. */
static double
write_legend (const SwimChart *self, SwimMarkup *markup)
{
  Legend legend = { LEGEND_LEFT, 12 };
  gboolean modelled = FALSE;

  for (guint i = 0; i < self->series->len; i++)
    {
      const SwimChartSeries *series = g_ptr_array_index (self->series, i);
      g_autofree char *css_class = swim_svg_series_class (series->style);

      if (series->points->len > 0 && !series->model)
        write_entry (self, markup, &legend, css_class, "line", series->name);
      modelled |= series->points->len > 0 && series->model;
    }
  if (modelled)
    write_entry (self, markup, &legend, "any", "line model", "model");
  return legend.y + 10;
}

/* Labels of a logarithmic axis may come close: then only the line is drawn. */
static void
write_y_axis (const SwimChart *self, SwimMarkup *markup)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (&self->y, 6);
  double last = INFINITY;

  swim_svg_text (markup, 4, self->y.to - 10, NULL, self->y_label);
  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      double y = swim_scale_place (&self->y, tick);
      g_autofree char *text = self->format_y (tick);

      swim_svg_line (markup, "grid", LEFT, y, self->width - RIGHT, y);
      if (last - y < FONT + 1)
        continue;
      swim_svg_text (markup, LEFT - 5, y + 4, "end", text);
      last = y;
    }
}

/* @end is where the last label ends; one that would reach into it is left out. */
static void
write_x_tick (const SwimChart *self,
              double value,
              const char *text,
              double *end,
              SwimMarkup *markup)
{
  double x = swim_scale_place (&self->x, value);
  double half = swim_svg_text_width (text, FONT) / 2;
  double middle = CLAMP (x, LEFT - 6 + half, self->width - half);

  swim_svg_line (markup, "grid", x, self->y.to, x, self->y.from);
  if (middle - half < *end)
    return;
  swim_svg_text (markup, middle, self->y.from + 16, "middle", text);
  *end = middle + half;
}

static void
write_x_axis (const SwimChart *self, SwimMarkup *markup)
{
  guint most = (guint) ((self->x.to - self->x.from) / TICK_ROOM);
  g_autoptr (GArray) ticks = swim_scale_ticks (&self->x, most);
  guint n = self->x_texts != NULL ? g_strv_length (self->x_texts) : 0;
  guint every = MAX (n / MAX (most, 1), 1);
  double end = 0;

  for (guint i = 0; i < n; i += every)
    write_x_tick (self, i, self->x_texts[i], &end, markup);
  for (guint i = 0; self->x_texts == NULL && i < ticks->len; i++)
    {
      g_autofree char *text = self->format_x (g_array_index (ticks, double, i));

      write_x_tick (self, g_array_index (ticks, double, i), text, &end, markup);
    }
  swim_svg_text (markup, self->width - RIGHT, self->height - 5, "end", self->x_label);
}

static void
write_dots (const SwimChart *self, const SwimChartSeries *series, SwimMarkup *markup)
{
  for (guint i = 0; i < series->points->len; i++)
    {
      const SwimChartPoint *point = &g_array_index (series->points, SwimChartPoint, i);
      double x = swim_scale_place (&self->x, point->x);

      if (isfinite (point->lower))
        swim_svg_line (markup, "whisker", x, swim_scale_place (&self->y, point->lower), x,
                       swim_scale_place (&self->y, point->upper));
      swim_svg_dot (markup, x, swim_scale_place (&self->y, point->y), 3);
    }
}

static void
write_series (const SwimChart *self, const SwimChartSeries *series, SwimMarkup *markup)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = 0; i < series->points->len; i++)
    {
      const SwimChartPoint *point = &g_array_index (series->points, SwimChartPoint, i);

      swim_markup_append_numbers (path, i == 0 ? "M# #" : "L# #",
                                  swim_scale_place (&self->x, point->x),
                                  swim_scale_place (&self->y, point->y));
    }
  if (path->len == 0)
    return;
  swim_svg_begin_series (markup, series->style,
                         series->title != NULL ? series->title : series->name);
  swim_svg_path (markup, series->model ? "line model" : "line", path->str);
  if (series->dots)
    write_dots (self, series, markup);
  swim_markup_close (markup);
}

/* Writes the chart; call swim_chart_fit () before. */
void
swim_chart_write (SwimChart *self, SwimMarkup *markup)
{
  swim_svg_begin (markup, self->width, self->height, self->label);
  self->y.to = write_legend (self, markup) + 22;
  self->y.from = self->height - FOOT;
  self->x.from = LEFT;
  self->x.to = self->width - RIGHT;
  write_y_axis (self, markup);
  write_x_axis (self, markup);
  for (guint i = 0; i < self->series->len; i++)
    write_series (self, g_ptr_array_index (self->series, i), markup);
  swim_markup_close (markup);
}
