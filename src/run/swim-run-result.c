/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A result wraps the record from which the JSON is written, so that the two cannot differ. */
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
 * Each call makes a new result; keep it if you need several figures.
 *
 * Returns: (transfer full) (nullable): the result of the run; %NULL until it is over
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

/* A getter of a member of the record, with what it returns instead where there is no result. */
#define GETTER(function, type, member, otherwise) \
  type function (const SwimRunResult *result) \
  { \
    g_return_val_if_fail (result != NULL, otherwise); \
    return result->record->member; \
  }

/**
 * swim_run_result_get_wall_seconds:
 * @result: a result
 *
 * Returns: wall-clock time of the run, without the setup before it
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_wall_seconds, double, wall_seconds, NAN)

/**
 * swim_run_result_get_setup_seconds:
 * @result: a result
 *
 * Returns: time that opening the job and preparing the mode took
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_setup_seconds, double, setup_seconds, NAN)

/**
 * swim_run_result_get_throughput:
 * @result: a result
 *
 * Returns: items per second
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_throughput, double, throughput_per_sec, NAN)

/**
 * swim_run_result_get_items:
 * @result: a result
 *
 * Returns: number of items that have an outcome
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_items, guint64, items, 0)

/**
 * swim_run_result_get_count:
 * @result: a result
 * @status: a class
 *
 * Returns: number of items that have an outcome of this class
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
 * Returns: number of bytes of bodies that were received
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_bytes, guint64, bytes, 0)

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
 * Returns: this quantile of the seconds from the call of the job to the outcome of the item; NaN
 *   where it is not known
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
 * Returns: this quantile of the seconds for which an event that arrives at a random moment waits
 *   until the loop handles it; NaN for another quantile
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
 * Returns: total duration of all stalls
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_blocked_seconds, double, loop.blocked_seconds, NAN)

/**
 * swim_run_result_get_utilization:
 * @result: a result
 *
 * Returns: share of the run during which the loop was busy, from 0 to 1
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_utilization, double, loop.utilization, NAN)

/**
 * swim_run_result_get_stalls:
 * @result: a result
 *
 * Returns: the number of stalls: busy spans of the loop that lasted at least as long as
 *   swim_run_set_stall_seconds() says
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_stalls, guint64, loop.stalls, 0)

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
 * @start: (out) (optional): its beginning, in seconds since the run began
 * @seconds: (out) (optional): its duration
 * @cause: (out) (optional) (transfer none): its cause in words
 * @item: (out) (optional) (nullable) (transfer none): the item whose blocking call ran last
 * @call: (out) (optional) (nullable) (transfer none): the system call in which the thread waited
 *
 * The strings belong to @result.
 *
 * Returns: %FALSE if there was no stall; then nothing is set
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
 * Returns: CPU time of this process in user mode during the run
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_cpu_user_seconds, double, usage.cpu_user_seconds, NAN)

/**
 * swim_run_result_get_cpu_system_seconds:
 * @result: a result
 *
 * Returns: CPU time of this process in the kernel during the run
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_cpu_system_seconds, double, usage.cpu_system_seconds, NAN)

/**
 * swim_run_result_get_rss_max_bytes:
 * @result: a result
 *
 * Returns: peak resident memory of this process, or -1
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_rss_max_bytes, gint64, usage.rss_max_bytes, -1)

/**
 * swim_run_result_get_threads_max:
 * @result: a result
 *
 * Returns: peak number of threads of this process, or -1
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_threads_max, gint64, usage.threads_max, -1)

/**
 * swim_run_result_get_voluntary_switches:
 * @result: a result
 *
 * Returns: voluntary context switches during the run
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_voluntary_switches, gint64, usage.context_switches_voluntary, -1)

/**
 * swim_run_result_get_involuntary_switches:
 * @result: a result
 *
 * Returns: involuntary context switches during the run
 *
 * Since: 0.1
 */
GETTER (swim_run_result_get_involuntary_switches, gint64, usage.context_switches_involuntary, -1)
