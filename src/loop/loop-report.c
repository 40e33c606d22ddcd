/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/loop-report.h"

#include <math.h>

#include "base/swim-error.h"
#include "loop/stall-json.h"

static const SwimField loop_fields[] = { SWIM_FIELD (DOUBLE, SwimLoopReport, delay_p50),
                                         SWIM_FIELD (DOUBLE, SwimLoopReport, delay_p99),
                                         SWIM_FIELD (OPTIONAL, SwimLoopReport, delay_p999),
                                         SWIM_FIELD (DOUBLE, SwimLoopReport, delay_max),
                                         SWIM_FIELD (DOUBLE, SwimLoopReport, blocked_seconds),
                                         SWIM_FIELD (DOUBLE, SwimLoopReport, blocked_fraction),
                                         SWIM_FIELD (DOUBLE, SwimLoopReport, utilization),
                                         SWIM_FIELD (UNSIGNED, SwimLoopReport, iterations),
                                         SWIM_FIELD (UNSIGNED, SwimLoopReport, nested_iterations),
                                         SWIM_FIELD (UNSIGNED, SwimLoopReport, stalls),
                                         SWIM_FIELD_END };

static const SwimField heartbeat_fields[] = { SWIM_FIELD (DOUBLE, SwimHeartbeatFigures, period),
                                              SWIM_FIELD (UNSIGNED, SwimHeartbeatFigures, ticks),
                                              SWIM_FIELD (DOUBLE, SwimHeartbeatFigures, p50),
                                              SWIM_FIELD (DOUBLE, SwimHeartbeatFigures, p99),
                                              SWIM_FIELD (DOUBLE, SwimHeartbeatFigures, max),
                                              SWIM_FIELD_END };

const SwimField swim_usage_fields[] = {
  SWIM_FIELD (DOUBLE, SwimUsageFigures, cpu_user_seconds),
  SWIM_FIELD (DOUBLE, SwimUsageFigures, cpu_system_seconds),
  SWIM_FIELD (SIGNED, SwimUsageFigures, rss_max_bytes),
  SWIM_FIELD (SIGNED, SwimUsageFigures, threads_max),
  SWIM_FIELD (SIGNED, SwimUsageFigures, context_switches_voluntary),
  SWIM_FIELD (SIGNED, SwimUsageFigures, context_switches_involuntary),
  SWIM_FIELD (LATER, SwimUsageFigures, faults_minor),
  SWIM_FIELD (LATER, SwimUsageFigures, faults_major),
  SWIM_FIELD (LATER, SwimUsageFigures, io_read_bytes),
  SWIM_FIELD (LATER, SwimUsageFigures, io_written_bytes),
  SWIM_FIELD_END
};

/* Nothing is known yet. */
void
swim_loop_report_init (SwimLoopReport *report)
{
  *report = (SwimLoopReport){ .delay_p999 = NAN };
  report->worst_stalls = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_stall_free);
  report->delay_curve = g_array_new (FALSE, FALSE, sizeof (SwimDelayPoint));
}

void
swim_loop_report_clear (SwimLoopReport *report)
{
  g_clear_pointer (&report->worst_stalls, g_ptr_array_unref);
  g_clear_pointer (&report->delay_curve, g_array_unref);
}

static JsonArray *
stalls_to_json (GPtrArray *stalls)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < stalls->len; i++)
    {
      JsonObject *object = json_object_new ();

      swim_stall_write (g_ptr_array_index (stalls, i), object);
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

/* As an object (transfer full). */
JsonObject *
swim_loop_report_to_json (const SwimLoopReport *report)
{
  JsonObject *object = json_object_new ();

  swim_fields_write (loop_fields, report, object);
  swim_fields_write_member (heartbeat_fields, &report->heartbeat, object, "heartbeat");
  json_object_set_array_member (object, "worst_stalls", stalls_to_json (report->worst_stalls));
  json_object_set_array_member (object, "delay_curve", curve_to_json (report->delay_curve));
  return object;
}

static gboolean
read_stall (JsonNode *node, gpointer report, GError **error)
{
  JsonObject *object = swim_json_to_flat (node, error);
  SwimStall *stall = object != NULL ? swim_stall_read (object, error) : NULL;

  if (stall != NULL)
    g_ptr_array_add (((SwimLoopReport *) report)->worst_stalls, stall);
  return stall != NULL;
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

static gboolean
read_point (JsonNode *node, gpointer report, GError **error)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  SwimDelayPoint point = { NAN, NAN };

  if (pair != NULL && json_array_get_length (pair) == 2)
    point = (SwimDelayPoint){ number_at (pair, 0), number_at (pair, 1) };
  if (point.seconds >= 0 && point.probability >= 0 && point.probability <= 1)
    {
      g_array_append_val (((SwimLoopReport *) report)->delay_curve, point);
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "it is not a pair of seconds and a probability");
  return FALSE;
}

/* Fills in an initialised report. The files of the first releases have no curve; the loops of a
 * program that was watched have no heartbeat. */
gboolean
swim_loop_report_from_json (SwimLoopReport *report, JsonObject *object, GError **error)
{
  return swim_fields_read (loop_fields, report, object, error)
         && (!json_object_has_member (object, "heartbeat")
             || swim_fields_read_member (heartbeat_fields, &report->heartbeat, object, "heartbeat",
                                         error))
         && swim_json_read_elements (object, "worst_stalls", read_stall, report, error)
         && (!json_object_has_member (object, "delay_curve")
             || swim_json_read_elements (object, "delay_curve", read_point, report, error));
}
