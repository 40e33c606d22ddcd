/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sorted sequence of delays, soonest first, woken by a timerfd: GLib's own ready time is rounded
 * up to milliseconds before 2.81. Delays that fall due together come in the order in which they
 * were added. */
#include "config.h"

#include "lab/delay-queue.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _SwimDelayQueue
{
  GSource *source;
  GSequence *delays; /* of SwimDelay, not owned */
  int timer_fd;
  gint64 armed_us; /* when the timer fires; G_MAXINT64: it does not */
  guint64 n_added;
};

static int
compare_delays (gconstpointer a, gconstpointer b, gpointer data)
{
  const SwimDelay *left = a;
  const SwimDelay *right = b;

  if (left->due_us != right->due_us)
    return left->due_us < right->due_us ? -1 : 1;
  return left->order < right->order ? -1 : left->order > right->order;
}

/* The soonest delay; NULL if there is none. */
static SwimDelay *
get_first (SwimDelayQueue *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->delays);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
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
  SwimDelay *delay;

  if (read (fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN)
    g_warning ("Cannot read the lab's timer: %s", g_strerror (errno));
  self->armed_us = G_MAXINT64;

  /* A delay that a callback adds waits for the next turn of the loop, even if it is 0. */
  while ((delay = get_first (self)) != NULL && delay->due_us <= now_us
         && delay->order <= last_order)
    {
      swim_delay_queue_remove (self, delay);
      delay->on_due (delay);
    }
  if (delay != NULL && delay->due_us < self->armed_us)
    arm (self, delay->due_us);
  return G_SOURCE_CONTINUE;
}

/* A queue whose delays fall due in context. The caller owns it. */
SwimDelayQueue *
swim_delay_queue_new (GMainContext *context)
{
  SwimDelayQueue *self = g_new0 (SwimDelayQueue, 1);

  self->delays = g_sequence_new (NULL);
  self->armed_us = G_MAXINT64;
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer_fd < 0)
    g_error ("Cannot create the lab's timer: %s", g_strerror (errno));
  self->source = g_unix_fd_source_new (self->timer_fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_timer), self, NULL);
  g_source_attach (self->source, context);
  return self;
}

/* Calls on_dropped of every pending delay, then frees the queue. */
void
swim_delay_queue_free (SwimDelayQueue *self)
{
  SwimDelay *delay;

  while ((delay = get_first (self)) != NULL)
    {
      swim_delay_queue_remove (self, delay);
      if (delay->on_dropped != NULL)
        delay->on_dropped (delay);
    }
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->timer_fd);
  g_sequence_free (self->delays);
  g_free (self);
}

/* Lets delay fall due delay_us microseconds from now; it must not be pending, and must live until
 * one of its functions is called or it is removed. */
void
swim_delay_queue_add (SwimDelayQueue *self, SwimDelay *delay, gint64 delay_us)
{
  g_return_if_fail (delay->place == NULL);

  delay->due_us = g_get_monotonic_time () + MAX (delay_us, 0);
  delay->order = ++self->n_added;
  delay->place = g_sequence_insert_sorted (self->delays, delay, compare_delays, NULL);
  if (delay->due_us < self->armed_us)
    arm (self, delay->due_us);
}

/* Takes delay out without a call to its functions. One that is not pending is left alone. */
void
swim_delay_queue_remove (SwimDelayQueue *self, SwimDelay *delay)
{
  g_clear_pointer (&delay->place, g_sequence_remove);
}
