/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep as JSON: its values, a cell for each value and mode, and the model where there is one. */
#include "config.h"

#include <math.h>

#include "base/json-fields.h"
#include "compare/comparison-json.h"
#include "compare/rounds.h"
#include "compare/sweep-json.h"

static double
get_throughput (const SwimRecord *record)
{
  return record->throughput_per_sec;
}

static double
get_delay_p50 (const SwimRecord *record)
{
  return record->loop.delay_p50;
}

static double
get_delay_p99 (const SwimRecord *record)
{
  return record->loop.delay_p99;
}

static double
get_delay_max (const SwimRecord *record)
{
  return record->loop.delay_max;
}

static double
get_blocked_seconds (const SwimRecord *record)
{
  return record->loop.blocked_seconds;
}

static double
get_blocked_fraction (const SwimRecord *record)
{
  return record->loop.blocked_fraction;
}

static double
get_utilization (const SwimRecord *record)
{
  return record->loop.utilization;
}

static const struct
{
  const char *name;
  SwimFigure figure;
} loop_figures[] = {
  { "delay_p50", get_delay_p50 },
  { "delay_p99", get_delay_p99 },
  { "delay_max", get_delay_max },
  { "blocked_seconds", get_blocked_seconds },
  { "blocked_fraction", get_blocked_fraction },
  { "utilization", get_utilization },
};

/* The median over the rounds of a figure of each run. */
static void
set_median (JsonObject *object, const char *name, const SwimSweepCell *cell, SwimFigure figure)
{
  SwimSummary summary;

  swim_json_set_double (
      object, name,
      swim_contender_summarize (cell->contender, figure, &summary) ? summary.median : NAN);
}

/* A median with its interval; null where there are no figures. */
static void
set_summary (JsonObject *object, const char *name, const char *middle, const SwimSummary *summary)
{
  JsonObject *member;

  if (summary->n == 0)
    {
      json_object_set_null_member (object, name);
      return;
    }
  member = json_object_new ();
  swim_json_set_double (member, middle, summary->median);
  swim_json_set_double (member, "lower", summary->lower);
  swim_json_set_double (member, "upper", summary->upper);
  json_object_set_boolean_member (member, "confident", summary->confident);
  json_object_set_object_member (object, name, member);
}

/* The arrays with an element a round. */
static void
set_rounds (JsonObject *object, const SwimContender *contender)
{
  JsonArray *times = json_array_new ();
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);

      json_array_add_int_element (codes, g_array_index (contender->exit_codes, int, i));
      if (record != NULL)
        json_array_add_double_element (times, record->wall_seconds);
      else
        json_array_add_null_element (times);
    }
  json_object_set_array_member (object, "times", times);
  json_object_set_array_member (object, "exit_codes", codes);
}

static JsonObject *
cell_to_json (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  JsonObject *object = json_object_new ();
  JsonObject *loop = json_object_new ();

  swim_json_set_double (object, "value", swim_sweep_cell_value (sweep, cell));
  json_object_set_string_member (object, "mode", cell->mode->name);
  json_object_set_int_member (object, "reference", cell->reference);
  set_summary (object, "wall", "median", &cell->contender->wall);
  set_rounds (object, cell->contender);
  set_summary (object, "ratio", "estimate", &cell->speedup);
  set_median (object, "throughput_per_sec", cell, get_throughput);
  for (guint i = 0; i < G_N_ELEMENTS (loop_figures); i++)
    set_median (loop, loop_figures[i].name, cell, loop_figures[i].figure);
  json_object_set_object_member (object, "loop", loop);
  json_object_set_int_member (object, "blocking_calls", (gint64) cell->blocking_calls);
  swim_json_set_double (object, "model", cell->model);
  set_summary (object, "lost", "estimate", &cell->lost);
  /* The cells are measured against others than the first, so that no other verdict is about them.
   */
  swim_json_set_string (
      object, "verdict",
      cell->contender->problem != NULL ? swim_verdict_to_string (cell->contender->verdict) : NULL);
  swim_json_set_string (object, "problem", cell->contender->problem);
  json_object_set_array_member (object, "runs",
                                swim_contender_runs_to_json (cell->contender, NULL));
  return object;
}

static JsonArray *
cells_to_json (const SwimSweep *sweep)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < sweep->cells->len; i++)
    json_array_add_object_element (array, cell_to_json (sweep, swim_sweep_get (sweep, i)));
  return array;
}

static JsonArray *
values_to_json (const SwimSweep *sweep)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < sweep->values->len; i++)
    json_array_add_double_element (array, g_array_index (sweep->values, double, i));
  return array;
}

/* The values as they were given. */
static JsonArray *
labels_to_json (const SwimSweep *sweep)
{
  JsonArray *array = json_array_new ();

  for (char **text = sweep->texts; *text != NULL; text++)
    json_array_add_string_element (array, *text);
  return array;
}

/* The cells of each round, by their indices, as they ran. */
static JsonArray *
order_to_json (const SwimSweep *sweep)
{
  const SwimComparison *comparison = sweep->comparison;
  guint n = sweep->cells->len;
  g_autofree guint *order = g_new (guint, n);
  JsonArray *array = json_array_new ();

  for (guint round = 0; round < comparison->rounds; round++)
    {
      JsonArray *row = json_array_new ();

      swim_rounds_order (n, comparison->warmup + round, comparison->seed, order);
      for (guint i = 0; i < n; i++)
        json_array_add_int_element (row, order[i]);
      json_array_add_array_element (array, row);
    }
  return array;
}

static void
set_context (JsonObject *object, const char *name, JsonObject *context)
{
  if (context != NULL)
    json_object_set_object_member (object, name, json_object_ref (context));
  else
    json_object_set_null_member (object, name);
}

/* A concluded sweep as a JSON object (transfer full); @words say what it shows. */
JsonNode *
swim_sweep_to_json (const SwimSweep *sweep, const char *words)
{
  const SwimComparison *comparison = sweep->comparison;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "format", SWIM_SWEEP_FORMAT);
  json_object_set_int_member (object, "version", SWIM_SWEEP_VERSION);
  json_object_set_string_member (object, "job", comparison->job);
  json_object_set_string_member (object, "parameter", sweep->parameter->name);
  json_object_set_string_member (object, "unit", sweep->parameter->unit);
  json_object_set_array_member (object, "values", values_to_json (sweep));
  json_object_set_array_member (object, "labels", labels_to_json (sweep));
  json_object_set_int_member (object, "seed", (gint64) comparison->seed);
  json_object_set_int_member (object, "rounds", comparison->rounds);
  json_object_set_int_member (object, "warmup", comparison->warmup);
  json_object_set_array_member (object, "cells", cells_to_json (sweep));
  swim_json_set_double (object, "mean_blocking_seconds", sweep->mean_blocking_seconds);
  json_object_set_string_member (object, "words", words);
  json_object_set_array_member (object, "order", order_to_json (sweep));
  set_context (object, "context", comparison->context);
  set_context (object, "context_after", comparison->context_after);
  json_node_take_object (node, object);
  return node;
}
