/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocking calls that do not return although their item has to end. In a thread of its own such a
 * call is left behind: its item has its outcome, and another slot and another thread take its
 * place. On a loop it ends the run, since nothing can bring that thread back. */
#include "config.h"

#include "mode/flight.h"

#include <unistd.h>

#include "mode/window-state.h"

/* A slot in place of that of the flight, if there is one left. */
static void
replace_slot (SwimWindow *self, SwimFlight *lost)
{
  SwimFlight *flight = &self->flights[self->slots];

  if (self->slots == self->room)
    return;
  flight->loop = lost->loop;
  flight->job = lost->job;
  self->free_slots[self->n_free++] = self->slots++;
  self->config.mode->lost (self->mode_data);
}

/* Delivers the outcome of a call that goes on with the item. */
static void
deliver (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimWindow *self = flight->window;

  swim_flight_detach (flight);
  outcome->submitted = flight->submitted;
  outcome->started = flight->started;
  outcome->finished = swim_window_since_epoch (self);
  self->n_completed++;
  self->last_finished = outcome->finished;
  swim_window_deliver (self, swim_item_copy (flight->item), outcome);
}

/* On the window's loop: nothing more is begun, and what is in flight is cancelled. */
static void
end_run (SwimWindow *self, const SwimItem *item)
{
  if (self->ended && self->stuck)
    return;
  self->stuck = TRUE;
  self->config.stuck (item, FALSE, self->config.data);
  swim_window_cancel (self);
}

/* Delivers, and has the run go on without that call, unless it was dropped meanwhile. */
static void
pass_on (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimWindow *self = flight->window;
  g_autoptr (SwimItem) item = swim_item_copy (flight->item);

  deliver (flight, outcome);
  if (self->dropped)
    return;
  if (self->config.mode->lost != NULL)
    replace_slot (self, flight);
  if (self->n_detached == self->slots || !flight->offloaded)
    end_run (self, item);
  swim_window_wake (self);
}

/* On the window's loop, whichever loop the slot is of. */
static gboolean
on_lost (gpointer data)
{
  SwimFlight *flight = data;
  SwimWindow *self = flight->window;
  SwimOutcome *outcome = g_steal_pointer (&flight->lost);

  if (flight->detached) /* the run is cancelled */
    {
      swim_outcome_unref (outcome);
      return G_SOURCE_REMOVE;
    }
  swim_window_ref (self);
  pass_on (flight, outcome);
  swim_window_unref (self);
  return G_SOURCE_REMOVE;
}

static void
pass_to_loop (SwimFlight *flight, SwimOutcome *outcome)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  flight->lost = outcome;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_lost, flight, NULL);
  g_source_attach (source, flight->window->context);
}

/* Takes over from the loop's thread. FALSE: another has, or the loop is not there. */
gboolean
swim_window_abort (SwimWindow *self, SwimLoopCall from)
{
  if (!g_atomic_int_compare_and_exchange (&self->call, (int) from, SWIM_CALL_ABORTED))
    return FALSE;
  self->aborter = g_thread_self ();
  return TRUE;
}

/* The loop's thread, if it comes back after all, has nothing left to do: the process is about to
 * end. */
void
swim_window_check_thread (SwimWindow *self)
{
  while (self->aborter != g_thread_self ())
    pause ();
}

/* Every item has its outcome: the loop's thread goes on to what comes after the run, and its last
 * turn, which then never ends, is not taken for a call that does not return. */
void
swim_window_drain (SwimWindow *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->call, SWIM_CALL_NONE, SWIM_CALL_DRAINED))
    swim_window_check_thread (self);
  self->drained = TRUE;
  self->config.drained (self->config.data);
}

/* The loop of the window itself is lost, in a call of either form; what else has to be done, it is
 * done in this thread. */
static gboolean
end_from_thread (SwimFlight *flight, SwimOutcome *outcome)
{
  SwimWindow *self = flight->window;

  if (!swim_window_abort (self, flight->blocking ? SWIM_CALL_RUNNING : SWIM_CALL_NONE))
    {
      swim_outcome_unref (outcome);
      return FALSE;
    }
  deliver (flight, outcome);
  swim_window_cancel_flights (self, FALSE);
  self->config.stuck (flight->item, TRUE, self->config.data);
  return TRUE;
}

/* In a thread that watches the deadlines. Non-blocking calls on a loop wait for as long as a mode
 * blocks it. */
gboolean
swim_flight_on_lost (SwimCall *call, SwimStatus status, const char *detail)
{
  SwimFlight *flight = (SwimFlight *) ((char *) call - G_STRUCT_OFFSET (SwimFlight, call));
  gboolean blocks = (flight->window->config.mode->traits & SWIM_MODE_BLOCKS_LOOP) != 0;
  SwimOutcome *outcome;

  if (flight->loop != NULL && blocks && !flight->blocking)
    return FALSE;
  outcome = swim_outcome_new (status, detail);
  outcome->lost = TRUE;
  if (!flight->offloaded && flight->loop == NULL)
    return end_from_thread (flight, outcome);
  pass_to_loop (flight, outcome);
  return TRUE;
}
