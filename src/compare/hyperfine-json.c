/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hyperfine says less of a run than we do: its time, how it ended, and in later versions its
 * memory. CPU times are means over all runs of a command, which each run is given here. A file of
 * hyperfine 2 has the figures of each run in "measurements". */
#include "config.h"

#include "compare/hyperfine-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/printable.h"
#include "base/swim-error.h"

/* A command as it is read. */
typedef struct
{
  SwimContender *contender;
  JsonObject *result;
} Command;

/* NaN where it is no number; there may be no node. */
static double
to_number (JsonNode *node)
{
  gboolean is_number = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                       && (json_node_get_value_type (node) == G_TYPE_DOUBLE
                           || json_node_get_value_type (node) == G_TYPE_INT64);

  return is_number ? json_node_get_double (node) : NAN;
}

/* A member that may be missing or null. */
static double
get_number (JsonObject *object, const char *name)
{
  return to_number (json_object_get_member (object, name));
}

/* What stands at @index of an array of the result, which may be missing. */
static double
get_element (JsonObject *result, const char *name, guint index)
{
  JsonNode *node = json_object_get_member (result, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && index < json_array_get_length (array)
             ? to_number (json_array_get_element (array, index))
             : NAN;
}

/* All that is known of the machine (transfer full). */
static JsonObject *
make_context (void)
{
  JsonObject *context = json_object_new ();

  json_object_set_string_member (context, "tool", "hyperfine");
  return context;
}

/* What a command is not known to have had. */
static SwimRecord *
make_record (const SwimContender *contender, double seconds)
{
  SwimRecord *record = swim_record_new ();

  record->job = g_strdup (SWIM_COMMAND_JOB);
  record->mode = g_strdup (contender->mode);
  record->jobs = record->loops = record->items = 1;
  record->statuses[SWIM_STATUS_OK] = 1;
  record->wall_seconds = seconds;
  record->throughput_per_sec = NAN;
  record->service = record->since_start = (SwimLatencyFigures){ NAN, NAN, NAN, NAN, NAN };
  record->loop.delay_p50 = record->loop.delay_p99 = NAN;
  record->loop.delay_p999 = record->loop.delay_max = NAN;
  record->loop.blocked_seconds = record->loop.blocked_fraction = record->loop.utilization = NAN;
  swim_usage_figures_init (&record->usage);
  record->offloaded = g_new0 (char *, 1);
  record->context = make_context ();
  return record;
}

/* Keeps what was varied where our own commands have it. */
static void
note_parameters (JsonObject *context, JsonObject *result)
{
  JsonNode *parameters = json_object_get_member (result, "parameters");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (parameters == NULL || !JSON_NODE_HOLDS_OBJECT (parameters))
    return;
  json_object_iter_init (&iter, json_node_get_object (parameters));
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *member = g_strconcat (SWIM_PARAMETER_MEMBER, name, NULL);

      if (JSON_NODE_HOLDS_VALUE (node))
        json_object_set_member (context, member, json_node_copy (node));
    }
}

static gboolean
add_run (Command *command,
         double seconds,
         double user,
         double system,
         double bytes,
         double exit_code,
         GError **error)
{
  SwimRecord *record;
  /* A signal has no code, which is null. */
  int code = isfinite (exit_code) ? (int) CLAMP (exit_code, -1, 255) : -1;

  if (!(isfinite (seconds) && seconds >= 0))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not a time in seconds");
      return FALSE;
    }
  record = make_record (command->contender, seconds);
  note_parameters (record->context, command->result);
  record->usage.cpu_user_seconds = user >= 0 ? user : NAN;
  record->usage.cpu_system_seconds = system >= 0 ? system : NAN;
  record->usage.rss_max_bytes = bytes > 0 && bytes < 0x1p62 ? (gint64) bytes : -1;
  g_ptr_array_add (command->contender->records, record);
  g_array_append_val (command->contender->exit_codes, code);
  return TRUE;
}

/* A run of hyperfine 1: a number, beside arrays of the same length. */
static gboolean
read_time (JsonNode *node, gpointer data, GError **error)
{
  Command *command = data;
  JsonObject *result = command->result;
  guint index = command->contender->records->len;

  /* Before it exported codes, it broke off at the first that was not 0. */
  return add_run (
      command, to_number (node), get_number (result, "user"), get_number (result, "system"),
      get_element (result, "memory_usage_byte", index),
      json_object_has_member (result, "exit_codes") ? get_element (result, "exit_codes", index) : 0,
      error);
}

/* A figure of a run of hyperfine 2, { "value": 0.1, "unit": "second" }; NaN where there is none. */
static double
get_value (JsonObject *run, const char *name)
{
  JsonNode *node = json_object_get_member (run, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? get_number (json_node_get_object (node), "value")
             : NAN;
}

static gboolean
read_measurement (JsonNode *node, gpointer data, GError **error)
{
  JsonObject *run = swim_json_to_object (node, error);

  return run != NULL
         && add_run (data, get_value (run, "time_wall_clock"), get_value (run, "time_user"),
                     get_value (run, "time_system"), get_value (run, "memory_peak_resident"),
                     get_number (run, "exit_code"), error);
}

/* A command as a cell shows it, on one line (transfer full); NULL where it is no text. */
static char *
get_name (JsonObject *result)
{
  JsonNode *node = json_object_get_member (result, "command");
  const char *text =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  g_autofree char *line = text != NULL ? g_strdelimit (g_strdup (text), "\n\r\t", ' ') : NULL;
  g_autofree char *name = line != NULL ? swim_printable (g_strstrip (line)) : NULL;

  return name != NULL && *name != '\0' && swim_json_is_word (name) ? g_steal_pointer (&name) : NULL;
}

static gboolean
read_result (JsonNode *node, gpointer data, GError **error)
{
  SwimComparison *comparison = data;
  JsonObject *result = swim_json_to_object (node, error);
  g_autofree char *name = result != NULL ? get_name (result) : NULL;
  gboolean of_two = result != NULL && !json_object_has_member (result, "times")
                    && json_object_has_member (result, "measurements");
  Command command;

  if (result == NULL)
    return FALSE;
  if (name == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member “command” is not a command");
      return FALSE;
    }
  command = (Command){ swim_comparison_add (comparison, name), result };
  if (!(of_two ? swim_json_read_elements (result, "measurements", read_measurement, &command, error)
               : swim_json_read_elements (result, "times", read_time, &command, error)))
    return FALSE;
  if (command.contender->records->len == 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it has no runs");
      return FALSE;
    }
  comparison->rounds = MAX (comparison->rounds, command.contender->records->len);
  return TRUE;
}

/* Gives each run a UUID that follows from the file, which has none: read twice, it has the same
 * runs. */
static void
name_runs (SwimComparison *comparison, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *file = g_compute_checksum_for_string (G_CHECKSUM_SHA1, text, -1);

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      GPtrArray *records = swim_comparison_get (comparison, i)->records;

      for (guint j = 0; j < records->len; j++)
        {
          SwimRecord *record = g_ptr_array_index (records, j);
          g_autofree char *place = g_strdup_printf ("%s %u %u", file, i, j);
          g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, place, -1);

          /* Version 5 is of what is named by a SHA-1. */
          record->origin.run = g_strdup_printf ("%.8s-%.4s-5%.3s-8%.3s-%.12s", sum, sum + 8,
                                                sum + 12, sum + 15, sum + 18);
        }
    }
}

/* Whether this may be a file of hyperfine: it does not say so, but has results of commands. */
gboolean
swim_hyperfine_is_result (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *results = object != NULL ? json_object_get_member (object, "results") : NULL;
  JsonNode *first;

  if (results == NULL || json_object_has_member (object, "format")
      || !JSON_NODE_HOLDS_ARRAY (results)
      || json_array_get_length (json_node_get_array (results)) < 1)
    return FALSE;
  first = json_array_get_element (json_node_get_array (results), 0);
  return JSON_NODE_HOLDS_OBJECT (first)
         && json_object_has_member (json_node_get_object (first), "command");
}

/* The commands as one comparison (transfer full), yet to be concluded. The error says what is wrong
 * but not with which file. */
GPtrArray *
swim_comparisons_from_hyperfine (JsonNode *node, GError **error)
{
  g_autoptr (GPtrArray) comparisons =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  SwimComparison *comparison = swim_comparison_new (SWIM_COMMAND_JOB);

  g_ptr_array_add (comparisons, comparison);
  comparison->in_blocks = TRUE;
  comparison->context = make_context ();
  if (!swim_json_read_elements (json_node_get_object (node), "results", read_result, comparison,
                                error))
    return NULL;
  name_runs (comparison, node);
  return g_steal_pointer (&comparisons);
}
