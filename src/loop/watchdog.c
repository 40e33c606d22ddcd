/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog reads files of /proc, which the measured loop must not do. During a stall it finds
 * out why the loop does not return, and it counts the threads of the process, for which the kernel
 * keeps no high-water mark. It does not count itself. */
#include "config.h"

#include "loop/watchdog.h"

#include <sys/stat.h>

#include "loop/clock.h"
#include "loop/thread-state.h"

/* How often threads are counted. */
#define COUNT_US 10000
/* The shortest time between two looks at the loop. A threshold of less than four times this is
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

/* What was seen of one stall, look by look. */
typedef struct
{
  SwimThreadState first;
  SwimThreadState last;
  gint64 span;   /* µs from the first look to the last */
  guint blocked; /* how many looks found the thread in a wait */
  guint running;
  SwimStall *wait; /* what it waited in and for in most of the looks that are certain, or NULL */
  SwimThreadState waited; /* the state that this was read from */
  guint votes;            /* by how many looks it is ahead of others */
} Sightings;

/* Where the looks agree, they say whether the thread waited in a call; where they do not, the
 * greater part of the time decides, by the scheduler's own count. That count lags by up to a tick,
 * so it is not asked where it need not be. */
static SwimCause
judge (const Sightings *seen)
{
  gint64 on_cpu = seen->last.on_cpu - seen->first.on_cpu;
  gint64 waiting = seen->last.waiting - seen->first.waiting;
  gint64 asleep = seen->span * 1000 - on_cpu - waiting;

  if (!seen->last.known)
    return SWIM_CAUSE_UNKNOWN;
  if (seen->running == 0)
    return SWIM_CAUSE_BLOCKED;
  if (seen->last.on_cpu < 0 || seen->first.on_cpu < 0)
    return SWIM_CAUSE_UNKNOWN;
  if (seen->blocked > 0 && asleep > MAX (on_cpu, waiting))
    return SWIM_CAUSE_BLOCKED;
  /* What a thread that is ready to run waits for a CPU is counted once it has one: until then it
   * seems to do nothing. */
  if (2 * (on_cpu + waiting) < seen->span * 1000)
    return SWIM_CAUSE_UNKNOWN;
  return waiting > on_cpu ? SWIM_CAUSE_STARVED : SWIM_CAUSE_COMPUTING;
}

/* Whether what was seen last is now what was seen most: a stall may be of a long wait and of short
 * ones before and after it (the majority vote of Boyer and Moore). */
static gboolean
vote (Sightings *seen)
{
  if (seen->votes > 0 && seen->waited.syscall == seen->last.syscall
      && seen->waited.args[0] == seen->last.args[0])
    {
      seen->votes++;
      return FALSE;
    }
  if (seen->votes > 0 && --seen->votes > 0)
    return FALSE;
  seen->votes = 1;
  seen->waited = seen->last;
  return TRUE;
}

/* Notes what the thread waits for. That is read from its memory and its descriptors, so it counts
 * only if the thread was in the same wait throughout. */
static void
look_at_wait (SwimWatchdog *self, Sightings *seen)
{
  g_autoptr (SwimStall) wait = swim_stall_new (0, 0);
  SwimThreadState after;

  swim_thread_state_describe (&seen->last, wait);
  swim_thread_state_read (swim_ledger_get_thread (self->ledger), &after);
  if (after.running || after.syscall != seen->last.syscall || after.on_cpu != seen->last.on_cpu)
    return;
  if (vote (seen))
    {
      g_clear_pointer (&seen->wait, swim_stall_free);
      seen->wait = g_steal_pointer (&wait);
    }
}

static void
look (SwimWatchdog *self, Sightings *seen)
{
  swim_thread_state_read (swim_ledger_get_thread (self->ledger), &seen->last);
  if (!seen->last.known)
    return;
  if (seen->last.running)
    {
      seen->running++;
      return;
    }
  seen->blocked++;
  look_at_wait (self, seen);
}

static void
report (SwimWatchdog *self, gint64 since, const Sightings *seen)
{
  SwimCause cause = judge (seen);
  SwimStall *finding = cause == SWIM_CAUSE_BLOCKED && seen->wait != NULL
                           ? swim_stall_copy (seen->wait)
                           : swim_stall_new (since, 0);

  finding->start = since;
  finding->cause = cause;
  swim_ledger_explain (self->ledger, finding);
}

static gint64
pause_after (SwimWatchdog *self, const Sightings *seen)
{
  gboolean first = seen->blocked + seen->running < 4;

  return first ? MIN (FIRST_LOOKS_US, self->period) : self->period;
}

/* Looks again and again at a thread that has been in one span since @since, for longer than a
 * stall. What was seen counts only if it still is in that span afterwards. */
static void
look_into (SwimWatchdog *self, gint64 since)
{
  Sightings seen = { 0 };
  gint64 began = g_get_monotonic_time ();

  look (self, &seen);
  seen.first = seen.last;
  while (!pause_watch (self, pause_after (self, &seen)))
    {
      look (self, &seen);
      seen.span = g_get_monotonic_time () - began;
      if (swim_spans_get_busy_since (self->spans) != since)
        break;
      report (self, since, &seen);
    }
  g_clear_pointer (&seen.wait, swim_stall_free);
}

static gpointer
watch (gpointer data)
{
  SwimWatchdog *self = data;
  gint64 counted = 0;

  do
    {
      gint64 since = swim_spans_get_busy_since (self->spans);

      if (since != 0 && since != self->seen
          && swim_clock_ns () - since >= swim_spans_get_threshold (self->spans))
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
  /* Often enough to find a stall before it has lasted half as long again. */
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
