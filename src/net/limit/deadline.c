/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/deadline.h"

#include <string.h>
#include <sys/socket.h>

#include "net/limit/loop-guard.h"

struct _SwimDeadlines
{
  gint64 limits[SWIM_N_LIMITS];
  gint64 period;   /* the shortest of them, G_MAXINT64 where there is none */
  GMutex lock;     /* guards what follows, up to thread */
  GQueue queue;    /* of SwimDeadline, in the order of their looks */
  GList *watches;  /* of SwimWatch, rarely more than one */
  guint cancelled; /* how many of them were cancelled */
  gboolean asleep; /* no look at the queue is scheduled */
  GThread *thread;

  SwimTimers *timers;    /* of the loop, or else of the thread's own context */
  SwimTimer look;        /* at the queue */
  SwimLoopGuard *guard;  /* of the loop; NULL: there is none, or no thread for it */
  gboolean guarded;      /* it was asked for */
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

static gint64
add_time (gint64 time, gint64 more)
{
  return time < G_MAXINT64 - more ? time + more : G_MAXINT64;
}

gint64
swim_deadlines_get_expiry (const SwimDeadlines *self, const SwimDeadline *deadline, SwimLimit limit)
{
  gint64 since = __atomic_load_n (&deadline->clocks[limit], __ATOMIC_RELAXED);

  return self->limits[limit] > 0 && since > 0 ? add_time (since, self->limits[limit]) : G_MAXINT64;
}

/* The limit that is reached first, and when. */
static gint64
find_expiry (SwimDeadlines *self, const SwimDeadline *deadline, SwimDeadlineEnd *end)
{
  gint64 first = G_MAXINT64;

  for (SwimLimit i = 0; i < SWIM_N_LIMITS; i++)
    {
      gint64 expiry = swim_deadlines_get_expiry (self, deadline, i);

      if (expiry >= first)
        continue;
      first = expiry;
      *end = SWIM_DEADLINE_STALLED + i;
    }
  return first;
}

/* Enters it for the look at that time: from the tail, since most looks are later than all others.
 * No clock that starts later can reach its limit before a look that is a period away. Call with the
 * lock. */
static void
enqueue (SwimDeadlines *self, SwimDeadline *deadline, gint64 look)
{
  GList *before = self->queue.tail;

  deadline->look = look;
  deadline->queued = TRUE;
  deadline->link.data = deadline;
  while (before != NULL && ((SwimDeadline *) before->data)->look > look)
    before = before->prev;
  if (before == NULL)
    g_queue_push_head_link (&self->queue, &deadline->link);
  else
    g_queue_insert_after_link (&self->queue, before, &deadline->link);
}

/* Call with the lock. */
static void
dequeue (SwimDeadlines *self, SwimDeadline *deadline)
{
  if (deadline->queued)
    g_queue_unlink (&self->queue, &deadline->link);
  deadline->queued = FALSE;
}

/* The item has to end, and would not have by itself. */
static gboolean
is_cancelled (const SwimDeadline *deadline)
{
  return deadline->end == SWIM_DEADLINE_PENDING && deadline->watch != NULL
         && deadline->watch->cancelled;
}

/* One that has to end, and why, or that was to and has not; NULL for none. Others whose look is due
 * are put off. */
static SwimDeadline *
find_due (SwimDeadlines *self, gint64 now, SwimDeadlineEnd *end)
{
  SwimDeadline *head;

  while ((head = g_queue_peek_head (&self->queue)) != NULL && head->look <= now)
    {
      gint64 expiry = head->end == SWIM_DEADLINE_PENDING ? find_expiry (self, head, end) : now;

      if (expiry <= now)
        return head;
      dequeue (self, head);
      enqueue (self, head, MIN (expiry, add_time (now, self->period)));
    }
  *end = SWIM_DEADLINE_CANCELLED;
  for (GList *link = self->queue.head; link != NULL && self->cancelled > 0; link = link->next)
    if (is_cancelled (link->data))
      return link->data;
  return NULL;
}

/* Looks at the queue at that time, or earlier. Call with the lock. */
static void
schedule_look (SwimDeadlines *self, gint64 due)
{
  self->asleep = FALSE;
  swim_timers_set (self->timers, &self->look, due);
}

/* It has to end; what should end it is to be looked at again. Call with the lock, which is released
 * meanwhile. */
static void
fire (SwimDeadlines *self, SwimDeadline *due, SwimDeadlineEnd end, gint64 now)
{
  g_autoptr (GCancellable) cancellable = g_object_ref (due->cancellable);
  void (*fired) (SwimDeadline *) = due->fired;

  due->end = is_cancelled (due) ? SWIM_DEADLINE_CANCELLED : end;
  due->graces = 0;
  dequeue (self, due);
  if (due->stuck != NULL)
    enqueue (self, due, add_time (now, SWIM_GRACE_US));
  g_mutex_unlock (&self->lock);
  if (fired != NULL)
    fired (due);
  else
    g_cancellable_cancel (cancellable);
  g_mutex_lock (&self->lock);
}

/* Cancelling has not ended it. A socket that is closed just now, and its number used again, would
 * be another's, whose exchange then fails and is tried again; whoever closes it tells in time. Call
 * with the lock, which on a loop is released meanwhile. */
static void
press (SwimDeadlines *self, SwimDeadline *due, gint64 now)
{
  SwimDeadlineEnd end = due->end;
  int fd = __atomic_load_n (&due->socket, __ATOMIC_RELAXED);

  dequeue (self, due);
  if (fd > 0)
    shutdown (fd, SHUT_RDWR);
  if (++due->graces < SWIM_GRACES)
    {
      enqueue (self, due, add_time (now, SWIM_GRACE_US));
      return;
    }
  if (self->context == NULL)
    g_mutex_unlock (&self->lock);
  due->stuck (due, end);
  if (self->context == NULL)
    g_mutex_lock (&self->lock);
}

/* Ends those that are due. Nothing of a deadline is read without the lock: the owner of one that
 * the thread serves may free it at any time, and on a loop its function may. */
static void
on_look (SwimTimer *look)
{
  SwimDeadlines *self = (SwimDeadlines *) ((char *) look - G_STRUCT_OFFSET (SwimDeadlines, look));
  gint64 now = g_get_monotonic_time ();
  SwimDeadlineEnd end = SWIM_DEADLINE_PENDING;
  SwimDeadline *due;

  g_mutex_lock (&self->lock);
  while ((due = find_due (self, now, &end)) != NULL)
    if (due->end == SWIM_DEADLINE_PENDING)
      fire (self, due, end, now);
    else
      press (self, due, now);
  due = g_queue_peek_head (&self->queue);
  self->asleep = TRUE;
  if (due != NULL && due->look < G_MAXINT64)
    schedule_look (self, due->look);
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
swim_deadlines_new (const gint64 limits[SWIM_N_LIMITS], SwimTimers *timers)
{
  SwimDeadlines *self = g_new0 (SwimDeadlines, 1);

  memcpy (self->limits, limits, sizeof self->limits);
  self->period = G_MAXINT64;
  for (guint i = 0; i < SWIM_N_LIMITS; i++)
    if (limits[i] > 0)
      self->period = MIN (self->period, limits[i]);
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
  g_assert (self->queue.length == 0);
  if (self->thread != NULL)
    {
      g_atomic_int_set (&self->stopping, TRUE);
      g_main_context_wakeup (self->context);
      g_thread_join (self->thread);
    }
  g_clear_pointer (&self->guard, swim_loop_guard_free);
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

/* The sockets of all items, by the thread of the guard. */
static void
list_sockets (GArray *sockets, gpointer data)
{
  SwimDeadlines *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (GList *link = self->queue.head; link != NULL; link = link->next)
    {
      int fd = __atomic_load_n (&((SwimDeadline *) link->data)->socket, __ATOMIC_RELAXED);

      if (fd > 0)
        g_array_append_val (sockets, fd);
    }
}

/* The loop does not get away from what this one sends. */
static void
shut_socket (int fd, gpointer data)
{
  SwimDeadlines *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (GList *link = self->queue.head; link != NULL; link = link->next)
    {
      SwimDeadline *deadline = link->data;

      if (__atomic_load_n (&deadline->socket, __ATOMIC_RELAXED) != fd)
        continue;
      __atomic_store_n (&deadline->flooded, TRUE, __ATOMIC_RELAXED);
      shutdown (fd, SHUT_RDWR);
    }
}

/* Whether one is overdue by as long as it would be given. One that was due to be cancelled counts
 * from when its look was scheduled, which is at once. */
static void
on_loop_hangs (gpointer data)
{
  SwimDeadlines *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 late = g_get_monotonic_time () - SWIM_GRACES * SWIM_GRACE_US;

  for (GList *link = self->queue.head; link != NULL; link = link->next)
    {
      SwimDeadline *deadline = link->data;
      SwimDeadlineEnd end = SWIM_DEADLINE_PENDING;

      if (deadline->loop_stuck == NULL || find_expiry (self, deadline, &end) > late)
        continue;
      deadline->loop_stuck (deadline, end);
      return;
    }
}

static const SwimLoopGuardFuncs guard_funcs = { list_sockets, shut_socket, on_loop_hangs };

/* Call with the lock. */
static gboolean
ensure_thread (SwimDeadlines *self)
{
  if (self->context == NULL && !self->guarded)
    self->guard = swim_loop_guard_new (self->timers, &guard_funcs, self);
  self->guarded = TRUE;
  if (self->context != NULL && self->thread == NULL)
    self->thread = g_thread_try_new ("swim-deadlines", serve, self, NULL);
  return self->context == NULL || self->thread != NULL;
}

/* An item that ends early does not reschedule the look, nor does the next one: the look that was
 * meant for the first finds the later one. So there is at most one wake-up a period, unless a clock
 * runs already. Call with the lock. */
static void
watch_item (SwimDeadlines *self, SwimDeadline *deadline, GCancellable *cancellable)
{
  gint64 usual = add_time (g_get_monotonic_time (), self->period);
  SwimDeadlineEnd end;

  deadline->cancellable = cancellable;
  deadline->end = SWIM_DEADLINE_PENDING;
  dequeue (self, deadline);
  enqueue (self, deadline, MIN (usual, find_expiry (self, deadline, &end)));
  if (is_cancelled (deadline))
    schedule_look (self, 0);
  else if ((self->asleep || deadline->look < usual) && deadline->look < G_MAXINT64)
    schedule_look (self, ((SwimDeadline *) g_queue_peek_head (&self->queue))->look);
}

void
swim_deadlines_begin (SwimDeadlines *self,
                      SwimDeadline *deadline,
                      GCancellable *cancellable,
                      GCancellable *run)
{
  g_mutex_lock (&self->lock);
  deadline->watch = run != NULL ? use_watch (self, run) : NULL;
  watch_item (self, deadline, cancellable);
  if ((self->context == NULL || self->period < G_MAXINT64 || run != NULL) && !ensure_thread (self))
    {
      /* Nothing would end the item in time, so it is ended at once. */
      dequeue (self, deadline);
      deadline->end = SWIM_DEADLINE_UNWATCHED;
      g_cancellable_cancel (cancellable); /* nobody is connected to it yet */
    }
  g_mutex_unlock (&self->lock);
}

void
swim_deadlines_renew (SwimDeadlines *self, SwimDeadline *deadline, GCancellable *cancellable)
{
  g_mutex_lock (&self->lock);
  g_assert (deadline->end != SWIM_DEADLINE_PENDING);
  watch_item (self, deadline, cancellable);
  g_mutex_unlock (&self->lock);
}

void
swim_deadlines_hurry (SwimDeadlines *self, SwimDeadline *deadline)
{
  gint64 look = g_get_monotonic_time () + SWIM_GRACE_US;

  g_mutex_lock (&self->lock);
  if (deadline->end == SWIM_DEADLINE_PENDING && deadline->stuck != NULL)
    {
      deadline->end = SWIM_DEADLINE_ABANDONED;
      deadline->graces = 0;
      dequeue (self, deadline);
      enqueue (self, deadline, look);
      schedule_look (self, look);
    }
  g_mutex_unlock (&self->lock);
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
  dequeue (self, deadline);
  if (deadline->watch != NULL)
    deadline->watch->users--;
  g_mutex_unlock (&self->lock);
  return end;
}
