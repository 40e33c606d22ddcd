/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The result is the record that the JSON is written from, so the two cannot differ. */
#include "config.h"

#include "run/swim-run-result.h"

#include <math.h>

#include "run/run-private.h"

/* Shared by all references. */
struct _SwimRunResult
{
  SwimRecord *record;
};

G_DEFINE_BOXED_TYPE (SwimRunResult, swim_run_result, swim_run_result_ref, swim_run_result_unref)

/**
 * swim_run_get_result:
 * @run: a run
 *
 * Each call makes a result anew, so keep it where you need several figures.
 *
 * Returns: (transfer full) (nullable): what the run came to; %NULL while it is not over
 *
 * Since: 0.1
 */
SwimRunResult *
swim_run_get_result (SwimRun *run)
{
  SwimRecord *record;
  SwimRunResult *result;

  g_return_val_if_fail (SWIM_IS_RUN (run), NULL);
  record = swim_run_make_record (run, NULL);
  if (record == NULL)
    return NULL;
  result = g_atomic_rc_box_new (SwimRunResult);
  result->record = record;
  return result;
}

/**
 * swim_run_result_ref:
 * @result: a result
 *
 * Returns: (transfer full): @result, with one reference more
 *
 * Since: 0.1
 */
SwimRunResult *
swim_run_result_ref (SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);
  return g_atomic_rc_box_acquire (result);
}

static void
clear_result (gpointer data)
{
  swim_record_free (((SwimRunResult *) data)->record);
}

/**
 * swim_run_result_unref:
 * @result: (transfer full): a result
 *
 * Since: 0.1
 */
void
swim_run_result_unref (SwimRunResult *result)
{
  g_return_if_fail (result != NULL);
  g_atomic_rc_box_release_full (result, clear_result);
}

/**
 * swim_run_result_get_wall_seconds:
 * @result: a result
 *
 * Returns: how long the run took, without what was made ready before
 *
 * Since: 0.1
 */
double
swim_run_result_get_wall_seconds (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->wall_seconds;
}

/**
 * swim_run_result_get_setup_seconds:
 * @result: a result
 *
 * Returns: how long it took to open the job and to make the mode ready
 *
 * Since: 0.1
 */
double
swim_run_result_get_setup_seconds (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->setup_seconds;
}

/**
 * swim_run_result_get_throughput:
 * @result: a result
 *
 * Returns: items a second
 *
 * Since: 0.1
 */
double
swim_run_result_get_throughput (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->throughput_per_sec;
}

/**
 * swim_run_result_get_items:
 * @result: a result
 *
 * Returns: how many items have an outcome
 *
 * Since: 0.1
 */
guint64
swim_run_result_get_items (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, 0);
  return result->record->items;
}

/**
 * swim_run_result_get_count:
 * @result: a result
 * @status: a class
 *
 * Returns: how many items have an outcome of that class
 *
 * Since: 0.1
 */
guint64
swim_run_result_get_count (const SwimRunResult *result, SwimStatus status)
{
  g_return_val_if_fail (result != NULL && (guint) status < SWIM_N_STATUSES, 0);
  return result->record->statuses[status];
}

/**
 * swim_run_result_get_bytes:
 * @result: a result
 *
 * Returns: how many bytes of bodies were received
 *
 * Since: 0.1
 */
guint64
swim_run_result_get_bytes (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, 0);
  return result->record->bytes;
}

/* A figure that is known for some quantiles only. */
typedef struct
{
  double quantile;
  double figure;
} QuantileFigure;

static double
find_quantile (const QuantileFigure *figures, guint n, double quantile)
{
  for (guint i = 0; i < n; i++)
    if (fabs (figures[i].quantile - quantile) < 1e-9)
      return figures[i].figure;
  return NAN;
}

/**
 * swim_run_result_get_latency:
 * @result: a result
 * @quantile: 0.5, 0.9, 0.99 or 0.999; 1 for the longest
 *
 * A quantile other than the median is known where at least ten items lie beyond it.
 *
 * Returns: the time from the call of the job to the item's outcome in seconds, which so great a
 *   share of the items does not exceed; NaN where that is not known
 *
 * Since: 0.1
 */
double
swim_run_result_get_latency (const SwimRunResult *result, double quantile)
{
  const SwimLatencyFigures *service;

  g_return_val_if_fail (result != NULL, NAN);
  service = &result->record->service;
  return find_quantile ((QuantileFigure[]){ { 0.5, service->p50 },
                                            { 0.9, service->p90 },
                                            { 0.99, service->p99 },
                                            { 0.999, service->p999 },
                                            { 1, service->max } },
                        5, quantile);
}

/**
 * swim_run_result_get_loop_delay:
 * @result: a result
 * @quantile: 0.5, 0.99 or 0.999; 1 for the longest
 *
 * Returns: for how many seconds the loop keeps an event waiting that arrives at a random moment,
 *   as this quantile; NaN for another
 *
 * Since: 0.1
 */
double
swim_run_result_get_loop_delay (const SwimRunResult *result, double quantile)
{
  const SwimLoopReport *loop;

  g_return_val_if_fail (result != NULL, NAN);
  loop = &result->record->loop;
  return find_quantile ((QuantileFigure[]){ { 0.5, loop->delay_p50 },
                                            { 0.99, loop->delay_p99 },
                                            { 0.999, loop->delay_p999 },
                                            { 1, loop->delay_max } },
                        4, quantile);
}

/**
 * swim_run_result_get_blocked_seconds:
 * @result: a result
 *
 * Returns: how long the loop was in stalls, all together
 *
 * Since: 0.1
 */
double
swim_run_result_get_blocked_seconds (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->loop.blocked_seconds;
}

/**
 * swim_run_result_get_utilization:
 * @result: a result
 *
 * Returns: the share of the time in which the loop was busy, from 0 to 1
 *
 * Since: 0.1
 */
double
swim_run_result_get_utilization (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->loop.utilization;
}

/**
 * swim_run_result_get_stalls:
 * @result: a result
 *
 * Returns: how many busy spans of the loop were as long as swim_run_set_stall_seconds() says, or
 * longer
 *
 * Since: 0.1
 */
guint64
swim_run_result_get_stalls (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, 0);
  return result->record->loop.stalls;
}

/* The longest one; NULL where there is none. */
static const SwimStall *
find_worst (const GPtrArray *stalls)
{
  const SwimStall *worst = NULL;

  for (guint i = 0; i < stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (stalls, i);

      if (worst == NULL || stall->duration > worst->duration)
        worst = stall;
    }
  return worst;
}

/**
 * swim_run_result_get_worst_stall:
 * @result: a result
 * @start: (out) (optional): when it began, in seconds since the run began
 * @seconds: (out) (optional): how long it lasted
 * @cause: (out) (optional) (transfer none): what held up the loop, in words
 * @item: (out) (optional) (nullable) (transfer none): the item whose blocking call ran last
 * @call: (out) (optional) (nullable) (transfer none): the system call in which the thread waited
 *
 * What is handed out belongs to @result.
 *
 * Returns: %FALSE if there was no stall; nothing is then set
 *
 * Since: 0.1
 */
gboolean
swim_run_result_get_worst_stall (const SwimRunResult *result,
                                 double *start,
                                 double *seconds,
                                 const char **cause,
                                 const char **item,
                                 const char **call)
{
  const SwimStall *worst;

  g_return_val_if_fail (result != NULL, FALSE);
  worst = find_worst (result->record->loop.worst_stalls);
  if (worst == NULL)
    return FALSE;
  if (start != NULL)
    *start = (double) worst->start / 1e9;
  if (seconds != NULL)
    *seconds = (double) worst->duration / 1e9;
  if (cause != NULL)
    *cause = swim_cause_in_words (worst->cause);
  if (item != NULL)
    *item = worst->subject;
  if (call != NULL)
    *call = worst->call;
  return TRUE;
}

/**
 * swim_run_result_get_cpu_user_seconds:
 * @result: a result
 *
 * Returns: the CPU time of this process in its own code
 *
 * Since: 0.1
 */
double
swim_run_result_get_cpu_user_seconds (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->usage.cpu_user_seconds;
}

/**
 * swim_run_result_get_cpu_system_seconds:
 * @result: a result
 *
 * Returns: the CPU time of this process in the kernel
 *
 * Since: 0.1
 */
double
swim_run_result_get_cpu_system_seconds (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  return result->record->usage.cpu_system_seconds;
}

/**
 * swim_run_result_get_rss_max_bytes:
 * @result: a result
 *
 * Returns: the most memory that this process had resident
 *
 * Since: 0.1
 */
gint64
swim_run_result_get_rss_max_bytes (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, -1);
  return result->record->usage.rss_max_bytes;
}

/**
 * swim_run_result_get_threads_max:
 * @result: a result
 *
 * Returns: the most threads that this process had
 *
 * Since: 0.1
 */
gint64
swim_run_result_get_threads_max (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, -1);
  return result->record->usage.threads_max;
}

/**
 * swim_run_result_get_voluntary_switches:
 * @result: a result
 *
 * Returns: how often a thread waited and so gave up its CPU
 *
 * Since: 0.1
 */
gint64
swim_run_result_get_voluntary_switches (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, -1);
  return result->record->usage.context_switches_voluntary;
}

/**
 * swim_run_result_get_involuntary_switches:
 * @result: a result
 *
 * Returns: how often a thread was taken off its CPU
 *
 * Since: 0.1
 */
gint64
swim_run_result_get_involuntary_switches (const SwimRunResult *result)
{
  g_return_val_if_fail (result != NULL, -1);
  return result->record->usage.context_switches_involuntary;
}
