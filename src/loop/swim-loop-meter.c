/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The meter of a program's own context: the ledger and the watchdog of a run, without the
 * heartbeat, which would wake the program 200 times a second.
 *
 * Other threads may ask for figures; all else happens in the thread that runs the context. */
#include "config.h"

#include "loop/swim-loop-meter.h"

#include "base/swim-error.h"
#include "loop/loop-figures.h"
#include "loop/watchdog.h"

#define DEFAULT_STALL 0.05
#define LEAST_STALL 1e-6
#define MOST_STALL 1e6

struct _SwimLoopMeter
{
  GObject parent_instance;
  GMainContext *context;
  double stall_seconds;

  SwimWatchdog *watchdog; /* NULL: it does not run */
  GThread *thread;        /* that started it; only compared */
  GQueue untold;          /* of SwimLoopStall: for the signal */
  GSource *telling;       /* NULL: none is untold */
  gint64 told_at;         /* when it last began to tell */

  GMutex lock; /* guards the following: stop () takes the ledger from under a reader */
  SwimLedger *ledger;
  SwimSpans *ended; /* of a meter that was stopped */
};

enum
{
  PROP_CONTEXT = 1,
  PROP_STALL_SECONDS,
};

static guint stall_signal;

G_DEFINE_FINAL_TYPE (SwimLoopMeter, swim_loop_meter, G_TYPE_OBJECT)

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  SwimLoopMeter *self = SWIM_LOOP_METER (object);

  if (id == PROP_CONTEXT)
    g_value_set_boxed (value, self->context);
  else
    g_value_set_double (value, self->stall_seconds);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  SwimLoopMeter *self = SWIM_LOOP_METER (object);

  if (id == PROP_STALL_SECONDS)
    self->stall_seconds = g_value_get_double (value);
  else if (g_value_get_boxed (value) != NULL)
    self->context = g_value_dup_boxed (value);
  else
    self->context = g_main_context_ref (g_main_context_default ());
}

static void
finalize (GObject *object)
{
  SwimLoopMeter *self = SWIM_LOOP_METER (object);

  swim_spans_free (self->ended);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (swim_loop_meter_parent_class)->finalize (object);
}

static void
swim_loop_meter_class_init (SwimLoopMeterClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object->get_property = get_property;
  object->set_property = set_property;
  object->finalize = finalize;
  g_object_class_install_property (
      object, PROP_CONTEXT, g_param_spec_boxed ("context", NULL, NULL, G_TYPE_MAIN_CONTEXT, flags));
  g_object_class_install_property (object, PROP_STALL_SECONDS,
                                   g_param_spec_double ("stall-seconds", NULL, NULL, LEAST_STALL,
                                                        MOST_STALL, DEFAULT_STALL, flags));
  /**
   * SwimLoopMeter::stall:
   * @meter: a meter
   * @stall: what happened
   *
   * Emitted after each stall, in the next turn of the loop that it was in. A stall in which this
   * signal was emitted is told when the loop is idle, so that slow handlers do not keep the loop
   * from its other work. Of a stall that ends because the meter is stopped, swim_loop_meter_stop()
   * emits it.
   *
   * Since: 0.1
   */
  stall_signal = g_signal_new ("stall", SWIM_TYPE_LOOP_METER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, SWIM_TYPE_LOOP_STALL);
}

static void
swim_loop_meter_init (SwimLoopMeter *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->untold);
}

/**
 * swim_loop_meter_new:
 * @context: (nullable): the context to measure; %NULL: the default one
 * @stall_seconds: the length from which on a time in which no other event is handled is a stall,
 *   such as 0.05; from 1 µs
 *
 * Returns: (transfer full): a meter that was not started
 *
 * Since: 0.1
 */
SwimLoopMeter *
swim_loop_meter_new (GMainContext *context, double stall_seconds)
{
  g_return_val_if_fail (stall_seconds >= LEAST_STALL && stall_seconds <= MOST_STALL, NULL);
  return g_object_new (SWIM_TYPE_LOOP_METER, "context", context, "stall-seconds", stall_seconds,
                       NULL);
}

static void
tell (SwimLoopMeter *self)
{
  SwimLoopStall *stall;

  self->told_at = g_get_monotonic_time ();
  g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);
  while ((stall = g_queue_pop_head (&self->untold)) != NULL)
    {
      g_signal_emit (self, stall_signal, 0, stall);
      swim_loop_stall_free (stall);
    }
}

static gboolean
on_tell (gpointer data)
{
  g_autoptr (SwimLoopMeter) self = g_object_ref (data); /* a handler may stop it */

  tell (self);
  return G_SOURCE_REMOVE;
}

/* A stall in which stalls were told may be due to that, and so may the next: then the rest of the
 * loop has its turn first. */
static int
get_priority (const SwimLoopMeter *self, const SwimStall *stall)
{
  gint64 began = g_get_monotonic_time () - stall->duration / 1000;

  return self->told_at >= began ? G_PRIORITY_DEFAULT_IDLE : G_PRIORITY_DEFAULT;
}

/* From within the poll function, where a handler must not run: what it would add to the context
 * would not be seen before the poll that now begins has ended. For the same reason the context is
 * woken. */
static void
on_stall (SwimStall *stall, gpointer data)
{
  SwimLoopMeter *self = data;
  g_autoptr (SwimStall) owned = stall;

  if (!g_signal_has_handler_pending (self, stall_signal, 0, FALSE))
    return;
  g_queue_push_tail (&self->untold, swim_loop_stall_make (stall));
  if (self->telling != NULL)
    return;
  self->telling = g_idle_source_new ();
  g_source_set_priority (self->telling, get_priority (self, stall));
  g_source_set_static_name (self->telling, "[swimlane] stall");
  g_source_set_callback (self->telling, on_tell, self, NULL);
  g_source_attach (self->telling, self->context);
  g_main_context_wakeup (self->context);
}

/* Whether this thread runs the context, or may run it. */
static gboolean
check_thread (SwimLoopMeter *self, GError **error)
{
  if (g_main_context_acquire (self->context))
    {
      g_main_context_release (self->context);
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "another thread runs this main context; start the meter in that thread");
  return FALSE;
}

/**
 * swim_loop_meter_start:
 * @meter: a meter that does not run
 * @error: return location for an error
 *
 * Starts to measure, and begins the figures anew. Call it in the thread that runs the context, just
 * before the loop runs or within it: what this thread does between here and the loop counts as time
 * in which no event is handled. In a thread one context can be measured at a time, by any number of
 * meters and of #SwimRun: while a meter runs, no run can begin in its thread on another context.
 * The meter lives until it is stopped, also if the program drops its references.
 *
 * Returns: %FALSE where the meter cannot start
 *
 * Since: 0.1
 */
gboolean
swim_loop_meter_start (SwimLoopMeter *self, GError **error)
{
  SwimLedger *ledger;

  g_return_val_if_fail (SWIM_IS_LOOP_METER (self), FALSE);
  if (self->watchdog != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "the meter runs already; stop it first");
      return FALSE;
    }
  if (!swim_ledger_check (self->context, error) || !check_thread (self, error))
    return FALSE;
  ledger = swim_ledger_new (self->context, self->stall_seconds);
  swim_ledger_tell (ledger, on_stall, self);
  self->watchdog = swim_watchdog_new (ledger, error);
  if (self->watchdog == NULL)
    {
      g_prefix_error (error, "cannot watch the loop: ");
      swim_ledger_free (ledger);
      return FALSE;
    }
  self->thread = g_thread_self ();
  swim_ledger_begin (ledger);
  g_mutex_lock (&self->lock);
  self->ledger = ledger;
  g_clear_pointer (&self->ended, swim_spans_free);
  g_mutex_unlock (&self->lock);
  g_object_ref (self);
  return TRUE;
}

/**
 * swim_loop_meter_stop:
 * @meter: a meter
 *
 * Stops to measure; the figures stay. Call it in the thread that started it. No effect on a meter
 * that does not run.
 *
 * Since: 0.1
 */
void
swim_loop_meter_stop (SwimLoopMeter *self)
{
  g_autoptr (SwimLedger) ledger = NULL;

  g_return_if_fail (SWIM_IS_LOOP_METER (self));
  if (self->watchdog == NULL)
    return;
  g_return_if_fail (self->thread == g_thread_self ());
  swim_ledger_end (self->ledger);
  swim_watchdog_end (g_steal_pointer (&self->watchdog));
  g_mutex_lock (&self->lock);
  ledger = g_steal_pointer (&self->ledger);
  self->ended = swim_ledger_copy_spans (ledger);
  g_mutex_unlock (&self->lock);
  if (self->telling != NULL)
    tell (self);
  g_object_unref (self);
}

/**
 * swim_loop_meter_get_figures:
 * @meter: a meter
 *
 * What was found out since the meter was started, up to now or until it was stopped. Any thread may
 * ask, also during a stall, which then counts with the length that it has so far.
 *
 * Returns: (transfer full) (nullable): the figures; %NULL if the meter was never started
 *
 * Since: 0.1
 */
SwimLoopFigures *
swim_loop_meter_get_figures (SwimLoopMeter *self)
{
  g_autoptr (SwimSpans) spans = NULL;

  g_return_val_if_fail (SWIM_IS_LOOP_METER (self), NULL);
  g_mutex_lock (&self->lock);
  if (self->ledger != NULL)
    spans = swim_ledger_copy_spans (self->ledger);
  else if (self->ended != NULL)
    spans = swim_spans_copy (self->ended, 0);
  g_mutex_unlock (&self->lock);
  return spans != NULL ? swim_loop_figures_make (spans) : NULL;
}
