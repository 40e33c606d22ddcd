/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flight: an item from its launch, on the loop of its slot, until its outcome is delivered on the
 * window's loop. This is what modes work with: ready ways to launch an item, and the steps that
 * these are made of, for a mode that has a way of its own. */
#pragma once

#include "mode/window-config.h"

G_BEGIN_DECLS

const SwimItem *swim_flight_get_item (const SwimFlight *flight);
/* Whether the item is in the seeded share that makes the blocking call. */
gboolean swim_flight_is_in_share (const SwimFlight *flight);

/* Calls the blocking form on the loop, which does nothing else meanwhile, and completes. */
void swim_flight_run_here (SwimFlight *flight);
/* Calls the non-blocking form, and completes when that does, by way of the mode's completed(). */
void swim_flight_start (SwimFlight *flight);

/* The steps. Stamps when the job was called, and when it was done. */
void swim_flight_begin (SwimFlight *flight);
void swim_flight_finish (SwimFlight *flight);
/* Calls the blocking form in this thread, whichever that is, and stamps both (transfer full). */
SwimOutcome *swim_flight_run (SwimFlight *flight);
/* Notes, on the loop, that another thread works on the item from now on. */
void swim_flight_set_offloaded (SwimFlight *flight);
/* Hands in the outcome (transfer full), once, as the last thing that is done with the flight: on
 * the loop where it was launched, or from any other thread. */
void swim_flight_complete (SwimFlight *flight, SwimOutcome *outcome);
void swim_flight_complete_from_thread (SwimFlight *flight, SwimOutcome *outcome);

/* For the window. Makes a slot's flight, which the window's own loop launches unless that is
 * changed; delivers its outcome, on the window's loop; and stops waiting for it: it keeps the
 * window until it completes, and its outcome is dropped. */
void swim_flight_init (SwimFlight *flight, SwimWindow *window, guint slot);
void swim_flight_deliver (SwimFlight *flight, SwimOutcome *outcome);
void swim_flight_detach (SwimFlight *flight);

G_END_DECLS
