/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/deadline.h"

struct _SwimDeadlines
{
  gint64 length;
  GMutex lock;     /* guards all below */
  GQueue queue;    /* of SwimDeadline, the soonest first */
  GQueue stopped;  /* of SwimDeadline: those that only their run can end */
  GList *watches;  /* of SwimWatch, rarely more than one */
  guint cancelled; /* how many of them were cancelled */
  gboolean asleep; /* no look at the queue is scheduled */

  GSource *source; /* on a loop; NULL: the thread is used */
  GThread *thread;
  GCond changed;
  gboolean stopping;
};

/* A run's cancellable and how many deadlines it can end. The last one stays connected, since the
 * next item mostly belongs to the same run. */
struct _SwimWatch
{
  SwimDeadlines *deadlines;
  GCancellable *run;
  gulong handler;
  guint users;
  gboolean cancelled;
};

typedef struct
{
  GSource parent;
  SwimDeadlines *deadlines;
} DeadlineSource;

static gboolean
is_due (SwimDeadlines *self, SwimDeadline *deadline, gint64 now)
{
  if (deadline->watch != NULL && deadline->watch->cancelled)
    return TRUE;
  return self->length > 0 && !deadline->stopped && deadline->expiry <= now;
}

/* Where it is until it ends. */
static GQueue *
queue_of (SwimDeadlines *self, const SwimDeadline *deadline)
{
  return deadline->stopped ? &self->stopped : &self->queue;
}

static SwimDeadline *
find_due (SwimDeadlines *self, gint64 now)
{
  for (GList *link = self->queue.head; link != NULL; link = link->next)
    {
      if (is_due (self, link->data, now))
        return link->data;
      if (self->cancelled == 0)
        return NULL; /* the rest expires later */
    }
  for (GList *link = self->stopped.head; link != NULL && self->cancelled > 0; link = link->next)
    if (is_due (self, link->data, now))
      return link->data;
  return NULL;
}

/* Takes one that is due out of its queue, with a reference to its cancellable. Call with the
 * lock. */
static SwimDeadline *
take_due (SwimDeadlines *self, gint64 now, GCancellable **cancellable)
{
  SwimDeadline *deadline = find_due (self, now);

  if (deadline == NULL)
    return NULL;
  g_queue_unlink (queue_of (self, deadline), &deadline->link);
  deadline->end = deadline->watch != NULL && deadline->watch->cancelled ? SWIM_DEADLINE_CANCELLED
                                                                        : SWIM_DEADLINE_EXPIRED;
  *cancellable = g_object_ref (deadline->cancellable);
  return deadline;
}

/* When to look again, in µs of the monotonic clock, -1 for never. Call with the lock. */
static gint64
get_next_look (SwimDeadlines *self)
{
  SwimDeadline *head = g_queue_peek_head (&self->queue);
  gint64 next = head != NULL && self->length > 0 ? head->expiry : -1;

  self->asleep = next < 0;
  return next;
}

static gboolean
dispatch_source (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimDeadlines *self = ((DeadlineSource *) source)->deadlines;
  gint64 now = g_source_get_time (source);
  GCancellable *cancellable;
  SwimDeadline *due;

  g_mutex_lock (&self->lock);
  while ((due = take_due (self, now, &cancellable)) != NULL)
    {
      g_mutex_unlock (&self->lock);
      if (due->fired != NULL)
        due->fired (due);
      else
        g_cancellable_cancel (cancellable);
      g_object_unref (cancellable);
      g_mutex_lock (&self->lock);
    }
  g_source_set_ready_time (source, get_next_look (self));
  g_mutex_unlock (&self->lock);
  return G_SOURCE_CONTINUE;
}

static gpointer
serve (gpointer data)
{
  SwimDeadlines *self = data;

  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      GCancellable *cancellable;
      gint64 next;

      if (take_due (self, g_get_monotonic_time (), &cancellable) != NULL)
        {
          g_mutex_unlock (&self->lock);
          g_cancellable_cancel (cancellable);
          g_object_unref (cancellable);
          g_mutex_lock (&self->lock);
          continue;
        }
      next = get_next_look (self);
      if (next < 0)
        g_cond_wait (&self->changed, &self->lock);
      else
        g_cond_wait_until (&self->changed, &self->lock, next);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Looks at the queue now. Call with the lock. */
static void
wake (SwimDeadlines *self)
{
  self->asleep = FALSE;
  if (self->source != NULL)
    g_source_set_ready_time (self->source, 0);
  else
    g_cond_signal (&self->changed);
}

static void
on_run_cancelled (GCancellable *run, gpointer data)
{
  SwimWatch *watch = data;
  SwimDeadlines *self = watch->deadlines;

  g_mutex_lock (&self->lock);
  watch->cancelled = TRUE;
  self->cancelled++;
  wake (self);
  g_mutex_unlock (&self->lock);
}

/* To be called without the lock: disconnecting waits for the handler, which takes it. */
static void
free_watch (SwimWatch *watch)
{
  g_cancellable_disconnect (watch->run, watch->handler);
  g_mutex_lock (&watch->deadlines->lock);
  if (watch->cancelled)
    watch->deadlines->cancelled--;
  g_mutex_unlock (&watch->deadlines->lock);
  g_object_unref (watch->run);
  g_free (watch);
}

static SwimWatch *
find_watch (SwimDeadlines *self, GCancellable *run)
{
  for (GList *l = self->watches; l != NULL; l = l->next)
    if (((SwimWatch *) l->data)->run == run)
      return l->data;
  return NULL;
}

/* Takes those that nobody uses out of the list. Call with the lock. */
static GList *
take_unused_watches (SwimDeadlines *self)
{
  GList *unused = NULL;
  GList *next;

  for (GList *l = self->watches; l != NULL; l = next)
    {
      SwimWatch *watch = l->data;

      next = l->next;
      if (watch->users > 0)
        continue;
      self->watches = g_list_remove_link (self->watches, l);
      unused = g_list_concat (l, unused);
    }
  return unused;
}

/* Call with the lock, which is released meanwhile when the run is a new one. */
static SwimWatch *
use_watch (SwimDeadlines *self, GCancellable *run)
{
  SwimWatch *watch = find_watch (self, run);
  GList *unused;

  if (watch != NULL)
    {
      watch->users++;
      return watch;
    }
  unused = take_unused_watches (self);
  watch = g_new0 (SwimWatch, 1);
  watch->deadlines = self;
  watch->run = g_object_ref (run);
  watch->users = 1;
  self->watches = g_list_prepend (self->watches, watch);
  g_mutex_unlock (&self->lock);

  g_list_free_full (unused, (GDestroyNotify) free_watch);
  watch->handler = g_cancellable_connect (run, G_CALLBACK (on_run_cancelled), watch, NULL);
  g_mutex_lock (&self->lock);
  return watch;
}

SwimDeadlines *
swim_deadlines_new (gint64 length, GMainContext *context)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_source };
  SwimDeadlines *self = g_new0 (SwimDeadlines, 1);

  self->length = length;
  self->asleep = TRUE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  if (context != NULL)
    {
      self->source = g_source_new (&funcs, sizeof (DeadlineSource));
      ((DeadlineSource *) self->source)->deadlines = self;
      g_source_set_static_name (self->source, "swimlane deadlines");
      g_source_attach (self->source, context);
    }
  return self;
}

void
swim_deadlines_free (SwimDeadlines *self)
{
  g_assert (self->queue.length == 0 && self->stopped.length == 0);
  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->stopping = TRUE;
      g_cond_signal (&self->changed);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
    }
  g_list_free_full (self->watches, (GDestroyNotify) free_watch);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Without its helper thread, nothing would end the item in time, so it is ended at once. Call with
 * the lock. */
static gboolean
ensure_thread (SwimDeadlines *self, SwimDeadline *deadline)
{
  if (self->source == NULL && self->thread == NULL)
    self->thread = g_thread_try_new ("swim-deadlines", serve, self, NULL);
  if (self->source != NULL || self->thread != NULL)
    return TRUE;
  g_queue_unlink (queue_of (self, deadline), &deadline->link);
  deadline->end = SWIM_DEADLINE_UNWATCHED;
  g_cancellable_cancel (deadline->cancellable); /* nobody is connected to it yet */
  return FALSE;
}

/* Sees to it that the queue is looked at when its head expires. Call with the lock. */
static void
ensure_looked_at (SwimDeadlines *self, SwimDeadline *deadline)
{
  if (!ensure_thread (self, deadline))
    return;
  if (deadline->watch != NULL && deadline->watch->cancelled)
    wake (self);
  if (!self->asleep || self->length == 0)
    return;
  /* An item that ends early does not reschedule the look, nor does the next one: the look that was
   * meant for the first finds the later one. So there is at most one wake-up a deadline's length.
   */
  self->asleep = FALSE;
  if (self->source != NULL)
    g_source_set_ready_time (self->source, deadline->expiry);
  else
    g_cond_signal (&self->changed);
}

void
swim_deadlines_begin (SwimDeadlines *self,
                      SwimDeadline *deadline,
                      GCancellable *cancellable,
                      GCancellable *run)
{
  g_mutex_lock (&self->lock);
  deadline->cancellable = cancellable;
  deadline->watch = run != NULL ? use_watch (self, run) : NULL;
  deadline->expiry = g_get_monotonic_time () + self->length;
  deadline->end = SWIM_DEADLINE_PENDING;
  deadline->stopped = FALSE;
  deadline->link.data = deadline;
  g_queue_push_tail_link (&self->queue, &deadline->link);
  if (self->length > 0 || run != NULL)
    ensure_looked_at (self, deadline);
  g_mutex_unlock (&self->lock);
}

/* Moves one that has not ended to the tail of the other queue. Call with the lock. */
static void
move (SwimDeadlines *self, SwimDeadline *deadline, gboolean stopped)
{
  if (deadline->end != SWIM_DEADLINE_PENDING)
    return;
  g_queue_unlink (queue_of (self, deadline), &deadline->link);
  deadline->stopped = stopped;
  g_queue_push_tail_link (queue_of (self, deadline), &deadline->link);
}

void
swim_deadlines_stop (SwimDeadlines *self, SwimDeadline *deadline)
{
  g_mutex_lock (&self->lock);
  move (self, deadline, TRUE);
  g_mutex_unlock (&self->lock);
}

void
swim_deadlines_restart (SwimDeadlines *self, SwimDeadline *deadline)
{
  g_mutex_lock (&self->lock);
  deadline->expiry = g_get_monotonic_time () + self->length;
  move (self, deadline, FALSE);
  if (self->length > 0)
    ensure_looked_at (self, deadline);
  g_mutex_unlock (&self->lock);
}

gint64
swim_deadlines_get_expiry (SwimDeadlines *self, const SwimDeadline *deadline)
{
  return self->length > 0 ? deadline->expiry : G_MAXINT64;
}

SwimDeadlineEnd
swim_deadlines_get_end (SwimDeadlines *self, const SwimDeadline *deadline)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return deadline->end;
}

SwimDeadlineEnd
swim_deadlines_end (SwimDeadlines *self, SwimDeadline *deadline)
{
  SwimDeadlineEnd end;

  g_mutex_lock (&self->lock);
  end = deadline->end;
  if (end == SWIM_DEADLINE_PENDING)
    g_queue_unlink (queue_of (self, deadline), &deadline->link);
  if (deadline->watch != NULL)
    deadline->watch->users--;
  g_mutex_unlock (&self->lock);
  return end;
}
