/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record as JSON, both ways. */
#include "config.h"

#include "base/json-fields.h"
#include "base/json-print.h"
#include "base/swim-error.h"
#include "loop/histogram.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "run/record.h"
#include "run/save.h"

#define RECORD_VERSION 1

static const SwimField record_fields[] = { SWIM_FIELD (STRING, SwimRecord, job),
                                           SWIM_FIELD (STRING, SwimRecord, mode),
                                           SWIM_FIELD (UNSIGNED, SwimRecord, jobs),
                                           SWIM_FIELD (UNSIGNED, SwimRecord, loops),
                                           SWIM_FIELD (UNSIGNED, SwimRecord, seed),
                                           SWIM_FIELD (DOUBLE, SwimRecord, blocking_share),
                                           SWIM_FIELD (UNSIGNED, SwimRecord, items),
                                           SWIM_FIELD (COUNT, SwimRecord, unverified),
                                           SWIM_FIELD (COUNT, SwimRecord, lost),
                                           SWIM_FIELD (UNSIGNED, SwimRecord, bytes),
                                           SWIM_FIELD (DOUBLE, SwimRecord, setup_seconds),
                                           SWIM_FIELD (DOUBLE, SwimRecord, wall_seconds),
                                           SWIM_FIELD (DOUBLE, SwimRecord, first_result_seconds),
                                           SWIM_FIELD (DOUBLE, SwimRecord, throughput_per_sec),
                                           SWIM_FIELD (STRING, SwimRecord, digest),
                                           SWIM_FIELD_END };

static const SwimField latency_fields[] = {
  SWIM_FIELD (DOUBLE, SwimLatencyFigures, p50), SWIM_FIELD (DOUBLE, SwimLatencyFigures, p90),
  SWIM_FIELD (DOUBLE, SwimLatencyFigures, p99), SWIM_FIELD (DOUBLE, SwimLatencyFigures, p999),
  SWIM_FIELD (DOUBLE, SwimLatencyFigures, max), SWIM_FIELD_END
};

/* A class that is missing has no items: a release without that class wrote the file. */
static const SwimField status_fields[] = {
#define SWIM_STATUS(id, name, words) \
  { name, SWIM_FIELD_COUNT, SWIM_STATUS_##id * sizeof (guint64) },
#include "base/statuses.def"
#undef SWIM_STATUS
  SWIM_FIELD_END
};

static void
write_latency (const SwimLatencyFigures *figures,
               const GArray *times,
               JsonObject *object,
               const char *name)
{
  swim_fields_write_member (latency_fields, figures, object, name);
  if (times != NULL)
    json_object_set_object_member (json_object_get_object_member (object, name), "histogram",
                                   swim_histogram_to_json (times));
}

/* An empty array that stands for the outcomes; null where they were not kept or are not wanted. */
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

/* The record as a JSON object (transfer full). Its outcomes are put into the table @outcomes,
 * for swim_json_print (); NULL leaves them out. */
JsonNode *
swim_record_to_json (const SwimRecord *record, GHashTable *outcomes)
{
  JsonObject *object = json_object_new ();
  JsonObject *latency = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "format", SWIM_RECORD_FORMAT);
  json_object_set_int_member (object, "version", RECORD_VERSION);
  swim_origin_write (&record->origin, object);
  swim_fields_write (record_fields, record, object);
  swim_fields_write_member (status_fields, record->statuses, object, "statuses");
  write_latency (&record->service, record->service_times, latency, "service");
  write_latency (&record->since_start, record->since_start_times, latency, "since_start");
  json_object_set_object_member (object, "latency", latency);
  json_object_set_object_member (object, "loop", swim_loop_report_to_json (&record->loop));
  swim_fields_write_member (swim_usage_fields, &record->usage, object, "usage");
  json_object_set_array_member (object, "offloaded",
                                swim_json_from_strings ((const char *const *) record->offloaded));
  json_object_set_array_member (object, "remarks",
                                swim_json_from_strings ((const char *const *) record->remarks));
  json_object_set_object_member (object, "context",
                                 record->context != NULL ? json_object_ref (record->context)
                                                         : json_object_new ());
  set_outcomes (object, record, outcomes);
  json_object_unref (object);
  return node;
}

/* Files of the first releases have no histogram; one that is there is of all items, but of all
 * runs where those of shares are joined. */
static gboolean
read_latency (JsonObject *parent,
              const char *name,
              guint64 items,
              gboolean joined,
              SwimLatencyFigures *figures,
              GArray **times,
              GError **error)
{
  JsonObject *object = swim_json_get_object (parent, name, error);
  JsonObject *histogram;

  if (object == NULL || !swim_fields_read (latency_fields, figures, object, error))
    return FALSE;
  if (!json_object_has_member (object, "histogram"))
    return TRUE;
  histogram = swim_json_get_object (object, "histogram", error);
  *times = histogram != NULL ? swim_histogram_from_json (histogram, error) : NULL;
  if (*times == NULL || joined || swim_histogram_get_count (*times) == items)
    return *times != NULL;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "the histogram of “%s” has %" G_GUINT64_FORMAT
               " items, and the record %" G_GUINT64_FORMAT,
               name, swim_histogram_get_count (*times), items);
  return FALSE;
}

static gboolean
read_parts (SwimRecord *record, JsonObject *object, GError **error)
{
  gboolean joined = record->origin.joined.shares > 0;
  JsonObject *latency = swim_json_get_object (object, "latency", error);
  JsonObject *loop = latency != NULL ? swim_json_get_object (object, "loop", error) : NULL;

  return loop != NULL && swim_loop_report_from_json (&record->loop, loop, error)
         && read_latency (latency, "service", record->items, joined, &record->service,
                          &record->service_times, error)
         && read_latency (latency, "since_start", record->items, joined, &record->since_start,
                          &record->since_start_times, error)
         && swim_fields_read_member (swim_usage_fields, &record->usage, object, "usage", error);
}

static gboolean
read_strings (JsonObject *object, const char *name, char ***strings, GError **error)
{
  JsonArray *array = swim_json_get_array (object, name, error);

  *strings = array != NULL ? swim_json_get_strings (array, error) : NULL;
  return *strings != NULL;
}

/* Records of earlier builds have no remarks. */
static gboolean
read_lists (SwimRecord *record, JsonObject *object, GError **error)
{
  return read_strings (object, "offloaded", &record->offloaded, error)
         && (!json_object_has_member (object, "remarks")
             || read_strings (object, "remarks", &record->remarks, error));
}

/* Null where they were not kept; left out where nobody wants them. */
static gboolean
read_outcomes (SwimRecord *record, JsonObject *object, GPtrArray *lists, GError **error)
{
  JsonNode *node = json_object_get_member (object, "outcomes");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node) && lists == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    record->outcomes = swim_outcome_lists_find (lists, json_node_get_array (node));
  if (record->outcomes == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "member “outcomes” is not an array of outcomes");
  return record->outcomes != NULL;
}

static gboolean
check_names (const SwimRecord *record, GError **error)
{
  if (swim_json_is_word (record->job) && swim_json_is_word (record->mode))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "its job and mode must be printable text");
  return FALSE;
}

/* A record from a JSON object; @lists are those of swim_load_json (), or NULL for
 * no outcomes. The error
 * says what is wrong with it but not where it came from. */
SwimRecord *
swim_record_from_json (JsonNode *node, GPtrArray *lists, GError **error)
{
  g_autoptr (SwimRecord) record = swim_record_new ();
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_RECORD_FORMAT, RECORD_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!swim_fields_read (record_fields, record, object, error)
      || !swim_origin_read (&record->origin, object, error)
      || !swim_fields_read_member (status_fields, record->statuses, object, "statuses", error)
      || !read_parts (record, object, error) || !read_lists (record, object, error)
      || !check_names (record, error))
    return NULL;
  if (json_object_has_member (object, "context"))
    {
      record->context = swim_json_get_flat (object, "context", error);
      if (record->context == NULL)
        return NULL;
      json_object_ref (record->context);
    }
  if (!read_outcomes (record, object, lists, error))
    return NULL;
  return g_steal_pointer (&record);
}

static void
print_record (FILE *file, gconstpointer data)
{
  g_autoptr (GHashTable) outcomes = g_hash_table_new (NULL, NULL);
  g_autoptr (JsonNode) node = swim_record_to_json (data, outcomes);

  swim_json_print (node, outcomes, swim_outcome_print, file);
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
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node = swim_load_json (path, lists, error);
  SwimRecord *record;

  if (node == NULL)
    return NULL;
  record = swim_record_from_json (node, lists, error);
  if (record == NULL)
    g_prefix_error (error, "%s is not a record of a run: ", path);
  return record;
}
