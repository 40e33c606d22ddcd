/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/deadline.h"

struct _SwimDeadlines
{
  gint64 length;
  GMutex lock;      /* guards what follows, up to thread */
  GQueue queues[2]; /* of SwimDeadline, in the order of their ends; [TRUE]: the stopped ones */
  GList *watches;   /* of SwimWatch, rarely more than one */
  guint cancelled;  /* how many of them were cancelled */
  gboolean asleep;  /* no look at the queues is scheduled */
  GThread *thread;

  SwimTimers *timers;    /* of the loop, or else of the thread's own context */
  SwimTimer look;        /* at the queues */
  GMainContext *context; /* the thread's; NULL: there is a loop */
  int stopping;          /* atomic: the thread is to end */
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

static gboolean
is_due (SwimDeadlines *self, SwimDeadline *deadline, gint64 now)
{
  if (deadline->watch != NULL && deadline->watch->cancelled)
    return TRUE;
  return self->length > 0 && !deadline->stopped && deadline->expiry <= now;
}

static SwimDeadline *
find_due (SwimDeadlines *self, gint64 now)
{
  SwimDeadline *head = g_queue_peek_head (&self->queues[FALSE]);

  if (head != NULL && is_due (self, head, now))
    return head;
  /* The rest expires later, but its run may be cancelled. */
  for (guint i = 0; i < G_N_ELEMENTS (self->queues) && self->cancelled > 0; i++)
    for (GList *link = self->queues[i].head; link != NULL; link = link->next)
      if (is_due (self, link->data, now))
        return link->data;
  return NULL;
}

/* Looks at the queues at that time, or earlier. Call with the lock. */
static void
schedule_look (SwimDeadlines *self, gint64 due)
{
  self->asleep = FALSE;
  swim_timers_set (self->timers, &self->look, due);
}

/* Ends those that are due. Nothing of a deadline is read without the lock: the owner of one that
 * the thread serves may free it at any time, and on a loop its function may. */
static void
on_look (SwimTimer *look)
{
  SwimDeadlines *self = (SwimDeadlines *) ((char *) look - G_STRUCT_OFFSET (SwimDeadlines, look));
  gint64 now = g_get_monotonic_time ();
  SwimDeadline *due;

  g_mutex_lock (&self->lock);
  while ((due = find_due (self, now)) != NULL)
    {
      g_autoptr (GCancellable) cancellable = g_object_ref (due->cancellable);
      void (*fired) (SwimDeadline *) = due->fired;

      g_queue_unlink (&self->queues[due->stopped], &due->link);
      due->end = due->watch != NULL && due->watch->cancelled ? SWIM_DEADLINE_CANCELLED
                                                             : SWIM_DEADLINE_EXPIRED;
      g_mutex_unlock (&self->lock);
      if (fired != NULL)
        fired (due);
      else
        g_cancellable_cancel (cancellable);
      g_mutex_lock (&self->lock);
    }
  due = g_queue_peek_head (&self->queues[FALSE]);
  self->asleep = TRUE;
  if (due != NULL && self->length > 0)
    schedule_look (self, due->expiry);
  g_mutex_unlock (&self->lock);
}

static gpointer
serve (gpointer data)
{
  SwimDeadlines *self = data;

  while (!g_atomic_int_get (&self->stopping))
    g_main_context_iteration (self->context, TRUE);
  return NULL;
}

static void
on_run_cancelled (GCancellable *run, gpointer data)
{
  SwimWatch *watch = data;
  SwimDeadlines *self = watch->deadlines;

  g_mutex_lock (&self->lock);
  watch->cancelled = TRUE;
  self->cancelled++;
  schedule_look (self, 0);
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

/* Removes unused watches from the list, and returns them. Call with the lock. */
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
swim_deadlines_new (gint64 length, SwimTimers *timers)
{
  SwimDeadlines *self = g_new0 (SwimDeadlines, 1);

  self->length = length;
  self->asleep = TRUE;
  g_mutex_init (&self->lock);
  self->look.expired = on_look;
  self->context = timers == NULL ? g_main_context_new () : NULL;
  self->timers = timers != NULL ? timers : swim_timers_new (self->context);
  return self;
}

void
swim_deadlines_free (SwimDeadlines *self)
{
  g_assert (self->queues[FALSE].length + self->queues[TRUE].length == 0);
  if (self->thread != NULL)
    {
      g_atomic_int_set (&self->stopping, TRUE);
      g_main_context_wakeup (self->context);
      g_thread_join (self->thread);
    }
  g_list_free_full (self->watches, (GDestroyNotify) free_watch);
  swim_timers_clear (self->timers, &self->look);
  if (self->context != NULL)
    {
      swim_timers_free (self->timers);
      g_main_context_unref (self->context);
    }
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Call with the lock. */
static gboolean
ensure_thread (SwimDeadlines *self)
{
  if (self->context != NULL && self->thread == NULL)
    self->thread = g_thread_try_new ("swim-deadlines", serve, self, NULL);
  return self->context == NULL || self->thread != NULL;
}

/* An item that ends early does not reschedule the look, nor does the next one: the look that was
 * meant for the first finds the later one. So there is at most one wake-up a deadline's length.
 * Call with the lock. */
static inline void
ensure_looked_at (SwimDeadlines *self, SwimDeadline *deadline)
{
  if (self->asleep && self->length > 0)
    schedule_look (self, deadline->expiry);
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
  g_queue_push_tail_link (&self->queues[FALSE], &deadline->link);
  if ((self->length > 0 || run != NULL) && !ensure_thread (self))
    {
      /* Nothing would end the item in time, so it is ended at once. */
      g_queue_unlink (&self->queues[FALSE], &deadline->link);
      deadline->end = SWIM_DEADLINE_UNWATCHED;
      g_cancellable_cancel (cancellable); /* nobody is connected to it yet */
    }
  else if (deadline->watch != NULL && deadline->watch->cancelled)
    schedule_look (self, 0);
  else
    ensure_looked_at (self, deadline);
  g_mutex_unlock (&self->lock);
}

/* Moves one that has not ended to the tail of the other queue. Call with the lock. */
static void
move (SwimDeadlines *self, SwimDeadline *deadline, gboolean stopped)
{
  g_queue_unlink (&self->queues[deadline->stopped], &deadline->link);
  deadline->stopped = stopped;
  g_queue_push_tail_link (&self->queues[stopped], &deadline->link);
}

void
swim_deadlines_stop (SwimDeadlines *self, SwimDeadline *deadline)
{
  g_mutex_lock (&self->lock);
  if (deadline->end == SWIM_DEADLINE_PENDING)
    move (self, deadline, TRUE);
  g_mutex_unlock (&self->lock);
}

void
swim_deadlines_restart (SwimDeadlines *self, SwimDeadline *deadline)
{
  g_mutex_lock (&self->lock);
  deadline->expiry = g_get_monotonic_time () + self->length;
  if (deadline->end == SWIM_DEADLINE_PENDING)
    {
      move (self, deadline, FALSE);
      ensure_looked_at (self, deadline);
    }
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
    g_queue_unlink (&self->queues[deadline->stopped], &deadline->link);
  if (deadline->watch != NULL)
    deadline->watch->users--;
  g_mutex_unlock (&self->lock);
  return end;
}
