/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A single run as text: a line for each thing that was measured. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "report/format.h"
#include "report/report.h"

#define KEY_WIDTH (SWIM_REPORT_RECORD_INDENT - 1)
#define STALLS_SHOWN 5

/* Adds `key:  value` and frees the value. */
static void
add (GString *text, const char *key, char *value)
{
  g_autofree char *owned = value;

  g_string_append_printf (text, "%s:%*s%s\n", key, (int) (KEY_WIDTH - strlen (key)), "", owned);
}

static char *
known (gint64 value, char *(*format) (double) )
{
  return format (value < 0 ? NAN : (double) value);
}

/* `18 (8 ok, 10 not-found; 3 unverified)` */
static char *
describe_items (const SwimRecord *record)
{
  GString *text = g_string_new (NULL);
  const char *separator = " (";

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, record->items);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (record->statuses[i] > 0)
      {
        g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", separator, record->statuses[i],
                                swim_status_to_string (i));
        separator = ", ";
      }
  if (record->unverified > 0)
    g_string_append_printf (text, "; %" G_GUINT64_FORMAT " unverified", record->unverified);
  if (record->lost > 0)
    g_string_append_printf (text, "; %" G_GUINT64_FORMAT " left behind", record->lost);
  return g_string_free (g_string_append (text, record->items > 0 ? ")" : ""), FALSE);
}

static char *
describe_mode (const SwimRecord *record)
{
  GString *text = g_string_new (record->mode);

  g_string_append_printf (text, ", up to %" G_GUINT64_FORMAT " in flight", record->jobs);
  if (record->loops > 1)
    g_string_append_printf (text, " on %" G_GUINT64_FORMAT " loops", record->loops);
  if (isfinite (record->blocking_share))
    {
      g_autofree char *share = swim_format_percent (record->blocking_share);

      g_string_append_printf (text, ", blocking share %s", share);
    }
  g_string_append_printf (text, ", seed %" G_GUINT64_FORMAT, record->seed);
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  double seconds;
} Time;

/* `p50 12.5 ms, p99 80.0 ms`, up to a time without a name. */
static char *
describe_times (const Time *times)
{
  GString *text = g_string_new (NULL);

  for (const Time *time = times; time->name != NULL; time++)
    {
      g_autofree char *seconds = swim_format_seconds (time->seconds);

      g_string_append_printf (text, "%s%s %s", time > times ? ", " : "", time->name, seconds);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_latency (const SwimLatencyFigures *latency)
{
  return describe_times ((const Time[]){ { "p50", latency->p50 },
                                         { "p90", latency->p90 },
                                         { "p99", latency->p99 },
                                         { "p99.9", latency->p999 },
                                         { "max", latency->max },
                                         { NULL, 0 } });
}

static char *
describe_blocked (const SwimLoopReport *loop)
{
  g_autofree char *seconds = swim_format_seconds (loop->blocked_seconds);
  g_autofree char *fraction = swim_format_percent (loop->blocked_fraction);

  return g_strdup_printf ("%s (%s) in %" G_GUINT64_FORMAT " %s", seconds, fraction, loop->stalls,
                          loop->stalls == 1 ? "stall" : "stalls");
}

static char *
describe_work (const SwimLoopReport *loop)
{
  g_autofree char *busy = swim_format_percent (loop->utilization);

  return g_strdup_printf ("%s, %" G_GUINT64_FORMAT " iterations and %" G_GUINT64_FORMAT " nested",
                          busy, loop->iterations, loop->nested_iterations);
}

static char *
describe_heartbeat (const SwimHeartbeatFigures *heartbeat)
{
  g_autofree char *period = swim_format_seconds (heartbeat->period);
  g_autofree char *late = describe_times ((const Time[]){ { "p50", heartbeat->p50 },
                                                          { "p99", heartbeat->p99 },
                                                          { "max", heartbeat->max },
                                                          { NULL, 0 } });

  return g_strdup_printf ("late by %s (%" G_GUINT64_FORMAT " ticks, one each %s)", late,
                          heartbeat->ticks, period);
}

static void
add_stalls (GString *text, const SwimRecord *record)
{
  g_autoptr (GPtrArray) worst = swim_report_worst_stalls (record);

  for (guint i = 0; i < MIN (worst->len, STALLS_SHOWN); i++)
    add (text, "stall", swim_report_stall (g_ptr_array_index (worst, i)));
}

static void
add_usage (GString *text, const SwimUsageFigures *usage)
{
  g_autofree char *user = swim_format_seconds (usage->cpu_user_seconds);
  g_autofree char *system = swim_format_seconds (usage->cpu_system_seconds);
  g_autofree char *given = known (usage->context_switches_voluntary, swim_format_number);
  g_autofree char *taken = known (usage->context_switches_involuntary, swim_format_number);

  add (text, "CPU", g_strdup_printf ("%s user, %s system", user, system));
  add (text, "peak memory", known (usage->rss_max_bytes, swim_format_bytes));
  add (text, "threads", known (usage->threads_max, swim_format_number));
  add (text, "switches", g_strdup_printf ("%s voluntary, %s involuntary", given, taken));
}

/* A member of a context for people (transfer full), or NULL. */
char *
swim_report_context (JsonObject *context, const char *name)
{
  JsonNode *node = context != NULL ? json_object_get_member (context, name) : NULL;
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : 0;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (type == G_TYPE_STRING)
    return json_node_dup_string (node);
  return type == G_TYPE_DOUBLE ? swim_format_ratio (json_node_get_double (node))
                               : json_to_string (node, FALSE);
}

static void
add_context (GString *text, JsonObject *context)
{
  g_autoptr (GList) names = json_object_get_members (context);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *value = swim_report_context (context, name->data);

      if (value != NULL && strlen (name->data) <= KEY_WIDTH)
        add (text, name->data, g_steal_pointer (&value));
    }
}

/* Of shares that were joined, the wall clock time is that from the first start to the last end. */
static char *
describe_wall (const SwimRecord *record)
{
  const SwimJoined *joined = &record->origin.joined;
  g_autofree char *wall = swim_format_seconds (record->wall_seconds);
  g_autofree char *longest = swim_format_seconds (joined->wall_longest);
  g_autofree char *sum = swim_format_seconds (joined->wall_sum);

  if (joined->shares == 0)
    return g_steal_pointer (&wall);
  return g_strdup_printf (
      "%s from the first start to the last end; longest run %s, all together %s", wall, longest,
      sum);
}

/* `3 of 16`, `16 joined, of 17 runs`, `15 of 16 joined, of 17 runs`; NULL where it is none. */
static char *
describe_shares (const SwimOrigin *origin)
{
  const SwimJoined *joined = &origin->joined;
  const char *runs = joined->runs == 1 ? "run" : "runs";

  if (joined->shares > 0 && joined->count > joined->shares)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                            " joined, of %" G_GUINT64_FORMAT " %s",
                            joined->shares, joined->count, joined->runs, runs);
  if (joined->shares > 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " joined, of %" G_GUINT64_FORMAT " %s",
                            joined->shares, joined->runs, runs);
  if (origin->shard.count > 0)
    return g_strdup_printf ("%u of %u, by %s", origin->shard.index, origin->shard.count,
                            swim_shard_by_to_string (origin->shard.by));
  return NULL;
}

static void
add_times (GString *text, const SwimRecord *record)
{
  g_autofree char *rate = swim_format_ratio (record->throughput_per_sec);
  g_autofree char *bytes = swim_format_bytes ((double) record->bytes);

  add (text, "setup", swim_format_seconds (record->setup_seconds));
  add (text, "wall", describe_wall (record));
  add (text, "first result", swim_format_seconds (record->first_result_seconds));
  add (text, "throughput", g_strdup_printf ("%s items/s, %s in all", rate, bytes));
  add (text, "service", describe_latency (&record->service));
  add (text, "since start", describe_latency (&record->since_start));
}

/* Lines of text (transfer full). */
char *
swim_report_record (const SwimRecord *record)
{
  GString *text = g_string_new (NULL);
  g_autofree char *shares = describe_shares (&record->origin);
  g_autofree char *offloaded =
      record->offloaded != NULL ? g_strjoinv ("; ", record->offloaded) : NULL;

  add (text, "job", g_strdup (record->job));
  add (text, "mode", describe_mode (record));
  if (shares != NULL)
    add (text, "shares", g_steal_pointer (&shares));
  add (text, "items", describe_items (record));
  if (record->origin.resumed)
    add (text, "taken over",
         g_strdup_printf ("%" G_GUINT64_FORMAT " from an earlier run, not counted here",
                          record->origin.taken.tally.total));
  add (text, "digest", g_strdup (record->digest != NULL ? record->digest : "–"));
  add_times (text, record);
  add (text, "loop delay",
       describe_times ((const Time[]){ { "p50", record->loop.delay_p50 },
                                       { "p99", record->loop.delay_p99 },
                                       { "max", record->loop.delay_max },
                                       { NULL, 0 } }));
  add (text, "loop blocked", describe_blocked (&record->loop));
  add (text, "loop busy", describe_work (&record->loop));
  add (text, "heartbeat", describe_heartbeat (&record->loop.heartbeat));
  add_stalls (text, record);
  add_usage (text, &record->usage);
  add (text, "offloaded",
       g_strdup (offloaded != NULL && *offloaded != '\0' ? offloaded : "nothing"));
  if (record->origin.incomplete && record->origin.joined.shares == 0)
    add (text, "incomplete", g_strdup (SWIM_REPORT_BROKEN_OFF));
  for (char **remark = record->remarks; remark != NULL && *remark != NULL; remark++)
    add (text, "remark", g_strdup (*remark));
  if (record->context != NULL)
    add_context (text, record->context);
  return g_string_free (text, FALSE);
}
