/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flight: an item from its launch, on whichever loop, to its landing on the window's. */
#include "config.h"

#include "mode/window-private.h"

#include <unistd.h>

/* The end of a flight, on the window's loop: its slot is free again. */
void
swim_flight_complete (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimWindow *self = flight->window;

  if (flight->given_up)
    {
      outcome->item = g_steal_pointer (&flight->item);
      swim_outcome_unref (outcome);
      swim_window_unref (self);
      return;
    }
  flight->pooled = FALSE;
  self->n_landed++;
  self->landed_at = MAX (self->landed_at, flight->finished);
  outcome->submitted = flight->submitted;
  outcome->started = flight->started;
  outcome->finished = flight->finished;
  self->free_slots[self->n_free++] = flight->slot;
  swim_window_deliver (self, g_steal_pointer (&flight->item), outcome);
  swim_window_wake (self);
}

/* The end of a flight, on the loop where it was launched. */
static void
land (SwimFlight *flight, SwimOutcome *outcome)
{
  if (flight->loop == NULL)
    {
      swim_flight_complete (flight, outcome);
      return;
    }
  flight->outcome = outcome;
  swim_mailbox_post (flight->window->landing, &flight->link);
}

static gboolean
on_marshalled (gpointer data)
{
  SwimFlight *flight = data;

  land (flight, g_steal_pointer (&flight->outcome));
  return G_SOURCE_REMOVE;
}

/* A completion that was returned by a thread which is not that of its loop: a mistake of the job
 * that need not cost the run. */
static void
marshal_to_loop (SwimFlight *flight, SwimOutcome *outcome)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_critical ("the job completed \"%s\" in another thread than that which started it",
              flight->item->name);
  flight->outcome = outcome;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_marshalled, flight, NULL);
  g_source_attach (source, flight->loop != NULL ? swim_worker_loop_get_context (flight->loop)
                                                : flight->window->context);
}

static void
on_completed (SwimCompletion *parent, SwimOutcome *outcome)
{
  SwimFlightCompletion *completion = (SwimFlightCompletion *) parent;
  SwimFlight *flight = completion->flight;

  if (completion->completed != NULL)
    {
      g_critical ("the job completed \"%s\" twice, as %s and now as %s, which is dropped",
                  completion->completed->item->name,
                  swim_status_to_string (completion->completed->status),
                  swim_status_to_string (outcome->status));
      swim_outcome_unref (outcome);
      return;
    }
  outcome->item = flight->item;
  completion->completed = swim_outcome_ref (outcome);
  flight->finished = swim_window_since_epoch (flight->window);
  if (flight->thread == g_thread_self ())
    land (flight, outcome);
  else
    marshal_to_loop (flight, outcome);
}

const SwimItem *
swim_flight_get_item (const SwimFlight *flight)
{
  return flight->item;
}

/* Nobody waits for the flight any more, which keeps the window until it lands after all. */
void
swim_flight_abandon (SwimFlight *flight)
{
  flight->given_up = TRUE;
  flight->window->n_given_up++;
  g_atomic_ref_count_inc (&flight->window->references);
}

/* Delivers an outcome without the flight, whose call goes on with the item. */
void
swim_flight_give_up (SwimFlight *flight)
{
  SwimWindow *self = flight->window;
  SwimOutcome *outcome = swim_outcome_new (SWIM_STATUS_CANCELLED, NULL);

  swim_flight_abandon (flight);
  outcome->submitted = outcome->started = flight->submitted;
  outcome->finished = swim_window_since_epoch (self);
  swim_window_deliver (self, swim_item_copy (flight->item), outcome);
}

/* Runs the blocking form here, on the loop, which does nothing else until it is done. A thread
 * whose run was taken over meanwhile has nothing left to return to: the process is about to end. */
void
swim_flight_run_here (SwimFlight *flight)
{
  SwimWindow *self = flight->window;
  SwimOutcome *outcome;

  swim_ledger_note_subject (flight->item->name);
  flight->started = swim_window_since_epoch (self);
  if (flight->loop == NULL)
    g_atomic_int_set (&self->call, SWIM_CALL_RUNNING);
  outcome = swim_job_run (flight->job, flight->item, self->config.cancellable);
  while (flight->loop == NULL
         && !g_atomic_int_compare_and_exchange (&self->call, SWIM_CALL_RUNNING, SWIM_CALL_NONE))
    pause ();
  flight->finished = swim_window_since_epoch (self);
  land (flight, outcome);
}

/* Starts the non-blocking form. */
void
swim_flight_start (SwimFlight *flight)
{
  SwimWindow *self = flight->window;
  SwimFlightCompletion *completion =
      &flight->completions[flight->turn++ % SWIM_COMPLETIONS_PER_SLOT];

  g_clear_pointer (&completion->completed, swim_outcome_unref);
  flight->thread = g_thread_self ();
  flight->started = swim_window_since_epoch (self);
  swim_job_start (flight->job, flight->item, self->config.cancellable, &completion->parent);
}

static void
on_back_from_pool (GObject *job, GAsyncResult *result, gpointer data)
{
  SwimFlight *flight = data;

  land (flight, g_steal_pointer (&flight->outcome));
}

static void
unref_window (gpointer flight)
{
  swim_window_unref (((SwimFlight *) flight)->window);
}

static void
run_in_pool_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  SwimFlight *flight = g_task_get_task_data (task);
  SwimWindow *self = flight->window;

  flight->started = swim_window_since_epoch (self);
  flight->outcome = swim_job_run (flight->job, flight->item, self->config.cancellable);
  flight->finished = swim_window_since_epoch (self);
  g_task_return_boolean (task, TRUE);
}

/* Gives the blocking form to a thread of the pool; its result comes back to the loop by a GTask. */
void
swim_flight_run_in_pool (SwimFlight *flight)
{
  GTask *task = g_task_new (flight->job, NULL, on_back_from_pool, flight);

  flight->pooled = TRUE;
  g_atomic_ref_count_inc (&flight->window->references);
  g_task_set_task_data (task, flight, unref_window);
  g_thread_pool_push (flight->window->pool, task, NULL);
}

/* Makes the pool: never more threads than slots; exclusive means all of them from the start. */
gboolean
swim_window_make_pool (SwimWindow *self, gboolean exclusive, GError **error)
{
  self->pool = g_thread_pool_new (run_in_pool_thread, NULL, (int) self->slots, exclusive, error);
  if (self->pool != NULL)
    return TRUE;
  g_prefix_error (error, "cannot start %u threads (try a smaller --jobs): ", self->slots);
  return FALSE;
}

/* Makes a slot's flight, which is launched by the window's own loop unless that is changed. */
void
swim_flight_init (SwimFlight *flight, SwimWindow *window, guint slot)
{
  for (guint i = 0; i < SWIM_COMPLETIONS_PER_SLOT; i++)
    {
      flight->completions[i].parent.completed = on_completed;
      flight->completions[i].flight = flight;
    }
  flight->link.data = flight;
  flight->window = window;
  flight->job = window->config.job;
  flight->slot = slot;
}

/* Lets go of what a flight holds on the ground. */
void
swim_flight_clear (SwimFlight *flight)
{
  for (guint i = 0; i < SWIM_COMPLETIONS_PER_SLOT; i++)
    g_clear_pointer (&flight->completions[i].completed, swim_outcome_unref);
}
