/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coroutine: the non-blocking calls of async, but each slot is a coroutine that reads like blocking
 * code: it takes an item, awaits the job, hands in the outcome, and begins again. What a switch
 * between stacks costs is seen beside async. */
#include "config.h"

#include <errno.h>

#include "base/fiber.h"
#include "mode/flight.h"

/* A slot, from its first item on. All of it belongs to the loop of the slot. */
typedef struct
{
  SwimFiber *fiber;
  SwimFlight *flight;     /* taken next, or awaited */
  SwimOutcome *outcome;   /* of what is awaited, once it is there */
  SwimFlight *done;       /* what was handed in and has not been completed, */
  SwimOutcome *handed_in; /* with its outcome */
  gboolean ended;         /* the run is over: the coroutine returns */
} Slot;

/* The coroutine's side. Each of these returns NULL when the run is over. */

static SwimFlight *
take (Slot *self)
{
  while (self->flight == NULL && !self->ended)
    swim_fiber_suspend (self->fiber);
  return self->ended ? NULL : self->flight;
}

static SwimOutcome *
await (Slot *self, SwimFlight *flight)
{
  swim_flight_start (flight);
  while (self->outcome == NULL && !self->ended)
    swim_fiber_suspend (self->fiber);
  return g_steal_pointer (&self->outcome);
}

/* It is delivered when the coroutine has suspended itself, since whoever receives it may need any
 * amount of stack, and may run a loop that launches the next item. */
static void
hand_in (Slot *self, SwimOutcome *outcome)
{
  self->done = g_steal_pointer (&self->flight);
  self->handed_in = outcome;
}

static void
work (gpointer data)
{
  Slot *self = data;
  SwimFlight *flight;
  SwimOutcome *outcome;

  while ((flight = take (self)) != NULL && (outcome = await (self, flight)) != NULL)
    hand_in (self, outcome);
}

/* The loop's side. */

static void
free_slot (Slot *self)
{
  swim_fiber_free (self->fiber);
  g_clear_pointer (&self->outcome, swim_outcome_unref);
  g_free (self);
}

/* Has the coroutine run until it awaits something, and delivers what it has handed in. */
static void
go_on (Slot *self)
{
  SwimOutcome *outcome;
  SwimFlight *flight;

  swim_fiber_resume (self->fiber);
  outcome = g_steal_pointer (&self->handed_in);
  flight = g_steal_pointer (&self->done);
  if (self->ended)
    free_slot (self);
  if (outcome != NULL)
    swim_flight_complete (flight, outcome);
}

/* An address space that is full is no reason to end the run: the item fails. */
static void
fail (SwimFlight *flight, int code)
{
  g_autofree char *detail = g_strdup_printf (
      "cannot map the stack of a coroutine: %s (try a smaller --jobs)", g_strerror (code));

  swim_flight_begin (flight);
  swim_flight_finish (flight);
  swim_flight_complete (flight, swim_outcome_new (SWIM_STATUS_IO_ERROR, detail));
}

static gboolean
begin (guint slots, gpointer *data, GError **error)
{
  *data = g_ptr_array_new ();
  g_ptr_array_set_size (*data, (int) slots);
  return TRUE;
}

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  Slot **self =
      (Slot **) &g_ptr_array_index ((GPtrArray *) data, swim_flight_get_item (flight)->slot);

  if (*self == NULL)
    {
      g_autofree Slot *slot = g_new0 (Slot, 1);

      slot->fiber = swim_fiber_new (work, slot);
      if (slot->fiber == NULL)
        {
          fail (flight, errno);
          return FALSE;
        }
      *self = g_steal_pointer (&slot);
    }
  (*self)->flight = flight;
  go_on (*self);
  return FALSE;
}

/* Perhaps before the job's call has returned: then the coroutine, which makes it, sees it next. */
static void
completed (SwimFlight *flight, SwimOutcome *outcome, gpointer data)
{
  Slot *self = g_ptr_array_index ((GPtrArray *) data, swim_flight_get_item (flight)->slot);

  self->outcome = outcome;
  if (!swim_fiber_is_active (self->fiber))
    go_on (self);
}

/* A coroutine that is active, since its job dropped the run, is freed when it suspends itself. */
static void
end (gpointer data, gboolean wait)
{
  GPtrArray *slots = data;

  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (slots, i);

      if (slot == NULL)
        continue;
      slot->ended = TRUE;
      if (!swim_fiber_is_active (slot->fiber))
        go_on (slot);
    }
  g_ptr_array_unref (slots);
}

const SwimMode swim_mode_coroutine = {
  .name = "coroutine",
  .summary = "the non-blocking calls from coroutines, --jobs of them, on one thread",
  .form = SWIM_JOB_NON_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_LOOPS | SWIM_MODE_JOB_OFFLOADS,
  .begin = begin,
  .launch = launch,
  .completed = completed,
  .end = end,
};
