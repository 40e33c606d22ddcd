/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a run that is cancelled. The job, which has the same cancellable, ends what is in
 * flight; what it does not end in time is delivered as cancelled, and is detached: a blocking call
 * that nothing can interrupt, or an item that the job never completes. */
#include "config.h"

#include "mode/flight.h"
#include "mode/window-state.h"

/* How long a cancelled run waits for its calls at the least. Nearly all of them obey at once;
 * getaddrinfo() cannot. */
#define TIMEOUT_MS 1000
/* On the window's own loop items end one by one, which may take longer: they are waited for as long
 * as in each such time at least one does. */
#define TICK_MS 250

/* Delivers an outcome for a flight whose call continues with the item. */
static void
cancel_flight (SwimWindow *self, SwimFlight *flight)
{
  SwimOutcome *outcome = swim_outcome_new (SWIM_STATUS_CANCELLED, NULL);

  swim_flight_detach (flight);
  outcome->submitted = outcome->started = flight->submitted;
  outcome->finished = swim_window_since_epoch (self);
  swim_window_deliver (self, swim_item_copy (flight->item), outcome);
}

/* Ends items that are in flight as cancelled, at once: all, or those on other threads. */
void
swim_window_cancel_flights (SwimWindow *self, gboolean only_elsewhere)
{
  swim_window_ref (self);
  for (guint i = 0; i < self->slots; i++)
    {
      SwimFlight *flight = &self->flights[i];
      gboolean elsewhere = flight->loop != NULL || flight->offloaded;

      if (flight->item != NULL && !flight->detached && (elsewhere || !only_elsewhere))
        cancel_flight (self, flight);
    }
  swim_window_wake (self);
  swim_window_unref (self);
}

static gboolean
on_tick (gpointer data)
{
  SwimWindow *self = data;
  gboolean completing = self->n_completed != self->n_completed_before;

  self->n_completed_before = self->n_completed;
  if (++self->cancel_ticks < TIMEOUT_MS / TICK_MS)
    return G_SOURCE_CONTINUE;
  swim_window_cancel_flights (self, completing);
  return completing ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* What is in flight should end by itself now. */
static void
begin_to_wait (SwimWindow *self)
{
  if (self->cancel_timer != NULL || self->dropped)
    return;
  self->ended = TRUE;
  self->n_completed_before = self->n_completed;
  self->cancel_timer = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->cancel_timer, on_tick, self, NULL);
  g_source_attach (self->cancel_timer, self->context);
  swim_window_wake (self);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  begin_to_wait (data);
  return G_SOURCE_REMOVE;
}

/* Ends a run from within, on the window's loop. */
void
swim_window_cancel (SwimWindow *self)
{
  if (self->config.cancellable != NULL)
    g_cancellable_cancel (self->config.cancellable);
  begin_to_wait (self);
}

void
swim_window_watch_cancellable (SwimWindow *self)
{
  if (self->config.cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (self->config.cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, self->context);
}
