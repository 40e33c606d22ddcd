/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A result wraps the record from which the JSON is written, so that the two cannot differ. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "run/run-private.h"

/* Shared by all references. */
struct _SwimRunResult
{
  SwimRecord *record;
};

static const struct
{
  const char *name;
  SwimFigure figure;
} figures[] = {
#define SWIM_METRIC(name, quantity, figure) { name, figure },
#include "run/metrics.def"
#undef SWIM_METRIC
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

/**
 * swim_run_result_get_figure:
 * @result: a result
 * @name: the name of a figure
 *
 * The names are those of the metrics of `--fail-if`, which swimlane-compare(1) lists: `wall`,
 * `throughput`, `p99`, `delay.p99`, `stall.max`, `rss` and so on. Times are in seconds, sizes in
 * bytes, shares from 0 to 1.
 *
 * Returns: the figure; NaN where it is not known, as a percentile beyond which fewer than ten items
 *   lie, and where no figure of a run has that name
 *
 * Since: 0.1
 */
double
swim_run_result_get_figure (const SwimRunResult *result, const char *name)
{
  g_return_val_if_fail (result != NULL && name != NULL, NAN);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (figures[i].name, name) == 0)
      return swim_figure_read (&figures[i].figure, result->record);
  return NAN;
}

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
