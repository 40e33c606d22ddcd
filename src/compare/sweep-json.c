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

/* Its runs are not compared with each other, so that this is not used. */
#define THRESHOLD 0.05

/* What stands at the top of the file, and is written and read alike. */
typedef struct
{
  const char *job;
  const char *parameter;
  guint64 seed;
  guint64 warmup;
} Head;

static const SwimField head_fields[] = { SWIM_FIELD (WORD, Head, job),
                                         SWIM_FIELD (WORD, Head, parameter),
                                         SWIM_FIELD (UNSIGNED, Head, seed),
                                         SWIM_FIELD (UNSIGNED, Head, warmup), SWIM_FIELD_END };

/* The same of a cell. */
typedef struct
{
  const char *mode;
  const char *verdict;
  const char *problem;
} Cell;

static const SwimField cell_fields[] = { SWIM_FIELD (TEXT, Cell, mode),
                                         SWIM_FIELD (TEXT, Cell, verdict),
                                         SWIM_FIELD (TEXT, Cell, problem), SWIM_FIELD_END };

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
  const char *problem = cell->contender->problem;
  /* A cell is not measured against the first, as a verdict on its speed would be. */
  const Cell written = { cell->mode->name,
                         problem != NULL ? swim_verdict_to_string (cell->contender->verdict) : NULL,
                         problem };

  if (sweep->parameter->names)
    json_object_set_string_member (object, "value", swim_sweep_cell_text (sweep, cell));
  else
    swim_json_set_double (object, "value", swim_sweep_cell_value (sweep, cell));
  swim_fields_write (cell_fields, &written, object);
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
  JsonArray *array;

  if (sweep->parameter->names)
    return swim_json_from_strings ((const char *const *) sweep->texts);
  array = json_array_new ();
  for (guint i = 0; i < sweep->values->len; i++)
    json_array_add_double_element (array, g_array_index (sweep->values, double, i));
  return array;
}

/* The cells of each round, by their indices, as they ran. */
static JsonArray *
order_to_json (const SwimSweep *sweep)
{
  const GArray *places = sweep->comparison->places;
  guint n = sweep->cells->len;
  JsonArray *array = json_array_new ();

  for (guint begin = 0; begin + n <= places->len; begin += n)
    {
      JsonArray *row = json_array_new ();

      for (guint i = 0; i < n; i++)
        json_array_add_int_element (row, g_array_index (places, guint, begin + i));
      json_array_add_array_element (array, row);
    }
  return array;
}

/* A concluded sweep as a JSON object (transfer full); @words say what it shows. */
JsonNode *
swim_sweep_to_json (const SwimSweep *sweep, const char *words)
{
  const SwimComparison *comparison = sweep->comparison;
  const Head head = { comparison->job, sweep->parameter->name, comparison->seed,
                      comparison->warmup };
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "format", SWIM_SWEEP_FORMAT);
  json_object_set_int_member (object, "version", SWIM_SWEEP_VERSION);
  swim_fields_write (head_fields, &head, object);
  json_object_set_string_member (object, "unit", sweep->parameter->unit);
  json_object_set_array_member (object, "values", values_to_json (sweep));
  /* The values as they were given. */
  json_object_set_array_member (object, "labels",
                                swim_json_from_strings ((const char *const *) sweep->texts));
  json_object_set_int_member (object, "rounds", comparison->rounds);
  if (swim_stopping_is_auto (&comparison->stopping))
    json_object_set_object_member (object, "auto_rounds",
                                   swim_stopping_to_json (&comparison->stopping, comparison->job));
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

/* A sweep as it is read. */
typedef struct
{
  SwimSweep *sweep;
  GPtrArray *lists;
} Reading;

/* The runs of the next cell of the plan. */
static gboolean
read_cell (JsonNode *node, gpointer data, GError **error)
{
  const Reading *reading = data;
  SwimComparison *comparison = reading->sweep->comparison;
  JsonObject *object = swim_json_to_object (node, error);
  const char *planned;
  Cell cell;
  SwimContender *contender;

  if (object == NULL || !swim_fields_read (cell_fields, &cell, object, error))
    return FALSE;
  planned = swim_sweep_get (reading->sweep, comparison->contenders->len)->mode->name;
  if (g_strcmp0 (cell.mode, planned) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its mode must be “%s” here", planned);
      return FALSE;
    }
  contender = swim_comparison_add (comparison, planned);
  swim_contender_take_problem (contender, cell.verdict, cell.problem);
  return swim_contender_read_rounds (comparison, contender, object, reading->lists, error);
}

static gboolean
read_cells (Reading *reading, JsonObject *object, GError **error)
{
  JsonArray *array = swim_json_get_array (object, "cells", error);
  guint n = reading->sweep->cells->len;

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) == n)
    return swim_json_read_elements (object, "cells", read_cell, reading, error);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "it has %u cells, where its parameter and labels make %u",
               json_array_get_length (array), n);
  return FALSE;
}

/* A round as it ran: each cell once. It is read and not drawn anew from the seed, since how a seed
 * draws has changed and may again. */
static gboolean
read_order_row (JsonNode *node, gpointer data, GError **error)
{
  const Reading *reading = data;
  guint n = reading->sweep->cells->len;
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree gboolean *seen = g_new0 (gboolean, n);
  guint i = 0;

  while (row != NULL && json_array_get_length (row) == n && i < n)
    {
      JsonNode *element = json_array_get_element (row, i);
      gint64 place =
          JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_INT64
              ? json_node_get_int (element)
              : -1;
      guint cell = (guint) CLAMP (place, 0, (gint64) n - 1);

      if (place != (gint64) cell || seen[cell])
        break;
      seen[cell] = TRUE;
      g_array_append_val (reading->sweep->comparison->places, cell);
      i++;
    }
  if (i < n)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "it must have the number of each cell from 0 to %u once", n - 1);
  return i == n;
}

static gboolean
read_order (Reading *reading, JsonObject *object, GError **error)
{
  const SwimComparison *comparison = reading->sweep->comparison;
  guint rounds;

  if (!json_object_has_member (object, "order"))
    return TRUE;
  if (!swim_json_read_elements (object, "order", read_order_row, reading, error))
    return FALSE;
  rounds = comparison->places->len / reading->sweep->cells->len;
  if (rounds == 0 || rounds == comparison->rounds)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "member “order” has %u rounds, and the cells have %u", rounds, comparison->rounds);
  return FALSE;
}

/* How its rounds ended, where their number was not given. */
static gboolean
read_stopping (SwimComparison *comparison, JsonObject *object, GError **error)
{
  JsonObject *found;

  if (!json_object_has_member (object, "auto_rounds"))
    return TRUE;
  found = swim_json_get_object (object, "auto_rounds", error);
  if (found == NULL)
    return FALSE;
  if (swim_stopping_from_json (&comparison->stopping, found, error))
    return TRUE;
  g_prefix_error (error, "member “auto_rounds”: ");
  return FALSE;
}

/* The sweep of a file (transfer full), yet to be concluded with its comparison; @lists as for
 * swim_record_from_json (). The error says what is wrong but not with which file. */
SwimSweep *
swim_sweep_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (SwimSweep) sweep = NULL;
  Head head;
  Reading reading;
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_SWEEP_FORMAT, SWIM_SWEEP_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!swim_fields_read (head_fields, &head, object, error))
    return NULL;
  sweep = plan (&head, object, error);
  if (sweep == NULL)
    return NULL;
  sweep->comparison = swim_comparison_new (head.job);
  sweep->comparison->seed = head.seed;
  sweep->comparison->warmup = (guint) MIN (head.warmup, G_MAXINT);
  sweep->comparison->threshold = THRESHOLD;
  reading = (Reading){ sweep, lists };
  if (!read_cells (&reading, object, error) || !read_order (&reading, object, error)
      || !read_stopping (sweep->comparison, object, error)
      || !swim_comparison_read_contexts (sweep->comparison, object, error))
    return NULL;
  return g_steal_pointer (&sweep);
}
