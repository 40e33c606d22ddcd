/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog reads files of /proc, which the measured loop must not do. During a stall it finds
 * out why the loop does not return, and it counts the threads of the process, for which the kernel
 * keeps no high-water mark. It does not count itself. */
#include "config.h"

#include "loop/watchdog.h"

#include <sys/stat.h>

#include "loop/clock.h"
#include "loop/sightings.h"

/* How often threads are counted. */
#define COUNT_US 10000
/* The shortest time between two looks at the loop. A threshold of less than eight times this is
 * below what a thread that sleeps in between can resolve. */
#define SHORTEST_US 100
/* How far apart the first looks at a stalled thread are, at the most. From how its times on a CPU
 * and waiting for one grew since the first follows whether it computes or starves, the surer the
 * longer it lasts. */
#define FIRST_LOOKS_US 1000

struct _SwimWatchdog
{
  SwimLedger *ledger;
  const SwimSpans *spans; /* the ledger's */
  GThread *thread;
  GMutex lock;
  GCond stop;
  gboolean stopping;
  gint64 period; /* µs */
  gint64 threads_max;
  gint64 seen; /* the beginning of the last span that was looked into */
};

/* The threads of this process without this one: each is a folder below /proc/self/task, and a
 * folder has a link for each folder in it and two of its own. */
static gint64
count_threads (void)
{
  struct stat info;

  return stat ("/proc/self/task", &info) == 0 ? (gint64) info.st_nlink - 3 : -1;
}

/* Waits so long; TRUE when the watch is over. */
static gboolean
pause_watch (SwimWatchdog *self, gint64 us)
{
  gint64 until = g_get_monotonic_time () + us;
  gboolean stopping;

  g_mutex_lock (&self->lock);
  while (!self->stopping && g_cond_wait_until (&self->stop, &self->lock, until))
    ;
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

static void
report (SwimWatchdog *self, gint64 since, const SwimSightings *seen)
{
  SwimStall *finding = swim_sightings_conclude (seen);

  finding->start = since;
  swim_ledger_explain (self->ledger, finding);
}

static gint64
pause_after (SwimWatchdog *self, const SwimSightings *seen)
{
  return seen->looks < 4 ? MIN (FIRST_LOOKS_US, self->period) : self->period;
}

/* How long a span has lasted when the looks at it begin. Half of a stall: what ends just after it
 * has become one has been looked at several times by then. */
static gint64
get_first_look (const SwimWatchdog *self)
{
  return swim_spans_get_threshold (self->spans) / 2;
}

/* Looks again and again at a thread that has been in one span since @since, which is or may become
 * a stall. What was seen counts only if it still is in that span afterwards. */
static void
look_into (SwimWatchdog *self, gint64 since)
{
  g_auto (SwimSightings) seen = { 0 };
  int thread = swim_ledger_get_thread (self->ledger);

  swim_sightings_look (&seen, 0, thread);
  while (!pause_watch (self, pause_after (self, &seen)))
    {
      swim_sightings_look (&seen, 0, thread);
      if (swim_spans_get_busy_since (self->spans) != since)
        break;
      report (self, since, &seen);
    }
}

static gpointer
watch (gpointer data)
{
  SwimWatchdog *self = data;
  gint64 counted = 0;

  do
    {
      gint64 since = swim_spans_get_busy_since (self->spans);

      if (since != 0 && since != self->seen && swim_clock_ns () - since >= get_first_look (self))
        {
          self->seen = since;
          look_into (self, since);
        }
      if (g_get_monotonic_time () - counted >= COUNT_US)
        {
          counted = g_get_monotonic_time ();
          self->threads_max = MAX (self->threads_max, count_threads ());
        }
    }
  while (!pause_watch (self, self->period));
  self->threads_max = MAX (self->threads_max, count_threads ());
  return NULL;
}

static void
watchdog_free (SwimWatchdog *self)
{
  g_cond_clear (&self->stop);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Begins to watch the loop of that ledger, which must outlive the watchdog. NULL and an error
 * without a thread. */
SwimWatchdog *
swim_watchdog_new (SwimLedger *ledger, GError **error)
{
  SwimWatchdog *self = g_new0 (SwimWatchdog, 1);

  self->ledger = ledger;
  self->spans = swim_ledger_get_spans (ledger);
  self->threads_max = -1;
  /* Often enough to find a span that becomes a stall before it is one. */
  self->period = CLAMP (swim_spans_get_threshold (self->spans) / 4000, SHORTEST_US, COUNT_US);
  g_mutex_init (&self->lock);
  g_cond_init (&self->stop);
  self->thread = g_thread_try_new ("watchdog", watch, self, error);
  if (self->thread == NULL)
    g_clear_pointer (&self, watchdog_free);
  return self;
}

/* Ends the watch and frees. Returns the peak number of threads, or -1. */
gint64
swim_watchdog_end (SwimWatchdog *self)
{
  gint64 threads_max;

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->stop);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  threads_max = self->threads_max;
  watchdog_free (self);
  return threads_max;
}
