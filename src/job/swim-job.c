/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/swim-job.h"

#include "base/swim-error.h"

G_DEFINE_INTERFACE (SwimJob, swim_job, G_TYPE_OBJECT)

static void
swim_job_default_init (SwimJobInterface *iface)
{
  /* No default form: see the head of swim-job.h. */
}

/* Under which an open job has anything but NULL. It is there for every class of jobs, and set in
 * one step, since two threads may open one job at once. */
static GQuark
get_open_quark (void)
{
  return g_quark_from_static_string ("swim-job-open");
}

static gboolean
exchange_open (SwimJob *job, gboolean from, gboolean to)
{
  return g_object_replace_qdata (G_OBJECT (job), get_open_quark (), GINT_TO_POINTER (from),
                                 GINT_TO_POINTER (to), NULL, NULL);
}

/**
 * swim_job_open:
 * @job: a job that is not open
 * @slots: how many items may be in flight, at least 1
 * @form: the form that all or most of the items will take
 * @error: return location for an error
 *
 * Makes the job ready. A job that was opened must be closed before it can be opened again, also in
 * another thread: what it holds while it is open belongs to one run.
 *
 * Returns: %FALSE if the job cannot work at all, or is open already
 *
 * Since: 0.1
 */
gboolean
swim_job_open (SwimJob *job, guint slots, SwimJobForm form, GError **error)
{
  SwimJobInterface *iface;

  g_return_val_if_fail (SWIM_IS_JOB (job) && slots >= 1, FALSE);
  iface = SWIM_JOB_GET_IFACE (job);
  if (iface->run == NULL || (iface->start == NULL && iface->run_async == NULL))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "a job of the type %s cannot be run: it has no %s", G_OBJECT_TYPE_NAME (job),
                   iface->run == NULL ? "run" : "start and no run_async");
      return FALSE;
    }
  if (!exchange_open (job, FALSE, TRUE))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "a job of the type %s is in use by another run, and serves one at a time: make "
                   "a job object for each run",
                   G_OBJECT_TYPE_NAME (job));
      return FALSE;
    }
  if (iface->open == NULL || iface->open (job, slots, form, error))
    return TRUE;
  exchange_open (job, TRUE, FALSE);
  return FALSE;
}

/**
 * swim_job_close:
 * @job: an open job with no item in flight
 *
 * Releases what the job holds while it is open: connections, channels, workers. Closing a job that
 * is not open does nothing.
 *
 * Since: 0.1
 */
void
swim_job_close (SwimJob *job)
{
  SwimJobInterface *iface;

  g_return_if_fail (SWIM_IS_JOB (job));
  if (g_object_get_qdata (G_OBJECT (job), get_open_quark ()) == NULL)
    return;
  iface = SWIM_JOB_GET_IFACE (job);
  if (iface->close != NULL)
    iface->close (job);
  exchange_open (job, TRUE, FALSE); /* last: nobody may open it while it closes */
}

/* The outcome, or one made from the error that came in its place (transfer full). */
static SwimOutcome *
take_outcome (SwimOutcome *outcome, const GError *error)
{
  if (outcome != NULL)
    return outcome;
  g_return_val_if_fail (
      error != NULL,
      swim_outcome_new (SWIM_STATUS_IO_ERROR, "the job gave neither an outcome nor an error"));
  return swim_outcome_new_from_error (error);
}

/**
 * swim_job_copy:
 * @job: a job
 * @error: return location for an error
 *
 * Makes a job that does the same on another loop. It has connections, channels and files of its
 * own, and shares what limits the run as a whole.
 *
 * Returns: (transfer full): a job that is not open, or %NULL if this job cannot be copied
 *
 * Since: 0.1
 */
SwimJob *
swim_job_copy (SwimJob *job, GError **error)
{
  SwimJobInterface *iface;

  g_return_val_if_fail (SWIM_IS_JOB (job), NULL);
  iface = SWIM_JOB_GET_IFACE (job);
  if (iface->copy != NULL)
    return iface->copy (job);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "a job of the type %s runs on one loop only, since it cannot be copied",
               G_OBJECT_TYPE_NAME (job));
  return NULL;
}

/**
 * swim_job_run:
 * @job: an open job
 * @item: what to work on
 * @cancellable: (nullable): the run's cancellable
 *
 * Does the work as one blocking call.
 *
 * Returns: (transfer full): the outcome; an error of the job has become one
 *
 * Since: 0.1
 */
SwimOutcome *
swim_job_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  SwimJobInterface *iface;
  SwimOutcome *outcome;

  g_return_val_if_fail (job != NULL && item != NULL, NULL);
  iface = SWIM_JOB_GET_IFACE (job); /* checks the type as well, and costs only once */
  g_return_val_if_fail (iface != NULL, NULL);
  outcome = iface->run (job, item, cancellable, &error);
  return take_outcome (outcome, error);
}

/* The outcome of an item that run_async() began (transfer full). */
static SwimOutcome *
finish_async (SwimJob *job, GAsyncResult *result)
{
  SwimJobInterface *iface = SWIM_JOB_GET_IFACE (job);
  g_autoptr (GError) error = NULL;
  SwimOutcome *outcome = iface->run_finish != NULL
                             ? iface->run_finish (job, result, &error)
                             : g_task_propagate_pointer (G_TASK (result), &error);

  return take_outcome (outcome, error);
}

static void
on_async_done (GObject *source, GAsyncResult *result, gpointer data)
{
  swim_completion_complete (data, finish_async (SWIM_JOB (source), result));
}

/**
 * swim_job_start: (skip)
 * @job: an open job
 * @item: what to work on; it must live until the job completes it
 * @cancellable: (nullable): the run's cancellable
 * @completion: where the job hands in the outcome; it must live until then
 *
 * Begins the work without blocking. The job calls swim_completion_complete() exactly once, on this
 * thread, perhaps before this call returns.
 *
 * Since: 0.1
 */
void
swim_job_start (SwimJob *job,
                const SwimItem *item,
                GCancellable *cancellable,
                SwimCompletion *completion)
{
  SwimJobInterface *iface;

  g_return_if_fail (job != NULL && item != NULL && completion != NULL);
  iface = SWIM_JOB_GET_IFACE (job);
  g_return_if_fail (iface != NULL);
  if (iface->start != NULL)
    iface->start (job, item, cancellable, completion);
  else
    iface->run_async (job, item, cancellable, on_async_done, completion);
}

/**
 * swim_completion_complete: (skip)
 * @completion: what swim_job_start() was given with the item
 * @outcome: (transfer full): the outcome of the item
 *
 * Completes an item. A job calls this exactly once for each item, on the thread that started it;
 * an item for which it is not called stays in flight until the run is cancelled. A second call, or
 * a call on another thread, is a mistake of the job: it is logged as critical with the item's name,
 * and the second outcome is dropped.
 *
 * Since: 0.1
 */
void
swim_completion_complete (SwimCompletion *completion, SwimOutcome *outcome)
{
  g_return_if_fail (completion != NULL);
  completion->completed (completion, take_outcome (outcome, NULL));
}

/* A GTask that is completed through a completion, whichever of the two the job itself has. */
typedef struct
{
  SwimCompletion completion;
  SwimItem *item;
  GTask *task;
} TaskCompletion;

static void
on_task_completed (SwimCompletion *completion, SwimOutcome *outcome)
{
  TaskCompletion *self = (TaskCompletion *) completion;
  g_autoptr (GTask) task = self->task;

  swim_item_free (self->item);
  g_free (self);
  g_task_return_pointer (task, outcome, (GDestroyNotify) swim_outcome_unref);
}

/**
 * swim_job_run_async:
 * @job: an open job
 * @item: what to work on
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure data): called when the work is done
 * @data: passed to @callback
 *
 * Does the work without ever blocking the calling thread.
 *
 * Since: 0.1
 */
void
swim_job_run_async (SwimJob *job,
                    const SwimItem *item,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  TaskCompletion *self;

  g_return_if_fail (SWIM_IS_JOB (job) && item != NULL);
  self = g_new0 (TaskCompletion, 1);
  self->completion.completed = on_task_completed;
  self->item = swim_item_copy (item);
  self->task = g_task_new (job, cancellable, callback, data);
  g_task_set_source_tag (self->task, swim_job_run_async);
  /* A cancelled item has an outcome like any other; it is not lost to G_IO_ERROR_CANCELLED. */
  g_task_set_check_cancellable (self->task, FALSE);
  swim_job_start (job, self->item, cancellable, &self->completion);
}

/**
 * swim_job_run_finish:
 * @job: a job
 * @result: what the callback was given
 * @error: return location for an error; an item that fails is an outcome, not an error
 *
 * Returns: (transfer full): the outcome of the item
 *
 * Since: 0.1
 */
SwimOutcome *
swim_job_run_finish (SwimJob *job, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SWIM_IS_JOB (job) && g_task_is_valid (result, job), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * swim_job_get_offloaded:
 * @job: a job
 *
 * Returns: (transfer none) (array zero-terminated=1): the parts of the non-blocking form that a
 *   thread does all the same, each in a few words; empty if there are none
 *
 * Since: 0.1
 */
const char *const *
swim_job_get_offloaded (SwimJob *job)
{
  static const char *const nothing[] = { NULL };
  SwimJobInterface *iface;

  g_return_val_if_fail (SWIM_IS_JOB (job), nothing);
  iface = SWIM_JOB_GET_IFACE (job);
  return iface->get_offloaded != NULL ? iface->get_offloaded (job) : nothing;
}

/**
 * swim_job_dup_client:
 * @job: a job
 *
 * Returns: (transfer full) (nullable): the library that the job stands on, such as
 *   `soup (libsoup 3.2.3, GnuTLS)`; %NULL if it does not say
 *
 * Since: 0.1
 */
char *
swim_job_dup_client (SwimJob *job)
{
  SwimJobInterface *iface;

  g_return_val_if_fail (SWIM_IS_JOB (job), NULL);
  iface = SWIM_JOB_GET_IFACE (job);
  return iface->dup_client != NULL ? iface->dup_client (job) : NULL;
}

/**
 * swim_job_dup_remarks:
 * @job: a job whose run is over
 *
 * Returns: (transfer full) (array zero-terminated=1): what is to be said of the run besides its
 *   outcomes; mostly nothing
 *
 * Since: 0.1
 */
char **
swim_job_dup_remarks (SwimJob *job)
{
  SwimJobInterface *iface;

  g_return_val_if_fail (SWIM_IS_JOB (job), NULL);
  iface = SWIM_JOB_GET_IFACE (job);
  return iface->dup_remarks != NULL ? iface->dup_remarks (job) : g_new0 (char *, 1);
}
