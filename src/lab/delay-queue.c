/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A binary heap of delays, soonest first, woken by a timerfd: GLib's own ready time is rounded up
 * to milliseconds before 2.81. Delays that fall due together come in the order they were added. */
#include "config.h"

#include "lab/delay-queue.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _SwimDelayQueue
{
  GSource *source;
  GPtrArray *heap; /* of SwimDelay, not owned */
  int timer_fd;
  gint64 armed_us; /* when the timer fires; G_MAXINT64: it does not */
  guint64 n_added;
};

static SwimDelay *
get (SwimDelayQueue *self, guint index)
{
  return g_ptr_array_index (self->heap, index);
}

static void
put (SwimDelayQueue *self, guint index, SwimDelay *delay)
{
  g_ptr_array_index (self->heap, index) = delay;
  delay->place = index + 1;
}

static gboolean
is_sooner (const SwimDelay *a, const SwimDelay *b)
{
  return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void
sift_up (SwimDelayQueue *self, guint index, SwimDelay *delay)
{
  while (index > 0 && is_sooner (delay, get (self, (index - 1) / 2)))
    {
      put (self, index, get (self, (index - 1) / 2));
      index = (index - 1) / 2;
    }
  put (self, index, delay);
}

static void
sift_down (SwimDelayQueue *self, guint index, SwimDelay *delay)
{
  guint child;

  while ((child = 2 * index + 1) < self->heap->len)
    {
      if (child + 1 < self->heap->len && is_sooner (get (self, child + 1), get (self, child)))
        child++;
      if (!is_sooner (get (self, child), delay))
        break;
      put (self, index, get (self, child));
      index = child;
    }
  put (self, index, delay);
}

static void
take_out (SwimDelayQueue *self, SwimDelay *delay)
{
  guint index = delay->place - 1;
  SwimDelay *last = get (self, self->heap->len - 1);

  g_ptr_array_set_size (self->heap, (int) self->heap->len - 1);
  delay->place = 0;
  if (last == delay)
    return;
  if (index > 0 && is_sooner (last, get (self, (index - 1) / 2)))
    sift_up (self, index, last);
  else
    sift_down (self, index, last);
}

/* The monotonic clock of GLib is CLOCK_MONOTONIC, so its times can be given to the timer. */
static void
arm (SwimDelayQueue *self, gint64 due_us)
{
  struct itimerspec when = { 0 };

  when.it_value.tv_sec = due_us / G_USEC_PER_SEC;
  when.it_value.tv_nsec = (due_us % G_USEC_PER_SEC) * 1000;
  timerfd_settime (self->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
  self->armed_us = due_us;
}

static gboolean
on_timer (int fd, GIOCondition condition, gpointer data)
{
  SwimDelayQueue *self = data;
  gint64 now_us = g_get_monotonic_time ();
  guint64 last_order = self->n_added;
  guint64 expirations;

  if (read (fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN)
    g_warning ("cannot read the timer of the lab: %s", g_strerror (errno));
  self->armed_us = G_MAXINT64;

  /* A delay added from a callback waits for the next turn of the loop, even one of no length. */
  while (self->heap->len > 0 && get (self, 0)->due_us <= now_us
         && get (self, 0)->order <= last_order)
    {
      SwimDelay *delay = get (self, 0);

      take_out (self, delay);
      delay->on_due (delay);
    }
  if (self->heap->len > 0 && get (self, 0)->due_us < self->armed_us)
    arm (self, get (self, 0)->due_us);
  return G_SOURCE_CONTINUE;
}

/* A queue whose delays fall due in context. The caller owns it. */
SwimDelayQueue *
swim_delay_queue_new (GMainContext *context)
{
  SwimDelayQueue *self = g_new0 (SwimDelayQueue, 1);

  self->heap = g_ptr_array_new ();
  self->armed_us = G_MAXINT64;
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer_fd < 0)
    g_error ("no timer for the lab's delays: %s", g_strerror (errno));
  self->source = g_unix_fd_source_new (self->timer_fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_timer), self, NULL);
  g_source_attach (self->source, context);
  return self;
}

/* Tells every pending delay that it is dropped, then frees the queue. */
void
swim_delay_queue_free (SwimDelayQueue *self)
{
  while (self->heap->len > 0)
    {
      SwimDelay *delay = get (self, self->heap->len - 1);

      take_out (self, delay);
      if (delay->on_dropped != NULL)
        delay->on_dropped (delay);
    }
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->timer_fd);
  g_ptr_array_unref (self->heap);
  g_free (self);
}

/* Lets delay fall due delay_us microseconds from now; it must not be pending, and must live until
 * one of its functions is called or it is removed. */
void
swim_delay_queue_add (SwimDelayQueue *self, SwimDelay *delay, gint64 delay_us)
{
  g_return_if_fail (delay->place == 0);

  delay->due_us = g_get_monotonic_time () + MAX (delay_us, 0);
  delay->order = ++self->n_added;
  g_ptr_array_add (self->heap, delay);
  sift_up (self, self->heap->len - 1, delay);
  if (delay->due_us < self->armed_us)
    arm (self, delay->due_us);
}

/* Takes delay out without a call to its functions. One that is not pending is left alone. */
void
swim_delay_queue_remove (SwimDelayQueue *self, SwimDelay *delay)
{
  if (delay->place != 0)
    take_out (self, delay);
}

guint
swim_delay_queue_get_length (SwimDelayQueue *self)
{
  return self->heap->len;
}
