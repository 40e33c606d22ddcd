/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The figures of shares that add up whatever share they are of, and those that cannot: delays of
 * loops on different machines have no common percentiles, so that they are not known. */
#include "config.h"

#include <math.h>

#include "loop/histogram.h"
#include "run/join-private.h"

#define MOST_STALLS 100
#define MOST_REMARKS 100

static double
add_known (double sum, double value)
{
  return isfinite (value) ? sum + value : sum;
}

/* Counts of the kernel: -1 is not known, and then the sum is not. */
static gint64
add_signed (gint64 sum, gint64 value)
{
  return sum < 0 || value < 0 || value > G_MAXINT64 - sum ? -1 : sum + value;
}

static guint64
add_count (guint64 sum, guint64 value)
{
  return value > (guint64) G_MAXINT64 - sum ? (guint64) G_MAXINT64 : sum + value;
}

static void
add_usage (SwimUsageFigures *sum, const SwimUsageFigures *usage)
{
  sum->cpu_user_seconds += usage->cpu_user_seconds;
  sum->cpu_system_seconds += usage->cpu_system_seconds;
  sum->rss_max_bytes = MAX (sum->rss_max_bytes, usage->rss_max_bytes);
  sum->threads_max = MAX (sum->threads_max, usage->threads_max);
  sum->context_switches_voluntary =
      add_signed (sum->context_switches_voluntary, usage->context_switches_voluntary);
  sum->context_switches_involuntary =
      add_signed (sum->context_switches_involuntary, usage->context_switches_involuntary);
  sum->faults_minor = add_signed (sum->faults_minor, usage->faults_minor);
  sum->faults_major = add_signed (sum->faults_major, usage->faults_major);
  sum->io_read_bytes = add_signed (sum->io_read_bytes, usage->io_read_bytes);
  sum->io_written_bytes = add_signed (sum->io_written_bytes, usage->io_written_bytes);
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  const SwimStall *one = *(const SwimStall *const *) a;
  const SwimStall *other = *(const SwimStall *const *) b;

  return one->duration < other->duration ? 1 : one->duration > other->duration ? -1 : 0;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SwimStall *one = *(const SwimStall *const *) a;
  const SwimStall *other = *(const SwimStall *const *) b;

  return one->start < other->start ? -1 : one->start > other->start ? 1 : 0;
}

/* Keeps the longest stalls of all, by the time of day until it is known when the first run began.
 */
static void
add_stalls (GPtrArray *sum, const GPtrArray *stalls, gint64 started)
{
  for (guint i = 0; i < stalls->len; i++)
    {
      SwimStall *stall = swim_stall_copy (g_ptr_array_index (stalls, i));

      stall->start = MIN (stall->start, G_MAXINT64 / 4) + MIN (started, G_MAXINT64 / 4000) * 1000;
      g_ptr_array_add (sum, stall);
    }
  g_ptr_array_sort (sum, compare_durations);
  if (sum->len > MOST_STALLS)
    g_ptr_array_remove_range (sum, MOST_STALLS, sum->len - MOST_STALLS);
}

static void
add_loop (SwimJoin *self, const SwimRecord *record)
{
  SwimLoopReport *sum = &self->sum->loop;
  const SwimLoopReport *loop = &record->loop;

  sum->delay_max = fmax (sum->delay_max, loop->delay_max);
  sum->iterations = add_count (sum->iterations, loop->iterations);
  sum->nested_iterations = add_count (sum->nested_iterations, loop->nested_iterations);
  sum->stalls = add_count (sum->stalls, loop->stalls);
  sum->heartbeat.period = loop->heartbeat.period;
  sum->heartbeat.ticks = add_count (sum->heartbeat.ticks, loop->heartbeat.ticks);
  sum->heartbeat.max = fmax (sum->heartbeat.max, loop->heartbeat.max);
  self->blocked_seconds = add_known (self->blocked_seconds, loop->blocked_seconds);
  self->busy_seconds = add_known (self->busy_seconds, loop->utilization * record->wall_seconds);
  add_stalls (sum->worst_stalls, loop->worst_stalls, record->origin.started);
}

/* Adds what is not there yet. */
static void
add_strings (char ***sum, char **strings)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  guint n = *sum != NULL ? g_strv_length (*sum) : 0;

  if (*sum != NULL)
    g_strv_builder_addv (all, (const char **) *sum);
  for (; strings != NULL && *strings != NULL && n < MOST_REMARKS; strings++)
    if (*sum == NULL || !g_strv_contains ((const char *const *) *sum, *strings))
      {
        g_strv_builder_add (all, *strings);
        n++;
      }
  g_strfreev (*sum);
  *sum = g_strv_builder_end (all);
}

/* Keeps of the context what is the same everywhere, and what every context has. */
static void
meet_context (JsonObject *sum, JsonObject *context)
{
  g_autoptr (GList) names = json_object_get_members (sum);

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *other = context != NULL ? json_object_get_member (context, name->data) : NULL;

      if (g_strv_contains ((const char *const[]){ "date", "cpus", "swimlane", NULL }, name->data))
        continue;
      if (other == NULL || !json_node_equal (json_object_get_member (sum, name->data), other))
        json_object_remove_member (sum, name->data);
    }
}

/* Adds what a run cost, and takes what is the same for all from the first. */
void
swim_join_add_figures (SwimJoin *self, SwimRecord *record)
{
  SwimRecord *sum = self->sum;

  if (sum->job == NULL)
    {
      sum->job = g_strdup (record->job);
      sum->mode = g_strdup (record->mode);
      sum->seed = record->seed;
      sum->blocking_share = record->blocking_share;
      sum->context = record->context != NULL ? json_object_ref (record->context) : NULL;
      sum->service.max = sum->since_start.max = sum->loop.delay_max = NAN;
    }
  else if (sum->context != NULL)
    meet_context (sum->context, record->context);
  sum->jobs = MAX (sum->jobs, record->jobs);
  sum->loops = MAX (sum->loops, record->loops);
  sum->setup_seconds = fmax (sum->setup_seconds, record->setup_seconds);
  self->wall_seconds += record->wall_seconds;
  add_usage (&sum->usage, &record->usage);
  add_loop (self, record);
  add_strings (&sum->offloaded, record->offloaded);
  add_strings (&sum->remarks, record->remarks);
  /* Percentiles need all histograms; the maximum is that of all runs whether they have one or not.
   */
  sum->service.max = fmax (sum->service.max, record->service.max);
  sum->since_start.max = fmax (sum->since_start.max, record->since_start.max);
  self->no_times |= record->service_times == NULL || record->since_start_times == NULL;
  if (self->no_times)
    return;
  swim_histogram_add_to (record->service_times, self->service);
  swim_histogram_add_to (record->since_start_times, self->since_start);
}

/* The percentiles; the maximum is exact. */
static void
fill_in_latency (const SwimDistribution *times,
                 gboolean known,
                 SwimLatencyFigures *figures,
                 GArray **histogram)
{
  double max = figures->max;

  *figures = (SwimLatencyFigures){ NAN, NAN, NAN, NAN, max };
  if (!known)
    return;
  swim_latency_read (times, figures);
  figures->max = max;
  figures->p50 = fmin (figures->p50, max);
  figures->p90 = isnan (figures->p90) ? NAN : fmin (figures->p90, max);
  figures->p99 = isnan (figures->p99) ? NAN : fmin (figures->p99, max);
  figures->p999 = isnan (figures->p999) ? NAN : fmin (figures->p999, max);
  *histogram = swim_histogram_of (times);
}

/* Completes the sum, when all runs are added; @begin is when the first one began. */
void
swim_join_fill_in (SwimJoin *self, gint64 begin)
{
  SwimRecord *sum = self->sum;
  SwimLoopReport *loop = &sum->loop;

  fill_in_latency (self->service, !self->no_times, &sum->service, &sum->service_times);
  fill_in_latency (self->since_start, !self->no_times, &sum->since_start, &sum->since_start_times);
  loop->delay_p50 = loop->delay_p99 = loop->delay_p999 = NAN;
  loop->heartbeat.p50 = loop->heartbeat.p99 = NAN;
  loop->blocked_seconds = self->blocked_seconds;
  loop->blocked_fraction = self->wall_seconds > 0 ? self->blocked_seconds / self->wall_seconds : 0;
  loop->utilization = self->wall_seconds > 0 ? self->busy_seconds / self->wall_seconds : 0;
  for (guint i = 0; i < loop->worst_stalls->len; i++)
    ((SwimStall *) g_ptr_array_index (loop->worst_stalls, i))->start -= begin * 1000;
  g_ptr_array_sort (loop->worst_stalls, compare_starts);
}
