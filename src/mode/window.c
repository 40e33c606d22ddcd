/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/window.h"

#include "mode/flight.h"
#include "mode/window-state.h"

#define SPARE_SLOTS 8
#define LONGEST_TURN_US (500 * 1000)

typedef struct
{
  GSource parent;
  SwimWindow *window;
} PumpSource;

static gboolean
on_completed (gpointer message, gpointer data)
{
  SwimFlight *flight = message;

  swim_flight_deliver (flight, g_steal_pointer (&flight->outcome));
  return TRUE;
}

static void
launch (SwimWindow *self, SwimItem *item, gboolean *blocked)
{
  SwimFlight *flight = &self->flights[self->free_slots[--self->n_free]];

  item->slot = flight->slot;
  flight->item = item;
  flight->submitted = swim_window_since_epoch (self);
  if (flight->loop != NULL)
    swim_worker_loop_post (flight->loop, &flight->link);
  else
    *blocked = self->config.mode->launch (flight, self->mode_data);
}

/* On a worker loop. */
static gboolean
launch_there (SwimWorkerLoop *loop, gpointer flight, gpointer data)
{
  SwimWindow *self = data;

  if (g_atomic_int_get (&self->dropped))
    {
      swim_flight_complete (flight, swim_outcome_new (SWIM_STATUS_CANCELLED, NULL));
      return FALSE;
    }
  return self->config.mode->launch (flight, self->mode_data);
}

static void
reject (SwimWindow *self, SwimItem *item)
{
  SwimOutcome *outcome = swim_outcome_new (SWIM_STATUS_INVALID, item->problem);

  outcome->submitted = outcome->started = outcome->finished = swim_window_since_epoch (self);
  swim_window_deliver (self, item, outcome);
}

/* One step of filling the window; FALSE when there is nothing more to do for now. */
static gboolean
fill_step (SwimWindow *self, gboolean *blocked)
{
  SwimItem *item;

  if (self->ended || self->held || self->n_free == 0)
    return FALSE;
  switch (swim_items_next (self->config.items, &item))
    {
    case SWIM_NEXT_WAIT:
      return FALSE;
    case SWIM_NEXT_END:
      self->ended = self->pulled_all = TRUE;
      return FALSE;
    case SWIM_NEXT_ITEM:
      break;
    }
  if (self->dropped)
    swim_item_free (item);
  else if (item->problem != NULL)
    reject (self, item);
  else
    launch (self, item, blocked);
  return TRUE;
}

/* The items, what makes them, the job and the consumer are all the user's, and each may drop the
 * run. */
static gboolean
dispatch_pump (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimWindow *self = swim_window_ref (((PumpSource *) source)->window);
  g_autoptr (SwimItems) items = g_object_ref (self->config.items);
  gint64 turn_ends = g_get_monotonic_time () + SWIM_TURN_US;
  gboolean blocked = FALSE;

  self->pump_awake = FALSE;
  while (fill_step (self, &blocked))
    if (blocked || g_get_monotonic_time () >= turn_ends)
      {
        swim_window_wake (self);
        break;
      }
  if (self->ended && self->n_free + self->n_detached == self->slots && !self->drained
      && !self->dropped)
    swim_window_drain (self);
  swim_window_unref (self);
  return G_SOURCE_CONTINUE;
}

/* Asked for before each poll, rather than by a ready time, since setting that writes to an eventfd
 * each time, even from the loop's own thread. */
static gboolean
prepare_pump (GSource *source, int *timeout)
{
  SwimWindow *self = ((PumpSource *) source)->window;

  *timeout = -1;
  swim_loop_turn_prepare (&self->turn, self->pump_awake);
  return self->pump_awake;
}

static gboolean
check_pump (GSource *source)
{
  SwimWindow *self = ((PumpSource *) source)->window;

  swim_loop_turn_check (&self->turn);
  return FALSE;
}

static GSourceFuncs pump_funcs = {
  .prepare = prepare_pump,
  .check = check_pump,
  .dispatch = dispatch_pump,
};

static void
on_items_wake (gpointer data)
{
  swim_window_wake (data);
}

/* The maximum number of items that such a window has in flight. */
guint
swim_window_get_slots (const SwimWindowConfig *config)
{
  return (config->mode->traits & SWIM_MODE_USES_JOBS) != 0 ? config->jobs : 1;
}

/* With those that take the place of slots whose calls do not return: what the job is opened for. */
guint
swim_window_get_room (const SwimWindowConfig *config)
{
  return swim_window_get_slots (config) + (config->mode->lost != NULL ? SPARE_SLOTS : 0);
}

/* Over how many loops such a window spreads its slots. */
guint
swim_window_get_loops (const SwimWindowConfig *config)
{
  gboolean can = (config->mode->traits & SWIM_MODE_USES_LOOPS) != 0;

  return can ? MIN (MAX (config->loops, 1), swim_window_get_slots (config)) : 1;
}

/* A window on the thread-default main context, on which it is also begun. It does nothing until it
 * is begun. */
SwimWindow *
swim_window_new (const SwimWindowConfig *config)
{
  SwimWindow *self = g_new0 (SwimWindow, 1);

  self->references = 1;
  self->context = g_main_context_ref_thread_default ();
  self->config = *config;
  g_object_ref (self->config.job);
  if (self->config.cancellable != NULL)
    g_object_ref (self->config.cancellable);
  self->slots = swim_window_get_slots (config);
  self->room = swim_window_get_room (config);
  self->flights = g_new0 (SwimFlight, self->room);
  self->free_slots = g_new (guint, self->room);
  for (guint i = 0; i < self->room; i++)
    swim_flight_init (&self->flights[i], self, i);
  for (guint i = 0; i < self->slots; i++)
    self->free_slots[i] = self->slots - 1 - i; /* a stack, with slot 0 on top */
  self->n_free = self->slots;
  self->loops = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_worker_loop_free);
  self->pump = g_source_new (&pump_funcs, sizeof (PumpSource));
  ((PumpSource *) self->pump)->window = self;
  g_source_set_static_name (self->pump, "window");
  return self;
}

/* Starts the worker loops, and deals out the slots. */
static gboolean
start_loops (SwimWindow *self, GError **error)
{
  guint loops = swim_window_get_loops (&self->config);

  if (loops == 1)
    return TRUE;
  self->completed = swim_mailbox_new (self->context, on_completed, NULL);
  while (self->loops->len + 1 < loops)
    {
      SwimWorkerLoop *loop = swim_worker_loop_new (&self->config, self->room, launch_there, self,
                                                   self->completed, error);

      if (loop == NULL)
        return FALSE;
      g_ptr_array_add (self->loops, loop);
    }
  for (guint i = 0; i < self->slots; i++)
    if (i % loops > 0)
      {
        self->flights[i].loop = g_ptr_array_index (self->loops, i % loops - 1);
        self->flights[i].job = swim_worker_loop_get_job (self->flights[i].loop);
      }
  return TRUE;
}

/* Has the mode make ready, and the worker loops. */
gboolean
swim_window_prepare (SwimWindow *self, GError **error)
{
  const SwimMode *mode = self->config.mode;

  if (mode->begin != NULL && !mode->begin (self->slots, &self->mode_data, error))
    return FALSE;
  self->mode_begun = TRUE;
  return start_loops (self, error);
}

/* Begins to launch items; times count from here. */
void
swim_window_begin (SwimWindow *self)
{
  self->epoch = g_get_monotonic_time ();
  for (guint i = 0; i < self->loops->len; i++)
    swim_worker_loop_begin (g_ptr_array_index (self->loops, i));
  swim_items_set_wake (self->config.items, on_items_wake, self);
  swim_window_watch_overdue (self);
  swim_window_watch_cancellable (self);
  self->pump_awake = TRUE;
  g_source_attach (self->pump, self->context);
}

static void
end_mode (SwimWindow *self)
{
  if (self->mode_begun && self->config.mode->end != NULL)
    self->config.mode->end (self->mode_data, self->n_detached == 0);
  self->mode_begun = FALSE;
}

/* Ends the worker loops and the mode of a window that has drained, and adds their busy spans
 * to @spans, where that is not NULL. */
void
swim_window_end (SwimWindow *self, SwimSpans *spans)
{
  for (guint i = 0; i < self->loops->len; i++)
    swim_worker_loop_end (g_ptr_array_index (self->loops, i), spans);
  end_mode (self);
}

/* For a thread that is not the loop's: where the loop is inside a blocking call, or another that it
 * does not come back from, ends what is in flight as cancelled, and keeps the call from ever
 * returning. FALSE: it is not, and will end the run itself. */
gboolean
swim_window_abort_from_thread (SwimWindow *self)
{
  int turn = swim_loop_turn_get (&self->turn);

  if (!swim_window_abort (self, SWIM_CALL_RUNNING))
    {
      g_usleep (LONGEST_TURN_US);
      if (!swim_loop_turn_is_busy (turn) || turn != swim_loop_turn_get (&self->turn)
          || !swim_window_abort (self, SWIM_CALL_NONE))
        return FALSE;
    }
  swim_window_cancel_flights (self, FALSE);
  return TRUE;
}

/* Whether a call that was detached is still running, and so uses the job. */
gboolean
swim_window_has_detached (SwimWindow *self)
{
  return self->n_detached > 0;
}

/* The job of a loop, of which the window's own is the first. */
SwimJob *
swim_window_get_job (SwimWindow *self, guint loop)
{
  return loop == 0 ? self->config.job
                   : swim_worker_loop_get_job (g_ptr_array_index (self->loops, loop - 1));
}

/* Whether every item was pulled. */
gboolean
swim_window_pulled_all (const SwimWindow *self)
{
  return self->pulled_all;
}

/* While held, nothing is launched, because the consumer of the outcomes is behind. */
void
swim_window_hold (SwimWindow *self, gboolean hold)
{
  self->held = hold;
  if (!hold)
    swim_window_wake (self);
}

/* Stops all sources of the window's own. */
static void
stop_sources (SwimWindow *self)
{
  GSource **sources[] = { &self->pump, &self->cancelled, &self->cancel_timer, &self->overdue };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      if (*sources[i] != NULL)
        g_source_destroy (*sources[i]);
      g_clear_pointer (sources[i], g_source_unref);
    }
}

/* With the last reference, nothing is in flight any more: the worker loops, which are idle, and
 * what they use can be freed. */
void
swim_window_unref (SwimWindow *self)
{
  if (--self->references > 0)
    return;
  g_ptr_array_unref (self->loops);
  end_mode (self);
  g_clear_pointer (&self->completed, swim_mailbox_free);
  for (guint i = 0; i < self->slots; i++)
    for (guint j = 0; j < SWIM_COMPLETIONS_PER_SLOT; j++)
      g_clear_pointer (&self->flights[i].completions[j].completed, swim_outcome_unref);
  g_object_unref (self->config.job);
  g_clear_object (&self->config.cancellable);
  g_main_context_unref (self->context);
  g_free (self->flights);
  g_free (self->free_slots);
  g_free (self);
}

/* Frees a window. What is still in flight ends by itself, though nothing waits for it, and what was
 * not begun is not; the outcomes are dropped, and the last of them frees the memory, and the worker
 * loops where there are any. */
void
swim_window_free (SwimWindow *self)
{
  if (self == NULL)
    return;
  self->ended = TRUE;
  g_atomic_int_set (&self->dropped, TRUE);
  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL && !self->flights[i].detached)
      swim_flight_detach (&self->flights[i]);
  swim_items_set_wake (self->config.items, NULL, NULL);
  stop_sources (self);
  if (self->loops->len == 0) /* they use the mode's data */
    end_mode (self);
  swim_window_unref (self);
}
