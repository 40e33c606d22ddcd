/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The curve of commands in which a value is varied: how long each took with each value. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/page.h"

/* The name and value of what was varied in a run; NULL where nothing was. */
static const char *
find_parameter (const SwimContender *contender, const char **value)
{
  const SwimRecord *record = swim_contender_get_first (contender);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (record == NULL || record->context == NULL)
    return NULL;
  json_object_iter_init (&iter, record->context);
  while (json_object_iter_next (&iter, &name, &node))
    if (g_str_has_prefix (name, SWIM_PARAMETER_MEMBER) && JSON_NODE_HOLDS_VALUE (node)
        && (*value = json_node_get_string (node)) != NULL)
      return name + strlen (SWIM_PARAMETER_MEMBER);
  return NULL;
}

/* The command before the value was put in. Other programs' results do not tell that. */
static const char *
find_template (const SwimContender *contender)
{
  const SwimRecord *record = swim_contender_get_first (contender);

  return json_object_get_string_member_with_default (record->context, SWIM_TEMPLATE_MEMBER, NULL);
}

static SwimChartSeries *
find_series (SwimChart *chart, const char *name)
{
  SwimChartSeries *series;

  for (guint i = 0; i < chart->series->len; i++)
    {
      series = g_ptr_array_index (chart->series, i);
      if (strcmp (series->name, name) == 0)
        return series;
    }
  series = swim_chart_add (chart, name, chart->series->len);
  series->dots = TRUE;
  return series;
}

/* The place of a value at the axis, where it is added if it is new. */
static guint
find_place (GPtrArray *values, const char *value)
{
  guint place;

  if (g_ptr_array_find_with_equal_func (values, value, g_str_equal, &place))
    return place;
  g_ptr_array_add (values, g_strdup (value));
  return values->len - 1;
}

static void
add_contender (SwimChart *chart, GPtrArray *values, const SwimContender *contender)
{
  const SwimSummary *wall = &contender->wall;
  const char *value = NULL;
  const char *parameter = find_parameter (contender, &value);
  const char *template = parameter != NULL ? find_template (contender) : NULL;
  SwimChartPoint point = { 0, wall->median, wall->n > 1 ? wall->lower : NAN,
                           wall->n > 1 ? wall->upper : NAN };

  if (template == NULL || wall->n == 0 || !(wall->median > 0))
    return;
  chart->x_label = parameter;
  point.x = find_place (values, value);
  g_array_append_val (find_series (chart, template)->points, point);
}

void
swim_report_html_curve (SwimMarkup *markup, const SwimComparison *comparison)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("The curve; the table has the figures.");
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; i < comparison->contenders->len; i++)
    add_contender (chart, values, swim_comparison_get (comparison, i));
  chart->width = 560;
  chart->height = 340;
  chart->y_label = "wall time";
  chart->format_x = swim_scale_plain;
  chart->format_y = swim_scale_seconds;
  g_ptr_array_add (values, NULL);
  chart->x_texts = (char **) g_ptr_array_steal (values, NULL);
  if (chart->x_label == NULL || chart->x_texts[1] == NULL || !swim_chart_fit (chart))
    return;
  swim_page_figure (markup, "middle", "The curve",
                    "Medians with their intervals. The values are evenly spaced.");
  swim_page_scroll (markup, "The curve");
  swim_chart_write (chart, markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}
