/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons as JSON. comparison-json-read.c reads only the runs back: all other figures follow
 * from these, and those in the file are not trusted. */
#include "config.h"

#include "compare/comparison-json.h"

#include <math.h>
#include <string.h>

#include "base/json-fields.h"
#include "compare/measurements-json.h"
#include "compare/metric.h"

static double
median_of (const SwimContender *contender, const char *metric)
{
  return swim_metric_get (swim_metric_lookup (metric), contender);
}

static char *
name_command (const SwimComparison *comparison, const char *mode, gboolean several)
{
  return several ? g_strdup_printf ("%s %s", comparison->job, mode) : g_strdup (mode);
}

/* A figure of each run; null where there is none. */
static JsonArray *
figures_to_json (const SwimContender *contender, const SwimFigure *figure)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);
      double value = record != NULL ? swim_figure_read (figure, record) : NAN;

      if (!isfinite (value))
        json_array_add_null_element (array);
      else if (figure->type == SWIM_FIELD_DOUBLE)
        json_array_add_double_element (array, value);
      else
        json_array_add_int_element (array, (gint64) value);
    }
  return array;
}

/* The arrays with an element a round. */
void
swim_contender_rounds_to_json (const SwimContender *contender, JsonObject *object)
{
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < contender->exit_codes->len; i++)
    json_array_add_int_element (codes, g_array_index (contender->exit_codes, int, i));
  json_object_set_array_member (object, "times",
                                figures_to_json (contender, &swim_metric_lookup ("wall")->figure));
  json_object_set_array_member (object, "exit_codes", codes);
}

/* The runs, each as a record; at most one of them has the outcomes of single items. */
JsonArray *
swim_contender_runs_to_json (const SwimContender *contender, GHashTable *outcomes)
{
  JsonArray *runs = json_array_new ();

  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);
      JsonNode *node =
          record != NULL ? swim_record_to_json (record, outcomes) : json_node_new (JSON_NODE_NULL);

      json_array_add_element (runs, node);
    }
  return runs;
}

static void
set_details (JsonObject *object, const SwimContender *contender)
{
  static const char *const members[] = { "items",   "statuses", "bytes", "digest",
                                         "latency", "loop",     "usage", "offloaded" };
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autoptr (JsonNode) node = record != NULL ? swim_record_to_json (record, NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (node != NULL)
      json_object_set_member (
          object, members[i],
          json_node_copy (json_object_get_member (json_node_get_object (node), members[i])));
    else
      json_object_set_null_member (object, members[i]);
}

/* An estimate with its interval (transfer full). */
static JsonObject *
estimate_to_json (const SwimSummary *summary)
{
  JsonObject *object = json_object_new ();
  gboolean any = summary->n > 0;

  swim_json_set_double (object, "estimate", any ? summary->median : NAN);
  swim_json_set_double (object, "lower", any ? summary->lower : NAN);
  swim_json_set_double (object, "upper", any ? summary->upper : NAN);
  json_object_set_boolean_member (object, "confident", summary->confident);
  return object;
}

/* What was varied, by name, as hyperfine's scripts look for it (transfer full). */
static JsonObject *
parameters_to_json (const SwimComparison *comparison, const SwimContender *contender)
{
  const SwimRecord *record = swim_contender_get_first (contender);
  JsonObject *object;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!contender->is_command)
    return comparison->parameters != NULL ? json_object_ref (comparison->parameters)
                                          : json_object_new ();
  object = json_object_new ();
  if (record == NULL || record->context == NULL)
    return object;
  json_object_iter_init (&iter, record->context);
  while (json_object_iter_next (&iter, &name, &node))
    if (g_str_has_prefix (name, SWIM_PARAMETER_MEMBER))
      json_object_set_member (object, name + strlen (SWIM_PARAMETER_MEMBER), json_node_copy (node));
  return object;
}

static JsonObject *
result_to_json (const SwimComparison *comparison,
                const SwimContender *contender,
                gboolean several,
                GHashTable *outcomes)
{
  JsonObject *object = json_object_new ();
  g_autofree char *command = name_command (comparison, contender->mode, several);

  json_object_set_string_member (object, "command", command);
  json_object_set_string_member (object, "job", comparison->job);
  json_object_set_string_member (object, "mode", contender->mode);
  if (comparison->in_blocks)
    json_object_set_boolean_member (object, "in_blocks", TRUE);
  swim_summary_to_json (&contender->wall, object);
  swim_json_set_double (object, "user", median_of (contender, "cpu.user"));
  swim_json_set_double (object, "system", median_of (contender, "cpu.system"));
  swim_contender_rounds_to_json (contender, object);
  json_object_set_array_member (object, "memory_usage_byte",
                                figures_to_json (contender, &swim_metric_lookup ("rss")->figure));
  swim_measurements_to_json (contender, object);
  json_object_set_object_member (object, "parameters", parameters_to_json (comparison, contender));
  swim_json_set_double (object, "throughput_per_sec", median_of (contender, "throughput"));
  set_details (object, contender);
  json_object_set_string_member (object, "verdict", swim_verdict_to_string (contender->verdict));
  swim_json_set_string (object, "loop_verdict", swim_loop_verdict_to_string (contender->loop));
  if (contender->lost.n > 0)
    json_object_set_object_member (object, "lost", estimate_to_json (&contender->lost));
  swim_json_set_string (object, "problem", contender->problem);
  json_object_set_array_member (object, "runs", swim_contender_runs_to_json (contender, outcomes));
  return object;
}

static JsonObject *
verdict_to_json (const SwimComparison *comparison, const SwimContender *contender)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "job", comparison->job);
  json_object_set_string_member (object, "baseline", swim_comparison_get (comparison, 0)->mode);
  json_object_set_string_member (object, "contender", contender->mode);
  json_object_set_string_member (object, "metric", "wall_seconds");
  json_object_set_object_member (object, "ratio", estimate_to_json (&contender->speedup));
  json_object_set_string_member (object, "verdict", swim_verdict_to_string (contender->verdict));
  return object;
}

static JsonArray *
order_row_to_json (const SwimComparison *comparison, char **modes, gboolean several)
{
  JsonArray *row = json_array_new ();

  for (; *modes != NULL; modes++)
    {
      g_autofree char *command = name_command (comparison, *modes, several);

      json_array_add_string_element (row, command);
    }
  return row;
}

static void
add_comparison (const SwimComparison *comparison,
                gboolean several,
                GHashTable *outcomes,
                JsonArray *results,
                JsonArray *comparisons,
                JsonArray *order)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      json_array_add_object_element (results,
                                     result_to_json (comparison, contender, several, outcomes));
      if (i > 0)
        json_array_add_object_element (comparisons, verdict_to_json (comparison, contender));
    }
  for (guint i = 0; i < comparison->order->len; i++)
    json_array_add_array_element (
        order, order_row_to_json (comparison, g_ptr_array_index (comparison->order, i), several));
}

static void
set_context (JsonObject *object, const char *name, JsonObject *context)
{
  if (context != NULL)
    json_object_set_object_member (object, name, json_object_ref (context));
  else
    json_object_set_null_member (object, name);
}

/* Where and when it was measured: before the first, and after the last. */
void
swim_comparison_write_contexts (const SwimComparison *first,
                                const SwimComparison *last,
                                JsonObject *object)
{
  set_context (object, "context", first->context);
  set_context (object, "context_after", last->context_after);
}

/* How the rounds of each comparison ended, where their number was not given. */
static void
write_stopping (GPtrArray *comparisons, JsonObject *object)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      if (swim_stopping_is_auto (&comparison->stopping))
        json_array_add_object_element (
            array, swim_stopping_to_json (&comparison->stopping, comparison->job));
    }
  if (json_array_get_length (array) > 0)
    json_object_set_array_member (object, "auto_rounds", g_steal_pointer (&array));
}

/* Concluded comparisons, at least one, as one JSON object (transfer full); @outcomes as for
 * swim_record_to_json (). */
JsonNode *
swim_comparisons_to_json (GPtrArray *comparisons, GHashTable *outcomes)
{
  const SwimComparison *first = g_ptr_array_index (comparisons, 0);
  const SwimComparison *last = g_ptr_array_index (comparisons, comparisons->len - 1);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *results = json_array_new ();
  JsonArray *verdicts = json_array_new ();
  JsonArray *order = json_array_new ();

  for (guint i = 0; i < comparisons->len; i++)
    add_comparison (g_ptr_array_index (comparisons, i), comparisons->len > 1, outcomes, results,
                    verdicts, order);
  json_object_set_string_member (object, "format", SWIM_COMPARISON_FORMAT);
  json_object_set_int_member (object, "version", SWIM_COMPARISON_VERSION);
  json_object_set_int_member (object, "seed", (gint64) first->seed);
  json_object_set_int_member (object, "warmup", first->warmup);
  json_object_set_string_member (object, "baseline", swim_comparison_get (first, 0)->mode);
  json_object_set_double_member (object, "threshold", first->threshold);
  json_object_set_array_member (object, "results", results);
  json_object_set_array_member (object, "comparisons", verdicts);
  json_object_set_array_member (object, "order", order);
  write_stopping (comparisons, object);
  swim_comparison_write_contexts (first, last, object);
  json_node_take_object (node, object);
  return node;
}
