/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run: one job in one mode over one list of items, measured. */
#pragma once

#include "job/swim-items.h"
#include "job/swim-job.h"

G_BEGIN_DECLS

/**
 * SwimRun:
 *
 * One job in one mode over one list of items, measured. It is set up, then executed once:
 * swim_run_execute() iterates the loop by itself and hands each outcome to a sink, while
 * swim_run_next_async() lets a program await them one by one on a loop of its own. Afterwards
 * swim_run_get_result() has its figures.
 *
 * The properties `job`, `items` and `mode` (default: `async`) are set when the object is made. The
 * others have the names, meanings and defaults of the setters, and can be set until the run begins.
 * From its beginning to its end a run has the job to itself: runs that overlap each need a job
 * object of their own. Those that overlap in one thread, be it because the sink of one executes
 * another, share its main context.
 *
 * Since: 0.1
 */
#define SWIM_TYPE_RUN (swim_run_get_type ())
SWIM_API
G_DECLARE_FINAL_TYPE (SwimRun, swim_run, SWIM, RUN, GObject)

/**
 * SwimRunResult:
 *
 * The result of a run that is over: the figures that swim_run_save_record() writes.
 *
 * Since: 0.1
 */
typedef struct _SwimRunResult SwimRunResult;

#define SWIM_TYPE_RUN_RESULT (swim_run_result_get_type ())

/**
 * SwimRunSink:
 * @run: the run
 * @outcome: (transfer none): the outcome of an item
 * @data: as given
 *
 * Called on the loop with each outcome as it completes.
 *
 * Since: 0.1
 */
typedef void (*SwimRunSink) (SwimRun *run, SwimOutcome *outcome, gpointer data);

SWIM_API char **swim_run_list_modes (void);
SWIM_API SwimRun *swim_run_new (SwimJob *job, SwimItems *items, const char *mode, GError **error);
SWIM_API void swim_run_set_jobs (SwimRun *run, guint jobs);
SWIM_API void swim_run_set_loops (SwimRun *run, guint loops);
SWIM_API void swim_run_set_seed (SwimRun *run, guint64 seed);
SWIM_API void swim_run_set_blocking_share (SwimRun *run, double share);
SWIM_API void swim_run_set_stall_seconds (SwimRun *run, double seconds);
SWIM_API void swim_run_set_overdue_seconds (SwimRun *run, double seconds);
SWIM_API void swim_run_set_keep_outcomes (SwimRun *run, gboolean keep);
SWIM_API void swim_run_set_cancellable (SwimRun *run, GCancellable *cancellable);
SWIM_API void swim_run_set_sink (SwimRun *run,
                                 SwimRunSink sink,
                                 gpointer data,
                                 GDestroyNotify destroy);

SWIM_API gboolean swim_run_execute (SwimRun *run, GError **error);
SWIM_API void swim_run_next_async (SwimRun *run,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
SWIM_API SwimOutcome *swim_run_next_finish (SwimRun *run, GAsyncResult *result, GError **error);
SWIM_API SwimRunResult *swim_run_get_result (SwimRun *run);
SWIM_API gboolean swim_run_save_record (SwimRun *run,
                                        const char *job,
                                        const char *path,
                                        GError **error);

SWIM_API GType swim_run_result_get_type (void);
SWIM_API SwimRunResult *swim_run_result_ref (SwimRunResult *result);
SWIM_API void swim_run_result_unref (SwimRunResult *result);
SWIM_API double swim_run_result_get_figure (const SwimRunResult *result, const char *name);
SWIM_API guint64 swim_run_result_get_count (const SwimRunResult *result, SwimStatus status);
SWIM_API gboolean swim_run_result_get_worst_stall (const SwimRunResult *result,
                                                   double *start,
                                                   double *seconds,
                                                   const char **cause,
                                                   const char **item,
                                                   const char **call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRunResult, swim_run_result_unref)

G_END_DECLS
