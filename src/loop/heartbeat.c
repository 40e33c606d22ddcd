/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The heartbeat is a timerfd on an absolute schedule, served by the loop that it watches. A tick's
 * lateness is what an event due at that moment had to wait. Ticks that were due while the loop
 * was busy are added when it wakes: otherwise a stall of half a second would count as a single late
 * tick, as with GLib's own timeouts, which re-arm from their dispatch. */
#include "config.h"

#include "loop/heartbeat.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "loop/clock.h"
#include "loop/distribution.h"

#define PERIOD_NS G_GINT64_CONSTANT (5000000)

struct _SwimHeartbeat
{
  int fd;
  GSource *source;
  gint64 due; /* the next tick, ns on the monotonic clock */
  SwimDistribution *lateness;
};

static struct timespec
to_timespec (gint64 ns)
{
  return (struct timespec){ .tv_sec = (time_t) (ns / 1000000000),
                            .tv_nsec = (long) (ns % 1000000000) };
}

static void
note_due_ticks (SwimHeartbeat *self)
{
  gint64 now = swim_clock_ns ();

  for (; self->due <= now; self->due += PERIOD_NS)
    swim_distribution_add (self->lateness, (guint64) (now - self->due));
}

static gboolean
on_tick (int fd, GIOCondition condition, gpointer data)
{
  guint64 expirations;

  /* The descriptor is non-blocking; a spurious wake reads nothing and is harmless. */
  if (read (fd, &expirations, sizeof expirations) == sizeof expirations)
    note_due_ticks (data);
  return G_SOURCE_CONTINUE;
}

/* Starts to beat on that context. */
SwimHeartbeat *
swim_heartbeat_new (GMainContext *context, GError **error)
{
  g_autoptr (SwimHeartbeat) self = g_new0 (SwimHeartbeat, 1);
  struct itimerspec schedule;

  self->lateness = swim_distribution_new ();
  self->fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  self->due = swim_clock_ns () + PERIOD_NS;
  schedule.it_value = to_timespec (self->due);
  schedule.it_interval = to_timespec (PERIOD_NS);
  if (self->fd < 0 || timerfd_settime (self->fd, TFD_TIMER_ABSTIME, &schedule, NULL) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_UNSUPPORTED,
                   "cannot start the heartbeat timer: %s", g_strerror (errno));
      return NULL;
    }
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_tick), self, NULL);
  g_source_attach (self->source, context);
  return g_steal_pointer (&self);
}

/* Stops, with the ticks that are due now counted. */
void
swim_heartbeat_end (SwimHeartbeat *self)
{
  if (self->source == NULL)
    return;
  note_due_ticks (self);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
swim_heartbeat_free (SwimHeartbeat *self)
{
  if (self == NULL)
    return;
  swim_heartbeat_end (self);
  if (self->fd >= 0)
    close (self->fd);
  swim_distribution_free (self->lateness);
  g_free (self);
}

void
swim_heartbeat_get_figures (SwimHeartbeat *self, SwimHeartbeatFigures *figures)
{
  figures->period = PERIOD_NS / 1e9;
  figures->ticks = swim_distribution_get_count (self->lateness);
  figures->p50 = swim_distribution_quantile (self->lateness, 0.50) / 1e9;
  figures->p99 = swim_distribution_quantile (self->lateness, 0.99) / 1e9;
  figures->max = (double) swim_distribution_get_max (self->lateness) / 1e9;
}
