/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep as JSON, both ways: its values, a cell for each value and mode, and the model where there
 * is one. As of comparisons only what was measured is read; what follows from it is worked out
 * anew. */
#include "config.h"

#include "compare/sweep-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/swim-error.h"
#include "compare/comparison-json.h"
#include "compare/rounds.h"

/* Its runs are not compared with each other, so that this is not used. */
#define THRESHOLD 0.05

/* What stands at the top of the file, and is written and read alike. */
typedef struct
{
  char *job;
  char *parameter;
  guint64 seed;
  guint64 warmup;
} Head;

static const SwimField head_fields[] = { { "job", SWIM_FIELD_STRING, offsetof (Head, job) },
                                         { "parameter", SWIM_FIELD_STRING,
                                           offsetof (Head, parameter) },
                                         { "seed", SWIM_FIELD_UNSIGNED, offsetof (Head, seed) },
                                         { "warmup", SWIM_FIELD_UNSIGNED, offsetof (Head, warmup) },
                                         SWIM_FIELD_END };

static void
head_clear (Head *head)
{
  g_free (head->job);
  g_free (head->parameter);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

/* The same of a cell. */
typedef struct
{
  char *mode;
  char *verdict;
  char *problem;
} Cell;

static const SwimField cell_fields[] = { { "mode", SWIM_FIELD_STRING, offsetof (Cell, mode) },
                                         { "verdict", SWIM_FIELD_STRING, offsetof (Cell, verdict) },
                                         { "problem", SWIM_FIELD_STRING, offsetof (Cell, problem) },
                                         SWIM_FIELD_END };

static void
cell_clear (Cell *cell)
{
  g_free (cell->mode);
  g_free (cell->verdict);
  g_free (cell->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cell, cell_clear)

/* Medians over the rounds; only written. */
#define OF_LOOP(field) \
  { \
#field, TRUE, SWIM_FIGURE(SwimRecord, DOUBLE, loop.field) \
  }

static const struct
{
  const char *name;
  gboolean of_loop; /* in the object "loop" */
  SwimFigure figure;
} medians[] = {
  { "throughput_per_sec", FALSE, SWIM_FIGURE (SwimRecord, DOUBLE, throughput_per_sec) },
  OF_LOOP (delay_p50),
  OF_LOOP (delay_p99),
  OF_LOOP (delay_max),
  OF_LOOP (blocked_seconds),
  OF_LOOP (blocked_fraction),
  OF_LOOP (utilization),
};

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

static JsonObject *
cell_to_json (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  JsonObject *object = json_object_new ();
  JsonObject *loop = json_object_new ();
  char *problem = cell->contender->problem;
  /* A cell is not measured against the first, as a verdict on its speed would be. */
  const Cell said = { (char *) cell->mode->name,
                      problem != NULL ? (char *) swim_verdict_to_string (cell->contender->verdict)
                                      : NULL,
                      problem };

  swim_json_set_double (object, "value", swim_sweep_cell_value (sweep, cell));
  swim_fields_write (cell_fields, &said, object);
  json_object_set_int_member (object, "reference", cell->reference);
  set_summary (object, "wall", "median", &cell->contender->wall);
  swim_contender_rounds_to_json (cell->contender, object);
  set_summary (object, "ratio", "estimate", &cell->speedup);
  for (guint i = 0; i < G_N_ELEMENTS (medians); i++)
    swim_json_set_double (medians[i].of_loop ? loop : object, medians[i].name,
                          swim_contender_get_median (cell->contender, &medians[i].figure));
  json_object_set_object_member (object, "loop", loop);
  json_object_set_int_member (object, "blocking_calls", (gint64) cell->blocking_calls);
  swim_json_set_double (object, "model", cell->model);
  set_summary (object, "lost", "estimate", &cell->lost);
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

/* A concluded sweep as a JSON object (transfer full); @words say what it shows. */
JsonNode *
swim_sweep_to_json (const SwimSweep *sweep, const char *words)
{
  const SwimComparison *comparison = sweep->comparison;
  const Head head = { comparison->job, (char *) sweep->parameter->name, comparison->seed,
                      comparison->warmup };
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "format", SWIM_SWEEP_FORMAT);
  json_object_set_int_member (object, "version", SWIM_SWEEP_VERSION);
  swim_fields_write (head_fields, &head, object);
  json_object_set_string_member (object, "unit", sweep->parameter->unit);
  json_object_set_array_member (object, "values", values_to_json (sweep));
  json_object_set_array_member (object, "labels", labels_to_json (sweep));
  json_object_set_int_member (object, "rounds", comparison->rounds);
  json_object_set_array_member (object, "cells", cells_to_json (sweep));
  swim_json_set_double (object, "mean_blocking_seconds", sweep->mean_blocking_seconds);
  json_object_set_string_member (object, "words", words);
  json_object_set_array_member (object, "order", order_to_json (sweep));
  swim_comparison_write_contexts (comparison, comparison, object);
  json_node_take_object (node, object);
  return node;
}

/* The cells as they are planned for the parameter and its values. */
static SwimSweep *
plan (const Head *head, JsonObject *object, GError **error)
{
  JsonArray *labels = swim_json_get_array (object, "labels", error);
  g_auto (GStrv) texts = labels != NULL ? swim_json_get_strings (labels, error) : NULL;
  g_autofree char *values = NULL;
  g_autofree char *vary = NULL;
  g_autoptr (GError) problem = NULL;
  SwimSweep *sweep;

  if (texts == NULL)
    return NULL;
  values = g_strjoinv (",", texts);
  vary = g_strdup_printf ("%s:%s", head->parameter, values);
  sweep = swim_sweep_new (vary, &problem);
  if (sweep == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "its parameter and labels would be no --vary: %s", problem->message);
  return sweep;
}

/* The runs of the next cell of the plan. */
static gboolean
read_cell (SwimSweep *sweep, JsonObject *object, GPtrArray *lists, GError **error)
{
  SwimComparison *comparison = sweep->comparison;
  const char *planned = swim_sweep_get (sweep, comparison->contenders->len)->mode->name;
  g_auto (Cell) cell = { 0 };
  SwimContender *contender;

  if (!swim_fields_read (cell_fields, &cell, object, error))
    return FALSE;
  if (g_strcmp0 (cell.mode, planned) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its mode must be “%s” here", planned);
      return FALSE;
    }
  contender = swim_comparison_add (comparison, planned);
  swim_contender_take_problem (contender, cell.verdict, cell.problem);
  return swim_contender_read_rounds (comparison, contender, object, lists, error);
}

static gboolean
read_cells (SwimSweep *sweep, JsonObject *object, GPtrArray *lists, GError **error)
{
  JsonArray *array = swim_json_get_array (object, "cells", error);
  guint n = sweep->cells->len;

  if (array != NULL && json_array_get_length (array) != n)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "it has %u cells, where its parameter and labels make %u",
                   json_array_get_length (array), n);
      return FALSE;
    }
  for (guint i = 0; array != NULL && i < n; i++)
    {
      JsonObject *cell = swim_json_get_element (array, i, error);

      if (cell != NULL && read_cell (sweep, cell, lists, error))
        continue;
      g_prefix_error (error, "cells[%u]: ", i);
      return FALSE;
    }
  return array != NULL;
}

/* The sweep of a file (transfer full), yet to be concluded with its comparison; @lists as for
 * swim_record_from_json (). The error says what is wrong but not with which file. */
SwimSweep *
swim_sweep_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (SwimSweep) sweep = NULL;
  g_auto (Head) head = { 0 };
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_SWEEP_FORMAT, SWIM_SWEEP_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!swim_fields_read (head_fields, &head, object, error))
    return NULL;
  if (!swim_json_is_word (head.job) || !swim_json_is_word (head.parameter))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its job and parameter must be words");
      return NULL;
    }
  sweep = plan (&head, object, error);
  if (sweep == NULL)
    return NULL;
  sweep->comparison = swim_comparison_new (head.job);
  sweep->comparison->seed = head.seed;
  sweep->comparison->warmup = (guint) MIN (head.warmup, G_MAXINT);
  sweep->comparison->threshold = THRESHOLD;
  if (!read_cells (sweep, object, lists, error)
      || !swim_comparison_read_contexts (sweep->comparison, object, error))
    return NULL;
  return g_steal_pointer (&sweep);
}
