/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/flight.h"

#include <unistd.h>

#include "job/outcome-private.h"
#include "mode/share.h"
#include "mode/window-state.h"

const SwimItem *
swim_flight_get_item (const SwimFlight *flight)
{
  return flight->item;
}

gboolean
swim_flight_is_in_share (const SwimFlight *flight)
{
  const SwimWindowConfig *config = &flight->window->config;

  return swim_share_has (config->blocking_share, config->seed, flight->item->index);
}

void
swim_flight_begin (SwimFlight *flight)
{
  flight->started = swim_window_since_epoch (flight->window);
}

void
swim_flight_finish (SwimFlight *flight)
{
  flight->finished = swim_window_since_epoch (flight->window);
}

void
swim_flight_set_offloaded (SwimFlight *flight)
{
  flight->offloaded = TRUE;
}

/* The outcome, or where the job has handed it in for another item too, which is a mistake that need
 * not cost either item its outcome, one like it (transfer full). */
static SwimOutcome *
make_own (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimOutcome *own;

  if (G_LIKELY (outcome->item == NULL || outcome->item == flight->item))
    return outcome;
  g_critical ("the job handed in one outcome for “%s” and for “%s”; make one for each item",
              outcome->item->name, flight->item->name);
  own = swim_outcome_dup (outcome);
  swim_outcome_unref (outcome);
  return own;
}

void
swim_flight_deliver (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimWindow *self = flight->window;

  outcome = make_own (flight, outcome);
  if (flight->detached)
    {
      outcome->item = g_steal_pointer (&flight->item);
      swim_outcome_unref (outcome);
      swim_window_unref (self);
      return;
    }
  flight->offloaded = FALSE;
  self->n_completed++;
  self->last_finished = MAX (self->last_finished, flight->finished);
  outcome->submitted = flight->submitted;
  outcome->started = flight->started;
  outcome->finished = flight->finished;
  self->free_slots[self->n_free++] = flight->slot;
  swim_window_ref (self);
  swim_window_deliver (self, g_steal_pointer (&flight->item), outcome);
  swim_window_wake (self);
  swim_window_unref (self);
}

void
swim_flight_detach (SwimFlight *flight)
{
  flight->detached = TRUE;
  flight->window->n_detached++;
  swim_window_ref (flight->window);
}

void
swim_flight_complete (SwimFlight *flight, SwimOutcome *outcome)
{
  if (flight->loop == NULL)
    {
      swim_flight_deliver (flight, outcome);
      return;
    }
  flight->outcome = outcome;
  swim_worker_loop_post_back (flight->loop, &flight->link);
}

/* Has @func called on the loop where the flight was launched, and with it the outcome. */
static void
marshal_to_loop (SwimFlight *flight, SwimOutcome *outcome, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  flight->outcome = outcome;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, flight, NULL);
  g_source_attach (source, flight->loop != NULL ? swim_worker_loop_get_context (flight->loop)
                                                : flight->window->context);
}

static gboolean
on_marshalled (gpointer data)
{
  SwimFlight *flight = data;

  swim_flight_complete (flight, g_steal_pointer (&flight->outcome));
  return G_SOURCE_REMOVE;
}

void
swim_flight_complete_from_thread (SwimFlight *flight, SwimOutcome *outcome)
{
  marshal_to_loop (flight, outcome, on_marshalled);
}

/* The mode's data is there for as long as a worker loop has a flight, detached or not. */
static void
pass_to_mode (SwimFlight *flight, SwimOutcome *outcome)
{
  const SwimWindow *self = flight->window;

  if (self->config.mode->completed != NULL && (flight->loop != NULL || !flight->detached))
    self->config.mode->completed (flight, outcome, self->mode_data);
  else
    swim_flight_complete (flight, outcome);
}

static gboolean
on_completion_marshalled (gpointer data)
{
  SwimFlight *flight = data;

  pass_to_mode (flight, g_steal_pointer (&flight->outcome));
  return G_SOURCE_REMOVE;
}

/* The job completes an item, rightly or not: a completion that is completed twice, or by another
 * thread than that of its loop, is a mistake of the job that need not cost the run. */
static void
on_completed (SwimCompletion *parent, SwimOutcome *outcome)
{
  SwimFlightCompletion *completion = (SwimFlightCompletion *) parent;
  SwimFlight *flight = completion->flight;

  if (completion->completed != NULL)
    {
      g_critical ("the job completed “%s” twice, as %s and now as %s, which is dropped",
                  completion->completed->item->name,
                  swim_status_to_string (completion->completed->status),
                  swim_status_to_string (outcome->status));
      swim_outcome_unref (outcome);
      return;
    }
  outcome = make_own (flight, outcome);
  outcome->item = flight->item;
  completion->completed = swim_outcome_ref (outcome);
  swim_flight_finish (flight);
  if (flight->thread == g_thread_self ())
    {
      pass_to_mode (flight, outcome);
      return;
    }
  g_critical ("the job completed “%s” in another thread than that which started it",
              flight->item->name);
  marshal_to_loop (flight, outcome, on_completion_marshalled);
}

void
swim_flight_start (SwimFlight *flight)
{
  SwimFlightCompletion *completion =
      &flight->completions[flight->turn++ % SWIM_COMPLETIONS_PER_SLOT];

  g_clear_pointer (&completion->completed, swim_outcome_unref);
  flight->thread = g_thread_self ();
  swim_flight_begin (flight);
  flight->blocking = FALSE;
  swim_call_set_current (&flight->call);
  swim_job_start (flight->job, flight->item, flight->window->config.cancellable,
                  &completion->parent);
  swim_call_set_current (NULL);
}

SwimOutcome *
swim_flight_run (SwimFlight *flight)
{
  SwimOutcome *outcome;

  /* What waited for a thread when the run was dropped. */
  if (g_atomic_int_get (&flight->window->dropped))
    return swim_outcome_new (SWIM_STATUS_CANCELLED, NULL);
  swim_flight_begin (flight);
  flight->blocking = TRUE;
  swim_call_set_current (&flight->call);
  outcome = swim_job_run (flight->job, flight->item, flight->window->config.cancellable);
  swim_call_set_current (NULL);
  swim_flight_finish (flight);
  return outcome;
}

/* A thread whose run was aborted meanwhile has nothing left to return to: the process is about to
 * end. */
void
swim_flight_run_here (SwimFlight *flight)
{
  SwimWindow *self = flight->window;
  gboolean abortable = flight->loop == NULL;
  SwimOutcome *outcome;

  swim_ledger_note_subject (flight->item->name);
  while (abortable
         && !g_atomic_int_compare_and_exchange (&self->call, SWIM_CALL_NONE, SWIM_CALL_RUNNING))
    pause ();
  outcome = swim_flight_run (flight);
  while (abortable
         && !g_atomic_int_compare_and_exchange (&self->call, SWIM_CALL_RUNNING, SWIM_CALL_NONE))
    pause ();
  swim_flight_complete (flight, outcome);
}

void
swim_flight_init (SwimFlight *flight, SwimWindow *window, guint slot)
{
  for (guint i = 0; i < SWIM_COMPLETIONS_PER_SLOT; i++)
    {
      flight->completions[i].parent.completed = on_completed;
      flight->completions[i].flight = flight;
    }
  flight->call.lost = swim_flight_on_lost;
  flight->link.data = flight;
  flight->window = window;
  flight->job = window->config.job;
  flight->slot = slot;
}
