/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/timer.h"

struct _SwimTimers
{
  GSource *source;
  SwimLoopTurn turn;
  GMutex lock;
  GQueue queue; /* of SwimTimer, the soonest first */
};

typedef struct
{
  GSource parent;
  SwimTimers *timers;
} TimerSource;

/* Call with the lock. */
static void
update_ready_time (SwimTimers *self)
{
  SwimTimer *head = g_queue_peek_head (&self->queue);

  g_source_set_ready_time (self->source, head != NULL ? head->due : -1);
}

/* Call with the lock. */
static void
unlink_timer (SwimTimers *self, SwimTimer *timer)
{
  g_queue_unlink (&self->queue, &timer->link);
  timer->set = FALSE;
}

/* A timer that is set while others expire has its turn in the next iteration. */
static gboolean
dispatch_source (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimTimers *self = ((TimerSource *) source)->timers;
  gint64 now = g_source_get_time (source);
  guint most;

  g_mutex_lock (&self->lock);
  most = self->queue.length;
  while (most-- > 0 && self->queue.length > 0)
    {
      SwimTimer *timer = g_queue_peek_head (&self->queue);

      if (timer->due > now)
        break;
      unlink_timer (self, timer);
      g_mutex_unlock (&self->lock);
      timer->expired (timer);
      g_mutex_lock (&self->lock);
    }
  update_ready_time (self);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_CONTINUE;
}

/* Before the loop polls, which it does not where a timer is due; then the source is not checked. */
static gboolean
prepare_source (GSource *source, int *timeout)
{
  SwimTimers *self = ((TimerSource *) source)->timers;
  gint64 due = g_source_get_ready_time (source);
  gboolean ready = due >= 0 && due <= g_source_get_time (source);

  *timeout = -1;
  swim_loop_turn_prepare (&self->turn, ready);
  return FALSE;
}

/* After that. */
static gboolean
check_source (GSource *source)
{
  SwimTimers *self = ((TimerSource *) source)->timers;

  swim_loop_turn_check (&self->turn);
  return FALSE;
}

int
swim_timers_get_turn (SwimTimers *self)
{
  return swim_loop_turn_get (&self->turn);
}

SwimTimers *
swim_timers_new (GMainContext *context)
{
  static GSourceFuncs funcs = {
    .prepare = prepare_source,
    .check = check_source,
    .dispatch = dispatch_source,
  };
  SwimTimers *self = g_new0 (SwimTimers, 1);

  g_mutex_init (&self->lock);
  self->source = g_source_new (&funcs, sizeof (TimerSource));
  ((TimerSource *) self->source)->timers = self;
  g_source_set_static_name (self->source, "swimlane timers");
  g_source_attach (self->source, context);
  return self;
}

void
swim_timers_free (SwimTimers *self)
{
  g_assert (self->queue.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* From the tail, since most times are later than all before them. Call with the lock. */
static void
insert (SwimTimers *self, SwimTimer *timer)
{
  GList *before = self->queue.tail;
  SwimTimer *head = g_queue_peek_head (&self->queue);

  if (head != NULL && timer->due < head->due)
    before = NULL;
  while (before != NULL && ((SwimTimer *) before->data)->due > timer->due)
    before = before->prev;
  timer->link = (GList){ .data = timer };
  if (before == NULL)
    g_queue_push_head_link (&self->queue, &timer->link);
  else
    g_queue_insert_after_link (&self->queue, before, &timer->link);
  timer->set = TRUE;
}

void
swim_timers_set (SwimTimers *self, SwimTimer *timer, gint64 due)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (timer->set && timer->due <= due)
    return;
  if (timer->set)
    unlink_timer (self, timer);
  timer->due = due;
  insert (self, timer);
  if (self->queue.head == &timer->link)
    update_ready_time (self);
}

void
swim_timers_clear (SwimTimers *self, SwimTimer *timer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (timer->set)
    unlink_timer (self, timer);
}
