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

static const SwimField head_fields[] = { { "seed", SWIM_FIELD_UNSIGNED, offsetof (Head, seed) },
                                         { "warmup", SWIM_FIELD_UNSIGNED, offsetof (Head, warmup) },
                                         { "threshold", SWIM_FIELD_DOUBLE,
                                           offsetof (Head, threshold) },
                                         SWIM_FIELD_END };

/* What a result says of itself. */
typedef struct
{
  char *command;
  char *job;
  char *mode;
  char *verdict;
  char *problem;
} Result;

static const SwimField result_fields[] = {
  { "command", SWIM_FIELD_STRING, offsetof (Result, command) },
  { "job", SWIM_FIELD_STRING, offsetof (Result, job) },
  { "mode", SWIM_FIELD_STRING, offsetof (Result, mode) },
  { "verdict", SWIM_FIELD_STRING, offsetof (Result, verdict) },
  { "problem", SWIM_FIELD_STRING, offsetof (Result, problem) },
  SWIM_FIELD_END
};

static void
result_clear (Result *result)
{
  g_free (result->command);
  g_free (result->job);
  g_free (result->mode);
  g_free (result->verdict);
  g_free (result->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* Where a command of the order belongs. */
typedef struct
{
  SwimComparison *comparison;
  const char *mode;
} Place;

static gboolean
check_result (const Result *result, GError **error)
{
  if (swim_json_is_word (result->command) && swim_json_is_word (result->job)
      && swim_json_is_word (result->mode) && result->verdict != NULL)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "its command, job, mode and verdict must be words");
  return FALSE;
}

/* The comparison of that job, made if need be. */
static SwimComparison *
find_comparison (GPtrArray *comparisons, const char *job)
{
  SwimComparison *comparison;

  for (guint i = 0; i < comparisons->len; i++)
    {
      comparison = g_ptr_array_index (comparisons, i);
      if (g_strcmp0 (comparison->job, job) == 0)
        return comparison;
    }
  comparison = swim_comparison_new (job);
  g_ptr_array_add (comparisons, comparison);
  return comparison;
}

/* A run that left no record is null. */
static gboolean
read_run (SwimContender *contender, JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (SwimRecord) record = NULL;

  if (!JSON_NODE_HOLDS_NULL (node))
    {
      record = swim_record_from_json (node, lists, error);
      if (record == NULL)
        return FALSE;
      if (!isfinite (record->wall_seconds) || record->wall_seconds < 0)
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member “wall_seconds” is no time");
          return FALSE;
        }
    }
  g_ptr_array_add (contender->records, g_steal_pointer (&record));
  return TRUE;
}

static gboolean
read_exit_code (SwimContender *contender, JsonNode *node, GPtrArray *lists, GError **error)
{
  int code;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is no whole number");
      return FALSE;
    }
  code = (int) CLAMP (json_node_get_int (node), G_MININT, G_MAXINT);
  g_array_append_val (contender->exit_codes, code);
  return TRUE;
}

typedef gboolean (*ReadElement) (SwimContender *contender,
                                 JsonNode *node,
                                 GPtrArray *lists,
                                 GError **error);

static gboolean
read_array (SwimContender *contender,
            JsonObject *object,
            const char *name,
            ReadElement read,
            GPtrArray *lists,
            GError **error)
{
  JsonArray *array = swim_json_get_array (object, name, error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read (contender, json_array_get_element (array, i), lists, error))
      {
        g_prefix_error (error, "%s[%u]: ", name, i);
        return FALSE;
      }
  return array != NULL;
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

  if (!read_array (contender, object, "runs", read_run, lists, error)
      || !read_array (contender, object, "exit_codes", read_exit_code, lists, error))
    return FALSE;
  if (contender->records->len == 0 || contender->records->len != contender->exit_codes->len
      || contender->records->len != first->records->len)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "it has %u runs and %u exit codes, and the baseline has %u runs",
                   contender->records->len, contender->exit_codes->len, first->records->len);
      return FALSE;
    }
  comparison->rounds = first->records->len;
  return TRUE;
}

/* That work was different is seen again; that a run failed may have been one that was not kept. */
void
swim_contender_take_problem (SwimContender *contender, const char *verdict, const char *problem)
{
  if (g_strcmp0 (verdict, swim_verdict_to_string (SWIM_VERDICT_FAILED)) == 0)
    contender->problem = g_strdup (problem != NULL ? problem : "its process failed");
}

static gboolean
read_result (GPtrArray *comparisons,
             GHashTable *places,
             JsonObject *object,
             GPtrArray *lists,
             GError **error)
{
  g_auto (Result) result = { 0 };
  SwimComparison *comparison;
  SwimContender *contender;
  JsonObject *parameters;
  Place *place;

  if (!swim_fields_read (result_fields, &result, object, error) || !check_result (&result, error))
    return FALSE;
  parameters = swim_json_get_object (object, "parameters", error);
  if (parameters == NULL)
    return FALSE;
  comparison = find_comparison (comparisons, result.job);
  contender = swim_comparison_add (comparison, result.mode);
  if (comparison->parameters == NULL && json_object_get_size (parameters) > 0)
    comparison->parameters = json_object_ref (parameters);
  swim_contender_take_problem (contender, result.verdict, result.problem);

  place = g_new (Place, 1);
  place->comparison = comparison;
  place->mode = contender->mode;
  g_hash_table_insert (places, g_strdup (result.command), place);
  return swim_contender_read_rounds (comparison, contender, object, lists, error);
}

static gboolean
read_results (GPtrArray *comparisons,
              GHashTable *places,
              JsonObject *object,
              GPtrArray *lists,
              GError **error)
{
  JsonArray *array = swim_json_get_array (object, "results", error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *result = swim_json_get_element (array, i, error);

      if (result == NULL || !read_result (comparisons, places, result, lists, error))
        {
          g_prefix_error (error, "results[%u]: ", i);
          return FALSE;
        }
    }
  if (comparisons->len > 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it has no results");
  return FALSE;
}

static gboolean
read_order_row (GHashTable *places, JsonNode *node, GError **error)
{
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_auto (GStrv) commands = row != NULL ? swim_json_get_strings (row, error) : NULL;
  g_autoptr (GStrvBuilder) modes = g_strv_builder_new ();
  SwimComparison *comparison = NULL;

  for (char **command = commands; command != NULL && *command != NULL; command++)
    {
      const Place *place = g_hash_table_lookup (places, *command);

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
  if (error != NULL && *error == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is no list of commands of one job");
  return FALSE;
}

static gboolean
read_order (GHashTable *places, JsonObject *object, GError **error)
{
  JsonArray *array = swim_json_get_array (object, "order", error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      if (read_order_row (places, json_array_get_element (array, i), error))
        continue;
      g_prefix_error (error, "order[%u]: ", i);
      return FALSE;
    }
  return array != NULL;
}

/* An object, or null where the machine was not described. */
static gboolean
read_context (JsonObject *object, const char *name, JsonObject **context, GError **error)
{
  *context = NULL;
  if (json_object_has_member (object, name) && json_object_get_null_member (object, name))
    return TRUE;
  *context = swim_json_get_flat (object, name, error);
  return *context != NULL;
}

/* Reads where a comparison ran, before and after. */
gboolean
swim_comparison_read_contexts (SwimComparison *comparison, JsonObject *object, GError **error)
{
  JsonObject *before, *after;

  if (!read_context (object, "context", &before, error)
      || !read_context (object, "context_after", &after, error))
    return FALSE;
  comparison->context = before != NULL ? json_object_ref (before) : NULL;
  comparison->context_after = after != NULL ? json_object_ref (after) : NULL;
  return TRUE;
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
                   "member “threshold” is no number between 0 and 1");
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

/* The comparisons of a file (transfer full), of SwimComparison, at least one; @lists as for
 * swim_record_from_json (). They are yet to be concluded: a reader may want another threshold. The
 * error says what is wrong but not with which file. */
GPtrArray *
swim_comparisons_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (GPtrArray) comparisons =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_COMPARISON_FORMAT, SWIM_COMPARISON_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!read_results (comparisons, places, object, lists, error)
      || !read_head (comparisons, object, error) || !read_order (places, object, error))
    return NULL;
  return g_steal_pointer (&comparisons);
}
