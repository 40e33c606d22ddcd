/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sweeps read again. As of comparisons only what was measured is taken, and what follows from that
 * is worked out anew. */
#include "config.h"

#include "compare/sweep-json.h"

#include "base/json-fields.h"
#include "base/swim-error.h"
#include "compare/comparison-json.h"

/* Its runs are not judged against each other, so that this shows nowhere. */
#define THRESHOLD 0.05

/* What stands at the top of the file. */
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
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its mode is to be \"%s\" here", planned);
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
