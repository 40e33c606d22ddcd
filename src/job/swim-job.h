/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The job interface: what is done with an item, in two forms that differ only in how they wait.
 * Neither has a default: one that called the other form in a thread would be called non-blocking
 * and be none, which is what this project is there to show. */
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
 * What is done with an item, in two forms that differ only in how they wait. A class that
 * implements `run`, and either `run_async` or `start`, can be run in every mode by a #SwimRun.
 *
 * A job serves one run at a time, from swim_job_open() to swim_job_close(). Runs that overlap, in
 * one thread or in several, each need a job object of their own; until the first is over, a second
 * run with the same job fails with %SWIM_ERROR_USAGE. Runs one after the other can share it, unless
 * one was dropped before its end, or ended while a blocking call did not come back: what is under
 * way then uses the job for good.
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
 * @completion: the completion of the item
 * @outcome: (transfer full): the outcome of the item
 *
 * Called when the job has completed an item: once, on the thread that started it, perhaps before
 * `start` returns.
 *
 * Since: 0.1
 */
typedef void (*SwimCompletionFunc) (SwimCompletion *completion, SwimOutcome *outcome);

/**
 * SwimCompletion:
 * @completed: called when the job has completed the item
 *
 * Where a job hands in the outcome of an item, with swim_completion_complete(). It is lighter than
 * a #GTask: whoever starts the item embeds it in a struct of its own.
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
 * @result: the result, for `run_finish`
 * @data: (closure): what was given with the callback
 *
 * Called by an implementation of `run_async` when it is done. It is a #GAsyncReadyCallback by
 * another name: from GLib 2.84 on, other languages no longer see the data of that one.
 *
 * Since: 0.1
 */
typedef void (*SwimJobCallback) (GObject *source, GAsyncResult *result, gpointer data);

/**
 * SwimJobInterface:
 * @open: called on the loop before the first item, and not again until after @close: prepares what
 *   the job keeps while it is open, and what the items of that form need, such as channels to
 *   servers, but makes no connection. Items may take the other form too. Optional
 * @close: called on the loop after the last item: releases that, so that the next @open begins
 *   anew. Not called where @open failed, which releases what it made itself. Optional
 * @run: the work as one blocking call. Called from any thread, concurrently, with distinct slots.
 *   Returns an outcome; or %NULL and an error, which becomes an outcome by its domain and code
 * @run_async: the same work without ever blocking the calling thread: no blocking socket call, no
 *   getaddrinfo(), no file call. Returns at once; @item lives until the callback has been called
 * @run_finish: the result: an outcome; or %NULL and an error, which becomes an outcome by its
 *   domain and code. Optional if the result of @run_async is a #GTask that returns an outcome
 * @start: in place of @run_async, for a job with so many items a second that a #GTask for each
 *   costs too much: the job hands in the outcome with swim_completion_complete()
 * @copy: makes a closed job that does the same on another loop: it has connections, channels and
 *   files of its own, and shares what limits the run as a whole. Called while the job is open,
 *   before the first item. Optional: without it there is one loop
 * @get_offloaded: the parts of @start that a thread does all the same, each in a few words.
 *   Optional: none
 * @dup_client: the library that the job stands on, for records: a word that chooses it, then its
 *   name and version in parentheses. Optional: none
 * @dup_remarks: what is to be said of the run besides its outcomes, once it is over, such as that a
 *   server is set up wrongly: each a sentence. Optional: nothing
 *
 * @run is required, and one of @run_async and @start; of these, @start is preferred. Both forms
 * obey the cancellable, which is that of the whole run, and the job's own deadline for each item.
 *
 * Python implements @run_async. GJS can implement neither, since it takes no callback in a virtual
 * function; from JavaScript the jobs of the library can be run.
 *
 * Every path of @start calls swim_completion_complete(), and every path of @run_async calls back,
 * exactly once and on the calling thread. If a path does not, the item stays in flight and the run
 * does not end; it then emits #SwimRun::overdue.
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
  char *(*dup_client) (SwimJob *job);
  char **(*dup_remarks) (SwimJob *job);
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
SWIM_API char *swim_job_dup_client (SwimJob *job);
SWIM_API char **swim_job_dup_remarks (SwimJob *job);

G_END_DECLS
