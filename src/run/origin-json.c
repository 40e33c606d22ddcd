/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The members of a record that say where it comes from. All may be missing, as they do in files of
 * the first releases. */
#include "config.h"

#include "run/origin.h"

#include <string.h>

#include "base/json-fields.h"
#include "base/swim-error.h"

static const SwimField taken_fields[] = { { "items", SWIM_FIELD_UNSIGNED,
                                            offsetof (SwimTally, total) },
                                          SWIM_FIELD (UNSIGNED, SwimTally, unverified),
                                          SWIM_FIELD (UNSIGNED, SwimTally, bytes),
                                          SWIM_FIELD_END };

static const SwimField joined_fields[] = {
  SWIM_FIELD (UNSIGNED, SwimJoined, shares), SWIM_FIELD (COUNT, SwimJoined, count),
  SWIM_FIELD (UNSIGNED, SwimJoined, runs),   SWIM_FIELD (DOUBLE, SwimJoined, wall_longest),
  SWIM_FIELD (DOUBLE, SwimJoined, wall_sum), SWIM_FIELD_END
};

static const SwimField status_fields[] = {
#define SWIM_STATUS(id, name, words) \
  { name, SWIM_FIELD_COUNT, SWIM_STATUS_##id * sizeof (guint64) },
#include "base/statuses.def"
#undef SWIM_STATUS
  SWIM_FIELD_END
};

void
swim_origin_clear (SwimOrigin *self)
{
  g_clear_pointer (&self->run, g_free);
}

static char *
time_to_text (gint64 us)
{
  g_autoptr (GDateTime) seconds =
      us >= 0 ? g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC) : NULL;
  g_autofree char *text =
      seconds != NULL ? g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S") : NULL;

  return text != NULL ? g_strdup_printf ("%s.%06dZ", text, (int) (us % G_USEC_PER_SEC)) : NULL;
}

static JsonNode *
shard_to_json (const SwimShard *shard)
{
  JsonObject *object;
  JsonNode *node = json_node_alloc ();

  if (shard->count == 0)
    return json_node_init_null (node);
  object = json_object_new ();
  json_object_set_int_member (object, "index", shard->index);
  json_object_set_int_member (object, "count", shard->count);
  json_object_set_string_member (object, "by", swim_shard_by_to_string (shard->by));
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

static JsonNode *
list_to_json (const SwimWholeList *list)
{
  g_autofree char *fingerprint = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", list->fingerprint);
  JsonObject *object;
  JsonNode *node = json_node_alloc ();

  if (list->items == 0)
    return json_node_init_null (node);
  object = json_object_new ();
  json_object_set_int_member (object, "items", (gint64) list->items);
  json_object_set_string_member (object, "fingerprint", fingerprint);
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

static JsonNode *
taken_to_json (const SwimOrigin *self)
{
  g_autofree char *digest = self->taken.complete ? swim_digest_to_text (&self->taken.digest) : NULL;
  JsonObject *object;
  JsonNode *node = json_node_alloc ();

  if (!self->resumed)
    return json_node_init_null (node);
  object = json_object_new ();
  swim_fields_write (taken_fields, &self->taken.tally, object);
  swim_json_set_string (object, "digest", digest);
  swim_fields_write_member (status_fields, self->taken.tally.by_status, object, "statuses");
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

void
swim_origin_write (const SwimOrigin *self, JsonObject *object)
{
  g_autofree char *started = time_to_text (self->started);

  swim_json_set_string (object, "run", self->run);
  swim_json_set_string (object, "started", started);
  json_object_set_boolean_member (object, "incomplete", self->incomplete);
  json_object_set_member (object, "shard", shard_to_json (&self->shard));
  json_object_set_member (object, "list", list_to_json (&self->list));
  json_object_set_member (object, "taken_over", taken_to_json (self));
  if (self->joined.shares > 0)
    swim_fields_write_member (joined_fields, &self->joined, object, "joined");
}

static gboolean
wrong (GError **error, const char *name, const char *what)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member “%s” is not %s", name, what);
  return FALSE;
}

/* The text of a member; NULL where it is missing or null. */
static gboolean
read_text (JsonObject *object, const char *name, const char **text, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *text = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong (error, name, "a text");
  *text = json_node_get_string (node);
  return TRUE;
}

static gboolean
read_run (SwimOrigin *self, JsonObject *object, GError **error)
{
  const char *run;

  if (!read_text (object, "run", &run, error))
    return FALSE;
  if (run != NULL && !g_uuid_string_is_valid (run))
    return wrong (error, "run", "a UUID");
  g_free (self->run);
  self->run = run != NULL ? g_ascii_strdown (run, -1) : NULL;
  return TRUE;
}

static gboolean
read_started (SwimOrigin *self, JsonObject *object, GError **error)
{
  g_autoptr (GDateTime) time = NULL;
  const char *text;

  self->started = -1;
  if (!read_text (object, "started", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL || g_date_time_to_unix (time) < 0)
    return wrong (error, "started", "a time, such as 2026-11-26T20:15:00.000000Z");
  self->started = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

/* The object of that name; NULL where it is missing or null. */
static gboolean
find_object (JsonObject *object, const char *name, JsonObject **found, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *found = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  *found = swim_json_get_object (object, name, error);
  return *found != NULL;
}

static gboolean
read_shard (SwimShard *shard, JsonObject *parent, GError **error)
{
  static const SwimField fields[] = { SWIM_FIELD (UINT, SwimShard, index),
                                      SWIM_FIELD (UINT, SwimShard, count), SWIM_FIELD_END };
  JsonObject *object;
  const char *by;

  *shard = (SwimShard){ 0 };
  if (!find_object (parent, "shard", &object, error))
    return FALSE;
  if (object == NULL)
    return TRUE;
  if (!swim_fields_read (fields, shard, object, error) || !read_text (object, "by", &by, error))
    return FALSE;
  if (shard->index < 1 || shard->index > shard->count)
    return wrong (error, "shard", "one of 1 to its count");
  for (SwimShardBy i = SWIM_SHARD_BY_ITEM; i <= SWIM_SHARD_BY_HOST; i++)
    if (g_strcmp0 (by, swim_shard_by_to_string (i)) == 0)
      {
        shard->by = i;
        return TRUE;
      }
  return wrong (error, "by", "“item” or “host”");
}

static gboolean
read_list (SwimWholeList *list, JsonObject *parent, GError **error)
{
  static const SwimField fields[] = { SWIM_FIELD (UNSIGNED, SwimWholeList, items), SWIM_FIELD_END };
  JsonObject *object;
  const char *fingerprint;

  *list = (SwimWholeList){ 0 };
  if (!find_object (parent, "list", &object, error))
    return FALSE;
  if (object == NULL)
    return TRUE;
  if (!swim_fields_read (fields, list, object, error)
      || !read_text (object, "fingerprint", &fingerprint, error))
    return FALSE;
  return (fingerprint != NULL && strlen (fingerprint) <= 16
          && g_ascii_string_to_unsigned (fingerprint, 16, 0, G_MAXUINT64, &list->fingerprint, NULL))
         || wrong (error, "fingerprint", "of 16 hexadecimal digits");
}

static gboolean
read_taken (SwimOrigin *self, JsonObject *parent, GError **error)
{
  SwimTally *tally = &self->taken.tally;
  guint64 sum = 0;
  JsonObject *object;
  const char *digest;

  if (!find_object (parent, "taken_over", &object, error))
    return FALSE;
  self->resumed = object != NULL;
  if (object == NULL)
    return TRUE;
  if (!swim_fields_read (taken_fields, tally, object, error)
      || !read_text (object, "digest", &digest, error)
      || !swim_fields_read_member (status_fields, tally->by_status, object, "statuses", error))
    return FALSE;
  self->taken.complete = swim_digest_from_text (digest, &self->taken.digest);
  if (digest != NULL && !self->taken.complete)
    return wrong (error, "digest", "of 32 hexadecimal digits");
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (!g_uint64_checked_add (&sum, sum, tally->by_status[i]))
      break;
  return sum == tally->total || wrong (error, "statuses", "the items in their classes");
}

gboolean
swim_origin_read (SwimOrigin *self, JsonObject *object, GError **error)
{
  JsonNode *incomplete = json_object_get_member (object, "incomplete");
  JsonObject *joined;

  if (incomplete != NULL
      && (!JSON_NODE_HOLDS_VALUE (incomplete)
          || json_node_get_value_type (incomplete) != G_TYPE_BOOLEAN))
    return wrong (error, "incomplete", "true or false");
  self->incomplete = incomplete != NULL && json_node_get_boolean (incomplete);
  return read_run (self, object, error) && read_started (self, object, error)
         && read_shard (&self->shard, object, error) && read_list (&self->list, object, error)
         && read_taken (self, object, error) && find_object (object, "joined", &joined, error)
         && (joined == NULL || swim_fields_read (joined_fields, &self->joined, joined, error));
}
