/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/worker-loop.h"

#include "base/outbox.h"

struct _SwimWorkerLoop
{
  SwimJob *job;
  const SwimWindowConfig *config;
  guint slots;
  SwimWorkerLoopFunc func;
  gpointer data;
  GThread *thread; /* NULL once ended */
  GMainContext *context;
  SwimMailbox *mailbox;
  SwimMailbox *back;  /* of the loop that made this one */
  SwimOutbox *there;  /* to mailbox; that loop's */
  SwimLedger *ledger; /* NULL where the run is not measured */

  /* The loop's own. */
  gboolean quitting;
  SwimOutbox *answers; /* to back */

  GMutex lock; /* guards what follows, while the loop makes ready */
  GCond changed;
  gboolean ready;
  GError *error;
};

static gboolean
on_message (gpointer message, gpointer data)
{
  SwimWorkerLoop *self = data;
  gint64 turn_began = g_source_get_time (g_main_current_source ());

  return !self->func (self, message, self->data)
         && g_get_monotonic_time () < turn_began + SWIM_TURN_US;
}

/* Reports that the job is open, or why it is not. */
static void
report (SwimWorkerLoop *self, GError *error)
{
  g_mutex_lock (&self->lock);
  self->error = error;
  self->ready = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
run (gpointer data)
{
  SwimWorkerLoop *self = data;
  GError *error = NULL;

  g_main_context_push_thread_default (self->context);
  if (swim_job_open (self->job, self->slots, self->config->mode->form, &error))
    {
      self->mailbox = swim_mailbox_new (self->context, on_message, self);
      self->answers = swim_outbox_new (self->context, self->back);
      if (self->config->stall_seconds > 0)
        self->ledger = swim_ledger_new (self->context, self->config->stall_seconds);
      report (self, NULL);
      while (!self->quitting)
        g_main_context_iteration (self->context, TRUE);
      if (self->ledger != NULL)
        swim_ledger_end (self->ledger);
      swim_job_close (self->job);
      g_clear_pointer (&self->answers, swim_outbox_free);
      g_clear_pointer (&self->mailbox, swim_mailbox_free);
    }
  else
    report (self, error);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* Starts a loop for a window with that configuration, which it keeps a pointer to. It has a copy of
 * the job, open for @slots. What it posts back goes to @back, on the thread-default main context.
 */
SwimWorkerLoop *
swim_worker_loop_new (const SwimWindowConfig *config,
                      guint slots,
                      SwimWorkerLoopFunc func,
                      gpointer data,
                      SwimMailbox *back,
                      GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (SwimWorkerLoop) self = g_new0 (SwimWorkerLoop, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->context = g_main_context_new ();
  self->config = config;
  self->slots = slots;
  self->func = func;
  self->data = data;
  self->back = back;
  self->job = swim_job_copy (config->job, error);
  if (self->job == NULL)
    return NULL;
  self->thread = g_thread_try_new ("swim-loop", run, self, error);
  if (self->thread == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  while (!self->ready)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }
  self->there = swim_outbox_new (context, self->mailbox);
  return g_steal_pointer (&self);
}

static gboolean
on_begin (gpointer data)
{
  SwimWorkerLoop *self = data;

  swim_ledger_begin (self->ledger);
  return G_SOURCE_REMOVE;
}

static gboolean
on_quit (gpointer data)
{
  SwimWorkerLoop *self = data;

  self->quitting = TRUE;
  return G_SOURCE_REMOVE;
}

/* The clocks start. */
void
swim_worker_loop_begin (SwimWorkerLoop *self)
{
  if (self->ledger != NULL)
    g_main_context_invoke (self->context, on_begin, self);
}

/* Ends a loop that has nothing left in flight, and adds its busy spans to @spans, where that is
 * not NULL. */
void
swim_worker_loop_end (SwimWorkerLoop *self, SwimSpans *spans)
{
  if (self->thread == NULL)
    return;
  g_main_context_invoke (self->context, on_quit, self);
  g_thread_join (g_steal_pointer (&self->thread));
  if (spans != NULL && self->ledger != NULL)
    swim_spans_add (spans, swim_ledger_get_spans (self->ledger));
}

void
swim_worker_loop_free (SwimWorkerLoop *self)
{
  if (self == NULL)
    return;
  swim_worker_loop_end (self, NULL);
  g_clear_pointer (&self->there, swim_outbox_free);
  g_clear_pointer (&self->ledger, swim_ledger_free);
  g_clear_object (&self->job);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Posts a message to the loop, from that which made it. It leaves before that one polls. */
void
swim_worker_loop_post (SwimWorkerLoop *self, GList *link)
{
  swim_outbox_post (self->there, link);
}

/* Posts a message back, from the loop itself. It leaves before the loop polls. */
void
swim_worker_loop_post_back (SwimWorkerLoop *self, GList *link)
{
  swim_outbox_post (self->answers, link);
}

/* The job of this loop alone; the loop's. */
SwimJob *
swim_worker_loop_get_job (SwimWorkerLoop *self)
{
  return self->job;
}

/* The loop's own. */
GMainContext *
swim_worker_loop_get_context (SwimWorkerLoop *self)
{
  return self->context;
}
