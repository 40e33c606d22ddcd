/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outcomes as NDJSON: one object a line, as they complete. */
#include "config.h"

#include <json-glib/json-glib.h>

#include "report/report.h"

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonArray *
addresses_to_json (char **addresses)
{
  JsonArray *array = json_array_new ();

  for (; *addresses != NULL; addresses++)
    json_array_add_string_element (array, *addresses);
  return array;
}

static void
set_addresses (JsonObject *object, const SwimOutcome *outcome)
{
  if (outcome->addresses == NULL)
    return;
  json_object_set_array_member (object, "addresses", addresses_to_json (outcome->addresses));
  if (outcome->ttl >= 0)
    json_object_set_int_member (object, "ttl", outcome->ttl);
  else
    json_object_set_null_member (object, "ttl");
}

static void
set_transfer (JsonObject *object, const SwimOutcome *outcome)
{
  if (outcome->item->target != NULL && g_strcmp0 (outcome->item->target, outcome->item->name) != 0)
    json_object_set_string_member (object, "target", outcome->item->target);
  set_addresses (object, outcome);
  if (outcome->http_status > 0)
    json_object_set_int_member (object, "http_status", outcome->http_status);
  if (outcome->bytes > 0)
    json_object_set_int_member (object, "bytes", (gint64) outcome->bytes);
  if (outcome->resumed > 0)
    json_object_set_int_member (object, "resumed", (gint64) outcome->resumed);
  if (outcome->http_status > 0 && outcome->status == SWIM_STATUS_OK)
    json_object_set_string_member (object, "integrity",
                                   outcome->unverified ? "unverified" : "verified");
  if (outcome->item->path != NULL)
    json_object_set_string_member (object, "file", outcome->item->path);
  if (outcome->rtt >= 0)
    json_object_set_double_member (object, "rtt", (double) outcome->rtt / 1e6);
  if (outcome->server != NULL)
    json_object_set_string_member (object, "server", outcome->server);
  if (outcome->wildcard)
    json_object_set_boolean_member (object, "wildcard", TRUE);
}

/* Appends the outcome as a line. */
void
swim_report_ndjson (const SwimOutcome *outcome, GString *text)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", outcome->item->name);
  json_object_set_string_member (object, "status", swim_status_to_string (outcome->status));
  set_string (object, "detail", outcome->detail);
  set_transfer (object, outcome);
  json_object_set_int_member (object, "tries", outcome->tries);
  json_object_set_double_member (object, "seconds",
                                 (double) (outcome->finished - outcome->started) / 1e6);
  json_node_take_object (node, object);
  json_generator_set_root (generator, node);
  json_generator_to_gstring (generator, text);
  g_string_append_c (text, '\n');
}
