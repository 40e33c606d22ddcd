/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger wraps the poll function of a main context. From the return of one poll to the entry
 * of the next the loop runs callbacks and serves nobody else: that is a busy span. Nothing is
 * sampled, so whatever blocks the loop is in the ledger, a sleeping call as well as a busy one.
 *
 * A nested loop polls from inside a span. What it serves meanwhile is served, so its polls end and
 * begin spans like any other; they are counted, since seen from the outer callback the loop only
 * looks idle. */
#include "config.h"

#include "loop/ledger.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* So many stalls are kept, the worst; the rest is counted only. */
#define STALLS_KEPT 100
#define LONGEST_SUBJECT 256
/* The curve of delays: from 1 µs on, so many points to each power of ten. */
#define CURVE_BEGINS_NS 1000.0
#define CURVE_POINTS 8

struct _SwimLedger
{
  GMainContext *context;
  GPollFunc poll;
  SwimDistribution *spans;
  GPtrArray *stalls; /* of SwimStall */
  guint64 n_stalls;
  gint64 stall; /* ns */
  gint64 began;
  gint64 ended;
  gint64 others;     /* ns that other ledgers saw, which were added */
  gint64 busy_since; /* atomic: the watchdog reads it; 0 while the loop polls */
  guint64 iterations;
  guint64 nested;
  gboolean running;
  int thread;
  char subject[LONGEST_SUBJECT]; /* of the current span; empty: none */

  GMutex lock; /* guards what the watchdog found */
  SwimStall *finding;
};

/* A poll function is given no data: the ledger of the loop that this thread runs. */
static _Thread_local SwimLedger *ledger_of_thread;

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

/* What the watchdog found out about the span that began then, or a stall of unknown cause. */
static SwimStall *
take_finding (SwimLedger *self, gint64 since)
{
  SwimStall *finding;

  g_mutex_lock (&self->lock);
  finding = g_steal_pointer (&self->finding);
  g_mutex_unlock (&self->lock);
  if (finding == NULL || finding->start == since)
    return finding != NULL ? finding : swim_stall_new (since, 0);
  swim_stall_free (finding);
  return swim_stall_new (since, 0);
}

static SwimStall *
find_shortest (GPtrArray *stalls, guint *at)
{
  *at = 0;
  for (guint i = 1; i < stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (stalls, i);
      const SwimStall *shortest = g_ptr_array_index (stalls, *at);

      if (stall->duration < shortest->duration)
        *at = i;
    }
  return g_ptr_array_index (stalls, *at);
}

/* Keeps a stall (transfer full) if it is one of the worst. */
static void
keep (SwimLedger *self, SwimStall *stall)
{
  guint at;

  if (self->stalls->len == STALLS_KEPT
      && find_shortest (self->stalls, &at)->duration < stall->duration)
    g_ptr_array_remove_index (self->stalls, at);
  if (self->stalls->len < STALLS_KEPT)
    g_ptr_array_add (self->stalls, stall);
  else
    swim_stall_free (stall);
}

static void
note_stall (SwimLedger *self, gint64 since, gint64 duration)
{
  SwimStall *stall = take_finding (self, since);

  self->n_stalls++;
  stall->start = since - self->began;
  stall->duration = duration;
  if (self->subject[0] != '\0')
    stall->subject = g_strdup (self->subject);
  keep (self, stall);
}

static void
close_span (SwimLedger *self, gint64 now)
{
  gint64 since = self->busy_since;
  gint64 duration = now - since;

  __atomic_store_n (&self->busy_since, 0, __ATOMIC_RELEASE);
  swim_distribution_add (self->spans, (guint64) MAX (duration, 0));
  if (duration >= self->stall)
    note_stall (self, since, duration);
  self->subject[0] = '\0';
}

static void
open_span (SwimLedger *self, gint64 now)
{
  __atomic_store_n (&self->busy_since, now, __ATOMIC_RELEASE);
}

static int
poll_and_note (GPollFD *fds, guint n_fds, int timeout)
{
  SwimLedger *self = ledger_of_thread;
  int ready;

  if (!self->running)
    return self->poll (fds, n_fds, timeout);

  close_span (self, now_ns ());
  self->iterations++;
  /* Inside a dispatch the depth is at least 1, so a poll there belongs to a nested loop. */
  if (g_main_depth () > 0)
    self->nested++;
  ready = self->poll (fds, n_fds, timeout);
  open_span (self, now_ns ());
  return ready;
}

/* A ledger for a context that this thread runs. One at a time in a thread. */
SwimLedger *
swim_ledger_new (GMainContext *context, double stall_seconds)
{
  SwimLedger *self = g_new0 (SwimLedger, 1);

  g_assert (ledger_of_thread == NULL);
  self->context = g_main_context_ref (context);
  self->poll = g_main_context_get_poll_func (context);
  self->spans = swim_distribution_new ();
  self->stalls = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_stall_free);
  self->stall = (gint64) (stall_seconds * 1e9);
  self->thread = (int) gettid ();
  g_mutex_init (&self->lock);
  ledger_of_thread = self;
  g_main_context_set_poll_func (context, poll_and_note);
  return self;
}

void
swim_ledger_free (SwimLedger *self)
{
  if (self == NULL)
    return;
  g_main_context_set_poll_func (self->context, self->poll);
  if (ledger_of_thread == self) /* a loop's own thread may be gone by now */
    ledger_of_thread = NULL;
  g_main_context_unref (self->context);
  swim_distribution_free (self->spans);
  g_ptr_array_unref (self->stalls);
  swim_stall_free (self->finding);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
swim_ledger_begin (SwimLedger *self)
{
  self->began = now_ns ();
  self->running = TRUE;
  open_span (self, self->began);
}

void
swim_ledger_end (SwimLedger *self)
{
  if (!self->running)
    return;
  self->ended = now_ns ();
  close_span (self, self->ended);
  self->running = FALSE;
}

/* Adds what the ledger of another loop saw; both have ended. The figures are then about the loops
 * together: an event that arrives at a random moment, at one of them. */
void
swim_ledger_add (SwimLedger *self, SwimLedger *other)
{
  self->others += other->ended - other->began + other->others;
  swim_distribution_add_all (self->spans, other->spans);
  self->iterations += other->iterations;
  self->nested += other->nested;
  self->n_stalls += other->n_stalls;
  for (guint i = 0; i < other->stalls->len; i++)
    keep (self, swim_stall_copy (g_ptr_array_index (other->stalls, i)));
}

void
swim_ledger_get_figures (SwimLedger *self, SwimLoopFigures *figures)
{
  double wall = (double) MAX (self->ended - self->began + self->others, 1);

  memset (figures, 0, sizeof *figures);
  figures->delay_p50 = swim_distribution_wait_quantile (self->spans, wall, 0.50) / 1e9;
  figures->delay_p99 = swim_distribution_wait_quantile (self->spans, wall, 0.99) / 1e9;
  figures->delay_max = (double) swim_distribution_get_max (self->spans) / 1e9;
  figures->blocked_seconds = swim_distribution_sum_over (self->spans, (double) self->stall) / 1e9;
  figures->blocked_fraction = figures->blocked_seconds * 1e9 / wall;
  figures->utilization = swim_distribution_get_sum (self->spans) / wall;
  figures->iterations = self->iterations;
  figures->nested_iterations = self->nested;
  figures->stalls = self->n_stalls;
}

static void
add_point (GArray *curve, double seconds, double probability)
{
  SwimDelayPoint point = { seconds, probability };

  g_array_append_val (curve, point);
}

/* The curve of delays (transfer full), of SwimDelayPoint: from 1 µs up to the longest span, which
 * nothing waits longer than. Empty where no span was that long. */
GArray *
swim_ledger_get_delay_curve (SwimLedger *self)
{
  GArray *curve = g_array_new (FALSE, FALSE, sizeof (SwimDelayPoint));
  double wall = (double) MAX (self->ended - self->began + self->others, 1);
  double max = (double) swim_distribution_get_max (self->spans);
  double delay = CURVE_BEGINS_NS;

  for (guint i = 1; delay < max; i++)
    {
      add_point (curve, delay / 1e9, swim_distribution_excess (self->spans, delay) / wall);
      delay = CURVE_BEGINS_NS * pow (10, (double) i / CURVE_POINTS);
    }
  if (curve->len > 0)
    add_point (curve, max / 1e9, 0);
  return curve;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SwimStall *x = *(const SwimStall *const *) a;
  const SwimStall *y = *(const SwimStall *const *) b;

  return x->start < y->start ? -1 : x->start > y->start;
}

/* The stalls in the order of their starts; the ledger's own. */
GPtrArray *
swim_ledger_get_stalls (SwimLedger *self)
{
  g_ptr_array_sort (self->stalls, compare_starts);
  return self->stalls;
}

/* Says what the loop of this thread is about to be held up by: should the current span become a
 * stall, that is its subject. */
void
swim_ledger_note_subject (const char *subject)
{
  SwimLedger *self = ledger_of_thread;

  if (self != NULL)
    g_strlcpy (self->subject, subject, sizeof self->subject);
}

/* The kernel's number of the thread that runs the loop. */
int
swim_ledger_get_thread (SwimLedger *self)
{
  return self->thread;
}

/* From how many seconds on a span is a stall. */
double
swim_ledger_get_threshold (SwimLedger *self)
{
  return (double) self->stall / 1e9;
}

/* When the span began that the loop is in, on a clock of the ledger's own; 0 while it polls. */
gint64
swim_ledger_get_busy_since (SwimLedger *self)
{
  return __atomic_load_n (&self->busy_since, __ATOMIC_ACQUIRE);
}

/* Whether a span that began then is a stall by now. */
gboolean
swim_ledger_is_stalled_since (SwimLedger *self, gint64 since)
{
  return now_ns () - since >= self->stall;
}

/* Hands over (transfer full) what was found out about the span that began at its start. */
void
swim_ledger_explain (SwimLedger *self, SwimStall *finding)
{
  g_mutex_lock (&self->lock);
  swim_stall_free (self->finding);
  self->finding = finding;
  g_mutex_unlock (&self->lock);
}
