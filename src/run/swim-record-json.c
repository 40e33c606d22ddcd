/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record as JSON, both ways. */
#include "config.h"

#include <math.h>

#include "base/swim-error.h"
#include "run/swim-json-fields.h"
#include "run/swim-json-print.h"
#include "run/swim-load.h"
#include "run/swim-outcome-json.h"
#include "run/swim-record.h"
#include "run/swim-save.h"

#define RECORD_VERSION 1

#define DOUBLE(type, name) { #name, SWIM_FIELD_DOUBLE, offsetof (type, name) }
#define COUNT(type, name) { #name, SWIM_FIELD_UNSIGNED, offsetof (type, name) }
#define KNOWN(type, name) { #name, SWIM_FIELD_SIGNED, offsetof (type, name) }
#define STRING(type, name) { #name, SWIM_FIELD_STRING, offsetof (type, name) }

static const SwimField record_fields[]
    = { STRING (SwimRecord, job),
        STRING (SwimRecord, mode),
        COUNT (SwimRecord, jobs),
        COUNT (SwimRecord, loops),
        COUNT (SwimRecord, seed),
        DOUBLE (SwimRecord, blocking_share),
        COUNT (SwimRecord, items),
        COUNT (SwimRecord, bytes),
        DOUBLE (SwimRecord, setup_seconds),
        DOUBLE (SwimRecord, wall_seconds),
        DOUBLE (SwimRecord, first_result_seconds),
        DOUBLE (SwimRecord, throughput_per_sec),
        STRING (SwimRecord, digest),
        SWIM_FIELD_END };

static const SwimField latency_fields[]
    = { DOUBLE (SwimLatencyFigures, p50), DOUBLE (SwimLatencyFigures, p90),
        DOUBLE (SwimLatencyFigures, p99), DOUBLE (SwimLatencyFigures, p999),
        DOUBLE (SwimLatencyFigures, max), SWIM_FIELD_END };

static const SwimField loop_fields[] = { DOUBLE (SwimLoopFigures, delay_p50),
                                         DOUBLE (SwimLoopFigures, delay_p99),
                                         DOUBLE (SwimLoopFigures, delay_max),
                                         DOUBLE (SwimLoopFigures, blocked_seconds),
                                         DOUBLE (SwimLoopFigures, blocked_fraction),
                                         DOUBLE (SwimLoopFigures, utilization),
                                         COUNT (SwimLoopFigures, iterations),
                                         COUNT (SwimLoopFigures, nested_iterations),
                                         COUNT (SwimLoopFigures, stalls),
                                         SWIM_FIELD_END };

static const SwimField heartbeat_fields[]
    = { DOUBLE (SwimHeartbeatFigures, period), COUNT (SwimHeartbeatFigures, ticks),
        DOUBLE (SwimHeartbeatFigures, p50),    DOUBLE (SwimHeartbeatFigures, p99),
        DOUBLE (SwimHeartbeatFigures, max),    SWIM_FIELD_END };

static const SwimField usage_fields[] = { DOUBLE (SwimUsageFigures, cpu_user_seconds),
                                          DOUBLE (SwimUsageFigures, cpu_system_seconds),
                                          KNOWN (SwimUsageFigures, rss_max_bytes),
                                          KNOWN (SwimUsageFigures, threads_max),
                                          KNOWN (SwimUsageFigures, context_switches_voluntary),
                                          KNOWN (SwimUsageFigures, context_switches_involuntary),
                                          SWIM_FIELD_END };

/* The objects inside a record that are structs inside ours. */
static const struct
{
  const char *path[2]; /* the object, and the one inside it that is meant, or NULL */
  const SwimField *fields;
  gsize offset;
} parts[] = {
  { { "latency", "service" }, latency_fields, offsetof (SwimRecord, service) },
  { { "latency", "since_start" }, latency_fields, offsetof (SwimRecord, since_start) },
  { { "loop", NULL }, loop_fields, offsetof (SwimRecord, loop) },
  { { "loop", "heartbeat" }, heartbeat_fields, offsetof (SwimRecord, heartbeat) },
  { { "usage", NULL }, usage_fields, offsetof (SwimRecord, usage) },
};

/* The member of that name as an object, made if need be. */
static JsonObject *
object_at (JsonObject *object, const char *name)
{
  if (name == NULL)
    return object;
  if (!json_object_has_member (object, name))
    json_object_set_object_member (object, name, json_object_new ());
  return json_object_get_object_member (object, name);
}

static JsonObject *
statuses_to_json (const guint64 *statuses)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    json_object_set_int_member (object, swim_status_to_string (i), (gint64) statuses[i]);
  return object;
}

static JsonArray *
strings_to_json (char **strings)
{
  JsonArray *array = json_array_new ();

  for (; strings != NULL && *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);
  return array;
}

static JsonArray *
stalls_to_json (GPtrArray *stalls)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (stalls, i);
      JsonObject *object = json_object_new ();

      json_object_set_double_member (object, "start", (double) stall->start / 1e9);
      json_object_set_double_member (object, "seconds", (double) stall->duration / 1e9);
      swim_json_set_string (object, "cause", swim_cause_to_string (stall->cause));
      swim_json_set_string (object, "item", stall->subject);
      swim_json_set_string (object, "call", stall->call);
      if (stall->fd >= 0)
        json_object_set_int_member (object, "fd", stall->fd);
      else
        json_object_set_null_member (object, "fd");
      swim_json_set_string (object, "target", stall->fd_target);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* Each point as a pair of seconds and probability. */
static JsonArray *
curve_to_json (const GArray *curve)
{
  JsonArray *array = json_array_sized_new (curve->len);

  for (guint i = 0; i < curve->len; i++)
    {
      const SwimDelayPoint *point = &g_array_index (curve, SwimDelayPoint, i);
      JsonArray *pair = json_array_sized_new (2);

      json_array_add_double_element (pair, point->seconds);
      json_array_add_double_element (pair, point->probability);
      json_array_add_array_element (array, pair);
    }
  return array;
}

/* What came of the items, by a stand-in; null where it was not kept or is not wanted. */
static void
set_outcomes (JsonObject *object, const SwimRecord *record, GHashTable *outcomes)
{
  JsonArray *array;

  if (record->outcomes == NULL || outcomes == NULL)
    {
      json_object_set_null_member (object, "outcomes");
      return;
    }
  array = json_array_new ();
  g_hash_table_insert (outcomes, array, record->outcomes);
  json_object_set_array_member (object, "outcomes", array);
}

/* The record as a JSON object (transfer full). What came of its items is left to the table
 * @outcomes, for swim_json_print (); NULL leaves it out. */
JsonNode *
swim_record_to_json (const SwimRecord *record, GHashTable *outcomes)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "format", SWIM_RECORD_FORMAT);
  json_object_set_int_member (object, "version", RECORD_VERSION);
  swim_fields_write (record_fields, record, object);
  json_object_set_object_member (object, "statuses", statuses_to_json (record->statuses));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    swim_fields_write (parts[i].fields, (const char *) record + parts[i].offset,
                       object_at (object_at (object, parts[i].path[0]), parts[i].path[1]));
  json_object_set_array_member (object_at (object, "loop"), "worst_stalls",
                                stalls_to_json (record->stalls));
  json_object_set_array_member (object_at (object, "loop"), "delay_curve",
                                curve_to_json (record->delay_curve));
  json_object_set_array_member (object, "offloaded", strings_to_json (record->offloaded));
  json_object_set_object_member (object, "context",
                                 record->context != NULL ? json_object_ref (record->context)
                                                         : json_object_new ());
  set_outcomes (object, record, outcomes);
  json_object_unref (object);
  return node;
}

static gboolean
read_parts (SwimRecord *record, JsonObject *object, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      JsonObject *part = swim_json_get_object (object, parts[i].path[0], error);

      if (part != NULL && parts[i].path[1] != NULL)
        part = swim_json_get_object (part, parts[i].path[1], error);
      if (part == NULL
          || !swim_fields_read (parts[i].fields, (char *) record + parts[i].offset, part, error))
        return FALSE;
    }
  return TRUE;
}

/* A class that is missing has no items: a release that knows fewer of them wrote the file. */
static gboolean
read_statuses (SwimRecord *record, JsonObject *object, GError **error)
{
  JsonObject *statuses = swim_json_get_object (object, "statuses", error);

  if (statuses == NULL)
    return FALSE;
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    {
      const SwimField field[] = { { swim_status_to_string (i), SWIM_FIELD_UNSIGNED, 0 },
                                  SWIM_FIELD_END };

      if (json_object_has_member (statuses, field->name)
          && !swim_fields_read (field, &record->statuses[i], statuses, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_offloaded (SwimRecord *record, JsonObject *object, GError **error)
{
  JsonArray *array = swim_json_get_array (object, "offloaded", error);

  record->offloaded = array != NULL ? swim_json_get_strings (array, error) : NULL;
  return record->offloaded != NULL;
}

/* A string, or what is to be taken where there is none. */
static const char *
text_of (JsonObject *object, const char *name, const char *fallback)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);

  return text != NULL ? text : fallback;
}

static gpointer
make_stall (JsonObject *object)
{
  SwimStall *stall = swim_stall_new (
      (gint64) llround (json_object_get_double_member_with_default (object, "start", 0) * 1e9),
      (gint64) llround (json_object_get_double_member_with_default (object, "seconds", 0) * 1e9));

  swim_cause_from_string (text_of (object, "cause", NULL), &stall->cause);
  stall->subject = g_strdup (text_of (object, "item", NULL));
  stall->call = g_strdup (text_of (object, "call", NULL));
  stall->fd = (int) json_object_get_int_member_with_default (object, "fd", -1);
  stall->fd_target = g_strdup (text_of (object, "target", NULL));
  return stall;
}

/* The elements of an array, each made into something of ours. */
static gboolean
read_objects (JsonObject *object,
              const char *name,
              gpointer (*make) (JsonObject *),
              GPtrArray *into,
              GError **error)
{
  JsonArray *array = swim_json_get_array (object, name, error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = swim_json_get_flat_element (array, i, error);

      if (element == NULL)
        {
          g_prefix_error (error, "%s[%u]: ", name, i);
          return FALSE;
        }
      g_ptr_array_add (into, make (element));
    }
  return array != NULL;
}

/* A number, or NaN where it is none. */
static double
number_at (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return NAN;
  return json_node_get_double (node);
}

/* Pairs of seconds and probability; it may be missing, since it has been written only since 0.1. */
static gboolean
read_curve (SwimRecord *record, JsonObject *loop, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (loop, "delay_curve"))
    return TRUE;
  array = swim_json_get_array (loop, "delay_curve", error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      SwimDelayPoint point = { NAN, NAN };

      if (pair != NULL && json_array_get_length (pair) == 2)
        point = (SwimDelayPoint){ number_at (pair, 0), number_at (pair, 1) };
      if (!(point.seconds >= 0 && point.probability >= 0 && point.probability <= 1))
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                       "delay_curve[%u] is no pair of seconds and a probability", i);
          return FALSE;
        }
      g_array_append_val (record->delay_curve, point);
    }
  return array != NULL;
}

/* Null where they were not kept, a number where they were cut out into @lists. */
static gboolean
read_outcomes (SwimRecord *record, JsonObject *object, GPtrArray *lists, GError **error)
{
  JsonNode *node = json_object_get_member (object, "outcomes");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      record->outcomes = swim_outcomes_from_json (json_node_get_array (node), error);
      return record->outcomes != NULL;
    }
  if (lists == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 0
      || json_node_get_int (node) >= lists->len)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member \"outcomes\" is no array");
      return FALSE;
    }
  record->outcomes
      = g_ptr_array_ref (g_ptr_array_index (lists, (guint) json_node_get_int (node)));
  return TRUE;
}

static gboolean
check_names (const SwimRecord *record, GError **error)
{
  if (swim_json_is_word (record->job) && swim_json_is_word (record->mode))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its job and mode must be words");
  return FALSE;
}

/* A record from a JSON object; @lists are those that swim_load_json () cut out, or NULL. The error says
 * what is wrong with it but not where it came from. */
SwimRecord *
swim_record_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (SwimRecord) record = swim_record_new ();
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_RECORD_FORMAT, RECORD_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!swim_fields_read (record_fields, record, object, error)
      || !read_statuses (record, object, error) || !read_parts (record, object, error)
      || !read_offloaded (record, object, error) || !check_names (record, error))
    return NULL;
  if (json_object_has_member (object, "context"))
    {
      record->context = swim_json_get_flat (object, "context", error);
      if (record->context == NULL)
        return NULL;
      json_object_ref (record->context);
    }
  if (!read_objects (json_object_get_object_member (object, "loop"), "worst_stalls", make_stall,
                     record->stalls, error)
      || !read_curve (record, json_object_get_object_member (object, "loop"), error)
      || !read_outcomes (record, object, lists, error))
    return NULL;
  return g_steal_pointer (&record);
}

static void
print_record (FILE *file, gconstpointer data)
{
  g_autoptr (GHashTable) outcomes = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonNode) node = swim_record_to_json (data, outcomes);

  swim_json_print (node, outcomes, file);
}

/* Writes the record to @path, or to standard output where that is `-`. */
gboolean
swim_record_save (const SwimRecord *record, const char *path, GError **error)
{
  return swim_save_with (path, print_record, record, error);
}

/* Reads a record from a file. */
SwimRecord *
swim_record_load (const char *path, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (JsonNode) node = swim_load_json (path, lists, error);
  SwimRecord *record;

  if (node == NULL)
    return NULL;
  record = swim_record_from_json (node, lists, error);
  if (record == NULL)
    g_prefix_error (error, "%s is no record of a run: ", path);
  return record;
}
