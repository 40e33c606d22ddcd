/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/run-state.h"

#include "base/own-context.h"
#include "base/swim-error.h"
#include "mode/mode.h"

G_DEFINE_FINAL_TYPE (SwimRun, swim_run, G_TYPE_OBJECT)

static void
swim_run_finalize (GObject *object)
{
  SwimRun *self = SWIM_RUN (object);

  g_clear_pointer (&self->window, swim_window_free);
  g_clear_pointer (&self->recorder, swim_recorder_free);
  g_clear_pointer (&self->meter, swim_meter_free);
  g_queue_clear_full (&self->ready, (GDestroyNotify) swim_outcome_unref);
  if (self->sink_destroy != NULL)
    self->sink_destroy (self->sink_data);
  g_clear_object (&self->config.cancellable);
  g_clear_object (&self->config.items);
  g_clear_object (&self->config.job);
  g_free (self->mode);
  g_free (self->id);
  G_OBJECT_CLASS (swim_run_parent_class)->finalize (object);
}

static void
swim_run_class_init (SwimRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_run_finalize;
  swim_run_install_properties (G_OBJECT_CLASS (klass));
  swim_run_install_overdue (klass);
}

static void
swim_run_init (SwimRun *self)
{
  self->measured = TRUE;
  g_queue_init (&self->ready);
}

/* Stops the clocks, and closes what nothing uses any more. */
void
swim_run_finish (SwimRun *self)
{
  self->wall = g_get_monotonic_time () - self->epoch;
  if (self->measured)
    swim_meter_stop (self->meter);
  if (!swim_window_has_detached (self->window))
    {
      swim_window_end (self->window, self->measured ? swim_meter_get_spans (self->meter) : NULL);
      swim_job_close (self->config.job);
    }
  self->finished = TRUE;
}

/* Takes the task that awaits an outcome, or NULL. */
static GTask *
take_awaiting (SwimRun *self)
{
  if (self->awaiting_cancelled != NULL)
    {
      g_source_destroy (self->awaiting_cancelled);
      g_clear_pointer (&self->awaiting_cancelled, g_source_unref);
    }
  return g_steal_pointer (&self->awaiting);
}

static gboolean
on_awaiting_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = take_awaiting (data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
await (SwimRun *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->awaiting = g_object_ref (task);
  if (cancellable == NULL)
    return;
  self->awaiting_cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->awaiting_cancelled, G_SOURCE_FUNC (on_awaiting_cancelled), self,
                         NULL);
  g_source_attach (self->awaiting_cancelled, g_task_get_context (task));
}

static void
on_outcome (SwimOutcome *outcome, gpointer data)
{
  g_autoptr (SwimRun) self = g_object_ref (data); /* the user may drop it */

  if (self->measured)
    swim_recorder_take (self->recorder, outcome);
  else
    swim_recorder_count (self->recorder, outcome);
  if (self->sink != NULL)
    self->sink (self, outcome, self->sink_data);
  if (!self->iterated)
    {
      swim_outcome_unref (outcome);
      return;
    }
  if (self->awaiting != NULL)
    {
      g_autoptr (GTask) task = take_awaiting (self);

      g_task_return_pointer (task, outcome, (GDestroyNotify) swim_outcome_unref);
      return;
    }
  g_queue_push_tail (&self->ready, outcome);
  if (self->ready.length >= swim_window_get_slots (&self->config))
    swim_window_hold (self->window, TRUE);
}

static void
on_drained (gpointer data)
{
  g_autoptr (SwimRun) self = g_object_ref (data);

  swim_run_finish (self);
  if (self->awaiting != NULL)
    {
      g_autoptr (GTask) task = take_awaiting (self);

      g_task_return_pointer (task, NULL, NULL);
    }
}

/* With the job open: prepares the mode, then starts the clocks and the window. What a program keeps
 * as long as it runs, such as the pool and the job's channels, is made before the clocks start; the
 * time that this takes is reported separately. */
static gboolean
start (SwimRun *self, gint64 opening, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->config.deliver = on_outcome;
  self->config.drained = on_drained;
  self->config.overdue = swim_run_on_overdue;
  self->config.stuck = swim_run_on_stuck;
  self->config.overdue_us = (gint64) (self->overdue_seconds * G_USEC_PER_SEC);
  self->config.data = self;
  self->config.stall_seconds = self->measured ? self->stall_seconds : 0;
  self->window = swim_window_new (&self->config);
  self->recorder = swim_recorder_new (self->keep_outcomes);
  if (!swim_window_prepare (self->window, error))
    return FALSE;
  self->setup = g_get_monotonic_time () - opening;
  if (self->measured)
    self->meter = swim_meter_start (context, self->stall_seconds, error);
  if (self->measured && self->meter == NULL)
    return FALSE;
  self->id = g_uuid_string_random ();
  self->started = g_get_real_time ();
  self->epoch = g_get_monotonic_time ();
  swim_window_begin (self->window);
  return TRUE;
}

static const SwimMode *
find_mode (const char *name, GError **error)
{
  const SwimMode *mode = swim_mode_lookup (name);

  if (mode == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no mode “%s”",
                 name != NULL ? name : "");
  return mode;
}

static gboolean
begin (SwimRun *self, GError **error)
{
  gint64 opening = g_get_monotonic_time ();

  if (self->window != NULL || self->config.job == NULL || self->config.items == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   self->window != NULL ? "a run can be executed only once"
                                        : "a run cannot begin without a job and items");
      return FALSE;
    }
  self->config.mode = find_mode (self->mode, error);
  if (self->config.mode == NULL || !swim_own_context_check ("a run", error))
    return FALSE;
  if (!swim_job_open (self->config.job, swim_window_get_room (&self->config),
                      self->config.mode->form, error))
    return FALSE;
  if (start (self, opening, error))
    return TRUE;
  /* As if it had not been tried, so that it can be tried again. */
  g_clear_pointer (&self->window, swim_window_free);
  g_clear_pointer (&self->recorder, swim_recorder_free);
  swim_job_close (self->config.job);
  return FALSE;
}

/**
 * swim_run_new:
 * @job: the job, which no other run uses at the same time
 * @items: what to work on
 * @mode: the mode's name, such as `async`
 * @error: return location for an error
 *
 * Returns: (transfer full): a run that has not begun, or %NULL where there is no such mode
 *
 * Since: 0.1
 */
SwimRun *
swim_run_new (SwimJob *job, SwimItems *items, const char *mode, GError **error)
{
  g_return_val_if_fail (SWIM_IS_JOB (job) && SWIM_IS_ITEMS (items) && mode != NULL, NULL);
  return find_mode (mode, error) != NULL
             ? g_object_new (SWIM_TYPE_RUN, "job", job, "items", items, "mode", mode, NULL)
             : NULL;
}

/**
 * swim_run_execute:
 * @run: a run that has not begun
 * @error: return location for an error
 *
 * Runs it on the thread-default main context, which this call iterates until every item has its
 * outcome. A thread other than that which runs the program's loop pushes a context of its own
 * first.
 *
 * Returns: %FALSE if it could not begin
 *
 * Since: 0.1
 */
gboolean
swim_run_execute (SwimRun *self, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (SwimRun) kept = NULL;

  g_return_val_if_fail (SWIM_IS_RUN (self), FALSE);
  kept = g_object_ref (self); /* the user may drop it meanwhile */
  if (!begin (self, error))
    return FALSE;
  while (!self->finished)
    g_main_context_iteration (context, TRUE);
  return TRUE;
}

/**
 * swim_run_next_async:
 * @run: a run
 * @cancellable: (nullable): ends the waiting, not the run
 * @callback: called when there is an outcome, or when there are no more
 * @data: passed to @callback
 *
 * Awaits the next outcome, in the order in which they complete. The first call begins the run, on
 * the thread-default main context, which the caller iterates. As many outcomes as there are slots
 * are held ready; then the run waits for the caller. One call at a time.
 *
 * Since: 0.1
 */
void
swim_run_next_async (SwimRun *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  SwimOutcome *outcome;

  g_return_if_fail (SWIM_IS_RUN (self) && self->awaiting == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, swim_run_next_async);
  /* An outcome that is on its way is never lost to a cancelled task. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->window == NULL && !begin (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->iterated = TRUE;
  outcome = g_queue_pop_head (&self->ready);
  if (outcome == NULL && !self->finished)
    {
      await (self, task);
      return;
    }
  if (!self->finished)
    swim_window_hold (self->window, FALSE);
  g_task_return_pointer (task, outcome, (GDestroyNotify) swim_outcome_unref);
}

/**
 * swim_run_next_finish:
 * @run: a run
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the next outcome; %NULL without an error when there are no
 *   more
 *
 * Since: 0.1
 */
SwimOutcome *
swim_run_next_finish (SwimRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SWIM_IS_RUN (self) && g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The counts so far; wall clock time included. */
const SwimTally *
swim_run_get_tally (SwimRun *self)
{
  return swim_recorder_get_tally (self->recorder);
}

/* While held, no item is started, because the consumer of the outcomes is behind. No effect on a
 * run that has not begun or is over. */
void
swim_run_hold (SwimRun *self, gboolean hold)
{
  if (self->window != NULL && !self->finished)
    swim_window_hold (self->window, hold);
}

/* Whether the run is measured; default TRUE. A run that is not has no record; the cost of measuring
 * is found by comparing with it. */
void
swim_run_set_measured (SwimRun *self, gboolean measured)
{
  self->measured = measured;
}

/* The share of the list that the items are; for the record. */
void
swim_run_set_shard (SwimRun *self, const SwimShard *shard)
{
  self->shard = *shard;
}
