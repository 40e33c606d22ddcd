/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The job interface: what is done with an item, in two forms that share everything but the waiting.
 * Neither has a default: a default that wrapped the other in a thread would be the very lie that
 * this project exposes. */
#pragma once

#include <gio/gio.h>

#include "job/swim-outcome.h"

G_BEGIN_DECLS

#define SWIM_TYPE_JOB (swim_job_get_type ())
SWIM_API
G_DECLARE_INTERFACE (SwimJob, swim_job, SWIM, JOB, GObject)

/**
 * SwimJob:
 *
 * What is done with an item, in two forms that share everything but the waiting. A class that
 * implements `run` and either `run_async` or `start` can be run in every mode, by a #SwimRun.
 *
 * Since: 0.1
 */

/**
 * SwimJobForm:
 * @SWIM_JOB_BLOCKING: the work as one blocking call
 * @SWIM_JOB_NON_BLOCKING: the same work without blocking
 *
 * The two forms of a job.
 *
 * Since: 0.1
 */
typedef enum
{
  SWIM_JOB_BLOCKING,
  SWIM_JOB_NON_BLOCKING,
} SwimJobForm;

typedef struct _SwimCompletion SwimCompletion;

/**
 * SwimCompletionFunc:
 * @completion: the completion that is completed
 * @outcome: (transfer full): what came of the item
 *
 * Called once a completion, from the loop that started the item. It may be called before `start`
 * returns.
 *
 * Since: 0.1
 */
typedef void (*SwimCompletionFunc) (SwimCompletion *completion, SwimOutcome *outcome);

/**
 * SwimCompletion:
 * @completed: called when the item is done
 *
 * Where an item's outcome is handed in: lighter than a GTask, and embedded by whoever starts the
 * item. A job hands it back with swim_completion_complete().
 *
 * Since: 0.1
 */
struct _SwimCompletion
{
  SwimCompletionFunc completed;
};

/**
 * SwimJobCallback:
 * @source: the job
 * @result: what came of it
 * @data: (closure): what was given with the callback
 *
 * What an implementation of `run_async` calls when it is done: a #GAsyncReadyCallback by another
 * name, since that one has come to other languages without its data from GLib 2.84 on.
 *
 * Since: 0.1
 */
typedef void (*SwimJobCallback) (GObject *source, GAsyncResult *result, gpointer data);

/**
 * SwimJobInterface:
 * @open: called on the loop before the first item: makes ready what is kept as long as the job is
 *   open, and what the items of that form will need, such as channels to servers, but no
 *   connection. The other form may be called too. Optional
 * @close: called on the loop after the last item. Optional
 * @run: the work as one blocking call. Called from any thread, concurrently, with distinct slots.
 *   Returns an outcome; or %NULL and an error, which becomes an outcome by its domain and code
 * @run_async: the same work without ever blocking the calling thread: no blocking socket call, no
 *   getaddrinfo(), no file call. Returns at once; @item lives until the callback has been called
 * @run_finish: what came of it: an outcome; or %NULL and an error, which becomes an outcome by its
 *   domain and code. Optional where the result of @run_async is a #GTask that returns an outcome
 * @start: in place of @run_async, for a job that works on so many items a second that a #GTask for
 *   each is too dear: the outcome is handed in through the completion
 * @copy: makes a job that does the same, closed, for another loop: what belongs to a loop is its
 *   own, what limits the run as a whole is shared. Called while the job is open, before the first
 *   item. Optional: without it there is one loop
 * @get_offloaded: which parts of @start are done by a thread all the same, each in a few words.
 *   Optional: none
 *
 * @run is needed, and one of @run_async and @start; @start goes first where there are both. Both
 * forms obey the cancellable, which is that of the whole run, and a deadline an item that is
 * the job's own.
 *
 * Every path of @start returns the completion, and every path of @run_async calls back, once and on
 * the thread that called: an item for which that is forgotten stays in flight, and with it the run,
 * which then emits #SwimRun::overdue.
 *
 * Since: 0.1
 */
struct _SwimJobInterface
{
  GTypeInterface parent;

  gboolean (*open) (SwimJob *job, guint slots, SwimJobForm form, GError **error);
  void (*close) (SwimJob *job);
  SwimOutcome *(*run) (SwimJob *job,
                       const SwimItem *item,
                       GCancellable *cancellable,
                       GError **error);
  void (*run_async) (SwimJob *job,
                     const SwimItem *item,
                     GCancellable *cancellable,
                     SwimJobCallback callback,
                     gpointer data);
  SwimOutcome *(*run_finish) (SwimJob *job, GAsyncResult *result, GError **error);
  void (*start) (SwimJob *job,
                 const SwimItem *item,
                 GCancellable *cancellable,
                 SwimCompletion *completion);
  const char *const *(*get_offloaded) (SwimJob *job);
  SwimJob *(*copy) (SwimJob *job);
};

SWIM_API gboolean swim_job_open (SwimJob *job, guint slots, SwimJobForm form, GError **error);
SWIM_API void swim_job_close (SwimJob *job);
SWIM_API SwimJob *swim_job_copy (SwimJob *job, GError **error);
SWIM_API SwimOutcome *swim_job_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable);
SWIM_API void swim_job_start (SwimJob *job,
                              const SwimItem *item,
                              GCancellable *cancellable,
                              SwimCompletion *completion);
SWIM_API void swim_completion_complete (SwimCompletion *completion, SwimOutcome *outcome);
SWIM_API void swim_job_run_async (SwimJob *job,
                                  const SwimItem *item,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
SWIM_API SwimOutcome *swim_job_run_finish (SwimJob *job, GAsyncResult *result, GError **error);
SWIM_API const char *const *swim_job_get_offloaded (SwimJob *job);

G_END_DECLS
