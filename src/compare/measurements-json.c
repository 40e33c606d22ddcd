/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/measurements-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "compare/metric.h"

static const struct
{
  const char *name;
  const char *unit;
  const char *metric; /* what we call it */
} metrics[] = {
  { "time_wall_clock", "second", "wall" },
  { "time_user", "second", "cpu.user" },
  { "time_system", "second", "cpu.system" },
  { "memory_peak_resident", "byte", "rss" },
};

static JsonObject *
measurement_to_json (const SwimRecord *record, int exit_code)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      double value = swim_figure_read (&swim_metric_lookup (metrics[i].metric)->figure, record);
      JsonObject *metric;

      if (!isfinite (value))
        continue;
      metric = json_object_new ();
      json_object_set_double_member (metric, "value", value);
      json_object_set_string_member (metric, "unit", metrics[i].unit);
      json_object_set_object_member (object, metrics[i].name, metric);
    }
  json_object_set_int_member (object, "exit_code", exit_code);
  return object;
}

/* Adds what both forms of hyperfine have of a figure, as members; null where no run has it. */
void
swim_summary_to_json (const SwimSummary *summary, JsonObject *object)
{
  gboolean any = summary->n > 0;

  swim_json_set_double (object, "mean", any ? summary->mean : NAN);
  swim_json_set_double (object, "stddev", summary->n > 1 ? summary->stddev : NAN);
  swim_json_set_double (object, "median", any ? summary->median : NAN);
  swim_json_set_double (object, "min", any ? summary->min : NAN);
  swim_json_set_double (object, "max", any ? summary->max : NAN);
}

static JsonObject *
metric_to_json (const SwimSummary *summary, const char *unit)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "unit", unit);
  json_object_set_int_member (object, "count", summary->n);
  swim_summary_to_json (summary, object);
  return object;
}

/* Adds both as members. A run that left no record is in neither. */
void
swim_measurements_to_json (const SwimContender *contender, JsonObject *object)
{
  JsonArray *measurements = json_array_new ();
  JsonObject *summaries = json_object_new ();
  SwimSummary summary;

  for (guint i = 0; i < contender->records->len; i++)
    if (g_ptr_array_index (contender->records, i) != NULL)
      json_array_add_object_element (
          measurements, measurement_to_json (g_ptr_array_index (contender->records, i),
                                             g_array_index (contender->exit_codes, int, i)));
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    if (swim_contender_summarize (contender, &swim_metric_lookup (metrics[i].metric)->figure,
                                  &summary))
      json_object_set_object_member (summaries, metrics[i].name,
                                     metric_to_json (&summary, metrics[i].unit));
  json_object_set_object_member (object, "summary", summaries);
  json_object_set_array_member (object, "measurements", measurements);
}
