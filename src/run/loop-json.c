/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/loop-json.h"

#include <math.h>

#include "base/swim-error.h"
#include "run/json-fields.h"

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

/* Adds both as members to the object about the loop. */
void
swim_loop_lists_to_json (const SwimRecord *record, JsonObject *loop)
{
  json_object_set_array_member (loop, "worst_stalls", stalls_to_json (record->stalls));
  json_object_set_array_member (loop, "delay_curve", curve_to_json (record->delay_curve));
}

/* A string, or NULL where there is none. */
static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static SwimStall *
make_stall (JsonObject *object)
{
  SwimStall *stall = swim_stall_new (
      (gint64) llround (json_object_get_double_member_with_default (object, "start", 0) * 1e9),
      (gint64) llround (json_object_get_double_member_with_default (object, "seconds", 0) * 1e9));

  swim_cause_from_string (text_of (object, "cause"), &stall->cause);
  stall->subject = g_strdup (text_of (object, "item"));
  stall->call = g_strdup (text_of (object, "call"));
  stall->fd = (int) json_object_get_int_member_with_default (object, "fd", -1);
  stall->fd_target = g_strdup (text_of (object, "target"));
  return stall;
}

static gboolean
read_stalls (SwimRecord *record, JsonObject *loop, GError **error)
{
  JsonArray *array = swim_json_get_array (loop, "worst_stalls", error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element = swim_json_get_flat_element (array, i, error);

      if (element == NULL)
        {
          g_prefix_error (error, "worst_stalls[%u]: ", i);
          return FALSE;
        }
      g_ptr_array_add (record->stalls, make_stall (element));
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

/* Reads both from there. */
gboolean
swim_loop_lists_from_json (SwimRecord *record, JsonObject *loop, GError **error)
{
  return read_stalls (record, loop, error) && read_curve (record, loop, error);
}
