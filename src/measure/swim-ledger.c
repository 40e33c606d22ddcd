/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger wraps the poll function of a main context. From the return of one poll to the entry
 * of the next the loop runs callbacks and serves nobody else: that is a busy span. Nothing is
 * sampled, so whatever blocks the loop is in the ledger, a sleeping call as well as a busy one.
 *
 * A nested loop polls from inside a span. What it serves meanwhile is served, so its polls end and
 * begin spans like any other; they are counted, since seen from the outer callback the loop only
 * looks idle. */
#include "config.h"

#include "measure/swim-ledger.h"

#include <string.h>
#include <time.h>

/* The worst stalls are kept; more than these are counted only. */
#define STALLS_KEPT 1000

struct _SwimLedger
{
  GMainContext *context;
  GPollFunc poll;
  SwimDistribution *spans;
  GArray *stalls; /* of SwimStall, in the order of their starts */
  guint64 n_stalls;
  gint64 stall;   /* ns */
  gint64 began;
  gint64 ended;
  gint64 busy_since;
  guint64 iterations;
  guint64 nested;
  gboolean running;
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

static void
close_span (SwimLedger *self, gint64 now)
{
  gint64 duration = now - self->busy_since;

  swim_distribution_add (self->spans, (guint64) MAX (duration, 0));
  if (duration < self->stall)
    return;
  self->n_stalls++;
  if (self->stalls->len < STALLS_KEPT)
    {
      SwimStall stall = { self->busy_since - self->began, duration };

      g_array_append_val (self->stalls, stall);
    }
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
  self->busy_since = now_ns ();
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
  self->stalls = g_array_new (FALSE, FALSE, sizeof (SwimStall));
  self->stall = (gint64) (stall_seconds * 1e9);
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
  ledger_of_thread = NULL;
  g_main_context_unref (self->context);
  swim_distribution_free (self->spans);
  g_array_unref (self->stalls);
  g_free (self);
}

void
swim_ledger_begin (SwimLedger *self)
{
  self->began = now_ns ();
  self->busy_since = self->began;
  self->running = TRUE;
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

void
swim_ledger_get_figures (SwimLedger *self, SwimLoopFigures *figures)
{
  double wall = (double) MAX (self->ended - self->began, 1);

  memset (figures, 0, sizeof *figures);
  figures->delay_p50 = swim_distribution_wait_quantile (self->spans, wall, 0.50) / 1e9;
  figures->delay_p99 = swim_distribution_wait_quantile (self->spans, wall, 0.99) / 1e9;
  figures->delay_max = (double) swim_distribution_get_max (self->spans) / 1e9;
  figures->blocked_seconds
      = swim_distribution_sum_over (self->spans, (double) self->stall) / 1e9;
  figures->blocked_fraction = figures->blocked_seconds * 1e9 / wall;
  figures->utilization = swim_distribution_get_sum (self->spans) / wall;
  figures->iterations = self->iterations;
  figures->nested_iterations = self->nested;
  figures->stalls = self->n_stalls;
}

/* The stalls in the order of their starts; the ledger's own. */
const SwimStall *
swim_ledger_get_stalls (SwimLedger *self, guint *n_stalls)
{
  *n_stalls = self->stalls->len;
  return (const SwimStall *) (gpointer) self->stalls->data;
}
