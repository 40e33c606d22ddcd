/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons read from JSON. Only what was measured is read: the runs, their order and their
 * context. All other figures are computed from these, so that they cannot contradict them. */
#include "config.h"

#include "compare/comparison-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/swim-error.h"

/* What stands at the top of the file and holds for every comparison in it. */
typedef struct
{
  guint64 seed;
  guint64 warmup;
  double threshold;
} Head;

static const SwimField head_fields[] = { SWIM_FIELD (UNSIGNED, Head, seed),
                                         SWIM_FIELD (UNSIGNED, Head, warmup),
                                         SWIM_FIELD (DOUBLE, Head, threshold), SWIM_FIELD_END };

/* What a result says of itself. */
typedef struct
{
  const char *command;
  const char *job;
  const char *mode;
  const char *verdict;
  const char *problem;
} Result;

static const SwimField result_fields[] = {
  SWIM_FIELD (WORD, Result, command), SWIM_FIELD (WORD, Result, job),
  SWIM_FIELD (WORD, Result, mode),    SWIM_FIELD (WORD, Result, verdict),
  SWIM_FIELD (TEXT, Result, problem), SWIM_FIELD_END
};

/* Where a command of the order belongs. */
typedef struct
{
  SwimComparison *comparison;
  const char *mode;
} Place;

/* A file as it is read. */
typedef struct
{
  GPtrArray *comparisons;
  GHashTable *places; /* of command to Place */
  GPtrArray *lists;   /* as for swim_record_from_json () */
} Reading;

/* The rounds of a mode as they are read. */
typedef struct
{
  SwimContender *contender;
  GPtrArray *lists;
} Rounds;

/* The comparison of that job, made if need be. */
static SwimComparison *
find_comparison (GPtrArray *comparisons, const char *job)
{
  SwimComparison *comparison = swim_comparisons_find (comparisons, job);

  if (comparison != NULL)
    return comparison;
  comparison = swim_comparison_new (job);
  g_ptr_array_add (comparisons, comparison);
  return comparison;
}

/* A run that left no record is null. */
static gboolean
read_run (JsonNode *node, gpointer data, GError **error)
{
  const Rounds *rounds = data;
  g_autoptr (SwimRecord) record = NULL;

  if (!JSON_NODE_HOLDS_NULL (node))
    {
      record = swim_record_from_json (node, rounds->lists, error);
      if (record == NULL)
        return FALSE;
      if (!isfinite (record->wall_seconds) || record->wall_seconds < 0)
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member “wall_seconds” is not a time");
          return FALSE;
        }
    }
  g_ptr_array_add (rounds->contender->records, g_steal_pointer (&record));
  return TRUE;
}

static gboolean
read_exit_code (JsonNode *node, gpointer data, GError **error)
{
  const Rounds *rounds = data;
  int code;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not a whole number");
      return FALSE;
    }
  code = (int) CLAMP (json_node_get_int (node), G_MININT, G_MAXINT);
  g_array_append_val (rounds->contender->exit_codes, code);
  return TRUE;
}

/* Reads the runs of a contender, of which the first was read before, and how they ended; @lists as
 * for swim_record_from_json (). */
gboolean
swim_contender_read_rounds (SwimComparison *comparison,
                            SwimContender *contender,
                            JsonObject *object,
                            GPtrArray *lists,
                            GError **error)
{
  const SwimContender *first = swim_comparison_get (comparison, 0);
  Rounds rounds = { contender, lists };

  if (!swim_json_read_elements (object, "runs", read_run, &rounds, error)
      || !swim_json_read_elements (object, "exit_codes", read_exit_code, &rounds, error))
    return FALSE;
  if (contender->records->len == 0 || contender->records->len != contender->exit_codes->len
      || (contender->records->len != first->records->len && !comparison->in_blocks))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "it has %u runs and %u exit codes, and the baseline has %u runs",
                   contender->records->len, contender->exit_codes->len, first->records->len);
      return FALSE;
    }
  comparison->rounds = MAX (first->records->len, contender->records->len);
  return TRUE;
}

/* Different work is found again by comparing the runs; a failed run may be one that was not kept.
 */
void
swim_contender_take_problem (SwimContender *contender, const char *verdict, const char *problem)
{
  if (g_strcmp0 (verdict, swim_verdict_to_string (SWIM_VERDICT_FAILED)) == 0)
    contender->problem = g_strdup (problem != NULL ? problem : "its process failed");
}

static gboolean
read_result (JsonNode *node, gpointer data, GError **error)
{
  const Reading *reading = data;
  JsonObject *object = swim_json_to_object (node, error);
  Result result;
  SwimComparison *comparison;
  SwimContender *contender;
  JsonObject *parameters;
  Place *place;

  if (object == NULL || !swim_fields_read (result_fields, &result, object, error))
    return FALSE;
  parameters = swim_json_get_object (object, "parameters", error);
  if (parameters == NULL)
    return FALSE;
  comparison = find_comparison (reading->comparisons, result.job);
  comparison->in_blocks = json_object_get_boolean_member_with_default (object, "in_blocks", FALSE);
  contender = swim_comparison_add (comparison, result.mode);
  if (comparison->parameters == NULL && json_object_get_size (parameters) > 0)
    comparison->parameters = json_object_ref (parameters);
  swim_contender_take_problem (contender, result.verdict, result.problem);

  place = g_new (Place, 1);
  place->comparison = comparison;
  place->mode = contender->mode;
  g_hash_table_insert (reading->places, g_strdup (result.command), place);
  return swim_contender_read_rounds (comparison, contender, object, reading->lists, error);
}

/* A round: the commands of the modes of one job, as they ran. */
static gboolean
read_order_row (JsonNode *node, gpointer data, GError **error)
{
  const Reading *reading = data;
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_auto (GStrv) commands = row != NULL ? swim_json_get_strings (row, NULL) : NULL;
  g_autoptr (GStrvBuilder) modes = g_strv_builder_new ();
  SwimComparison *comparison = NULL;

  for (char **command = commands; command != NULL && *command != NULL; command++)
    {
      const Place *place = g_hash_table_lookup (reading->places, *command);

      if (place == NULL || (comparison != NULL && place->comparison != comparison))
        {
          comparison = NULL;
          break;
        }
      comparison = place->comparison;
      g_strv_builder_add (modes, place->mode);
    }
  if (comparison != NULL)
    {
      g_ptr_array_add (comparison->order, g_strv_builder_end (modes));
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not a list of commands of one job");
  return FALSE;
}

/* An object, or null where the machine was not described. */
static gboolean
read_context (JsonObject *object, const char *name, JsonObject **context, GError **error)
{
  JsonObject *found;

  if (json_object_has_member (object, name) && json_object_get_null_member (object, name))
    return TRUE;
  found = swim_json_get_flat (object, name, error);
  if (found != NULL)
    *context = json_object_ref (found);
  return found != NULL;
}

/* Reads where a comparison ran, before and after. */
gboolean
swim_comparison_read_contexts (SwimComparison *comparison, JsonObject *object, GError **error)
{
  return read_context (object, "context", &comparison->context, error)
         && read_context (object, "context_after", &comparison->context_after, error);
}

static gboolean
read_head (GPtrArray *comparisons, JsonObject *object, GError **error)
{
  Head head = { 0 };

  if (!swim_fields_read (head_fields, &head, object, error))
    return FALSE;
  if (!(head.threshold > 0 && head.threshold < 1))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "member “threshold” is not a number between 0 and 1");
      return FALSE;
    }
  for (guint i = 0; i < comparisons->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      comparison->seed = head.seed;
      comparison->warmup = (guint) MIN (head.warmup, G_MAXUINT);
      comparison->threshold = head.threshold;
      if (!swim_comparison_read_contexts (comparison, object, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_stopping (JsonNode *node, gpointer data, GError **error)
{
  const Reading *reading = data;
  JsonObject *object = swim_json_to_object (node, error);
  const char *job;
  SwimComparison *comparison;

  if (object == NULL)
    return FALSE;
  job = json_object_get_string_member_with_default (object, "job", "");
  comparison = swim_comparisons_find (reading->comparisons, job);
  if (comparison != NULL)
    return swim_stopping_from_json (&comparison->stopping, object, error);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its job has no results");
  return FALSE;
}

/* The comparisons of a file (transfer full), of SwimComparison, at least one; @lists as for
 * swim_record_from_json (). They are yet to be concluded: a reader may want another threshold. The
 * error says what is wrong but not with which file. */
GPtrArray *
swim_comparisons_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (GPtrArray) comparisons =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { comparisons, places, lists };
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_COMPARISON_FORMAT, SWIM_COMPARISON_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!swim_json_read_elements (object, "results", read_result, &reading, error))
    return NULL;
  if (comparisons->len == 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it has no results");
      return NULL;
    }
  if (json_object_has_member (object, "auto_rounds")
      && !swim_json_read_elements (object, "auto_rounds", read_stopping, &reading, error))
    return NULL;
  if (!read_head (comparisons, object, error)
      || !swim_json_read_elements (object, "order", read_order_row, &reading, error))
    return NULL;
  return g_steal_pointer (&comparisons);
}
