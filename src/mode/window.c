/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/window-private.h"

#include "mode/mode.h"
#include "mode/share.h"

typedef struct
{
  GSource parent;
  SwimWindow *window;
} PumpSource;

/* µs since the run began. */
gint64
swim_window_since_epoch (SwimWindow *self)
{
  return g_get_monotonic_time () - self->epoch;
}

/* There may be something to launch, or nothing any more. */
void
swim_window_wake (SwimWindow *self)
{
  self->pump_awake = TRUE;
}

/* Hands an outcome, and with it the item, to whoever takes them. */
void
swim_window_deliver (SwimWindow *self, SwimItem *item, SwimOutcome *outcome)
{
  outcome->item = item;
  self->config.deliver (outcome, self->config.data);
}

void
swim_window_unref (SwimWindow *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->slots; i++)
    swim_flight_clear (&self->flights[i]);
  g_object_unref (self->config.job);
  g_clear_object (&self->config.cancellable);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->loops);
  g_free (self->flights);
  g_free (self->free_slots);
  g_free (self);
}

/* Whether the item belongs to the seeded share that is treated otherwise. */
gboolean
swim_window_chooses (SwimWindow *self, const SwimItem *item)
{
  return swim_share_has (self->config.blocking_share, self->config.seed, item->index);
}

static gboolean
on_landed (gpointer letter, gpointer data)
{
  SwimFlight *flight = letter;

  swim_flight_complete (flight, g_steal_pointer (&flight->outcome));
  return TRUE;
}

static void
launch (SwimWindow *self, SwimItem *item, gboolean *held_up)
{
  SwimFlight *flight = &self->flights[self->free_slots[--self->n_free]];

  item->slot = flight->slot;
  flight->item = item;
  flight->submitted = swim_window_since_epoch (self);
  if (flight->loop != NULL)
    swim_worker_loop_post (flight->loop, &flight->link);
  else
    *held_up = self->config.mode->launch (self, flight);
}

/* On a worker loop. */
static gboolean
launch_there (SwimWorkerLoop *loop, gpointer letter, gpointer data)
{
  SwimWindow *self = data;

  return self->config.mode->launch (self, letter);
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
fill_step (SwimWindow *self, gboolean *held_up)
{
  SwimItem *item;

  if (self->ended || self->held || self->n_free == 0)
    return FALSE;
  switch (swim_items_next (self->config.items, &item))
    {
    case SWIM_NEXT_WAIT:
      return FALSE;
    case SWIM_NEXT_END:
      self->ended = TRUE;
      return FALSE;
    case SWIM_NEXT_ITEM:
      break;
    }
  if (item->problem != NULL)
    reject (self, item);
  else
    launch (self, item, held_up);
  return TRUE;
}

static gboolean
on_pump (gpointer data)
{
  SwimWindow *self = data;
  gint64 turn_ends = g_get_monotonic_time () + SWIM_TURN_US;
  gboolean held_up = FALSE;

  self->pump_awake = FALSE;
  while (fill_step (self, &held_up))
    if (held_up || g_get_monotonic_time () >= turn_ends)
      {
        swim_window_wake (self);
        break;
      }
  if (self->ended && self->n_free + self->n_given_up == self->slots && !self->drained)
    {
      self->drained = TRUE;
      self->config.drained (self->config.data);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_pump (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

/* Asked for before each poll, rather than by a ready time, since setting that writes to an eventfd
 * each time, even from the loop's own thread. */
static gboolean
prepare_pump (GSource *source, int *timeout)
{
  *timeout = -1;
  return ((PumpSource *) source)->window->pump_awake;
}

static GSourceFuncs pump_funcs = { .prepare = prepare_pump, .dispatch = dispatch_pump };

static void
on_items_wake (gpointer data)
{
  swim_window_wake (data);
}

/* How many items such a window has in flight at the most. */
guint
swim_window_get_slots (const SwimWindowConfig *config)
{
  return (config->mode->traits & SWIM_MODE_USES_JOBS) != 0 ? config->jobs : 1;
}

/* Over how many loops such a window spreads its slots. */
guint
swim_window_get_loops (const SwimWindowConfig *config)
{
  gboolean can = (config->mode->traits & SWIM_MODE_USES_ASYNC) != 0;

  return can ? MIN (MAX (config->loops, 1), swim_window_get_slots (config)) : 1;
}

/* A window on the thread-default main context, on which it is also begun. It does nothing until it
 * is begun. */
SwimWindow *
swim_window_new (const SwimWindowConfig *config)
{
  SwimWindow *self = g_new0 (SwimWindow, 1);

  g_atomic_ref_count_init (&self->references);
  self->context = g_main_context_ref_thread_default ();
  self->config = *config;
  g_object_ref (self->config.job);
  if (self->config.cancellable != NULL)
    g_object_ref (self->config.cancellable);
  self->slots = swim_window_get_slots (config);
  self->flights = g_new0 (SwimFlight, self->slots);
  self->free_slots = g_new (guint, self->slots);
  for (guint i = 0; i < self->slots; i++)
    {
      swim_flight_init (&self->flights[i], self, i);
      /* A stack, filled so that slot 0 is on top. */
      self->free_slots[i] = self->slots - 1 - i;
    }
  self->n_free = self->slots;
  self->loops = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_worker_loop_free);
  self->pump = g_source_new (&pump_funcs, sizeof (PumpSource));
  ((PumpSource *) self->pump)->window = self;
  g_source_set_callback (self->pump, on_pump, self, NULL);
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
  self->landing = swim_mailbox_new (self->context, on_landed, NULL);
  while (self->loops->len + 1 < loops)
    {
      SwimWorkerLoop *loop = swim_worker_loop_new (
          self->config.job, self->slots, self->config.stall_seconds, launch_there, self, error);

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
  if (self->config.mode->begin != NULL && !self->config.mode->begin (self, error))
    return FALSE;
  return start_loops (self, error);
}

/* Begins to fly; times count from here. */
void
swim_window_begin (SwimWindow *self)
{
  self->epoch = g_get_monotonic_time ();
  for (guint i = 0; i < self->loops->len; i++)
    swim_worker_loop_begin (g_ptr_array_index (self->loops, i));
  swim_items_set_wake (self->config.items, on_items_wake, self);
  swim_window_watch (self);
  self->pump_awake = TRUE;
  g_source_attach (self->pump, self->context);
}

/* Ends the worker loops of a window that has drained, and adds what their ledgers saw to @ledger,
 * where that is not NULL. */
void
swim_window_end (SwimWindow *self, SwimLedger *ledger)
{
  for (guint i = 0; i < self->loops->len; i++)
    swim_worker_loop_end (g_ptr_array_index (self->loops, i), ledger);
}

/* The job of a loop, of which the window's own is the first. */
SwimJob *
swim_window_get_job (SwimWindow *self, guint loop)
{
  return loop == 0 ? self->config.job
                   : swim_worker_loop_get_job (g_ptr_array_index (self->loops, loop - 1));
}

/* While held, nothing new is launched: whoever takes the outcomes is behind. */
void
swim_window_hold (SwimWindow *self, gboolean hold)
{
  self->held = hold;
  if (!hold)
    swim_window_wake (self);
}

/* Frees a window. What is still in flight lands nowhere, and the last of it frees the memory. A
 * worker loop that did not come back keeps it for good. */
void
swim_window_free (SwimWindow *self)
{
  gboolean waits;

  if (self == NULL)
    return;
  swim_window_abandon (self);
  waits = !swim_window_has_given_up (self);
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, !waits, waits);
  swim_items_set_wake (self->config.items, NULL, NULL);
  swim_window_watch_end (self);
  g_source_destroy (self->pump);
  g_clear_pointer (&self->pump, g_source_unref);
  if (!waits && self->loops->len > 0)
    return;
  g_ptr_array_set_size (self->loops, 0);
  g_clear_pointer (&self->landing, swim_mailbox_free);
  swim_window_unref (self);
}
