/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the return of one poll to the entry of the next a loop runs callbacks and handles no other
 * event: that is a busy span. Nothing is sampled, so whatever blocks the loop is in a span, a
 * sleeping call as well as a computing one.
 *
 * A nested loop polls from inside a span. The events that it handles are handled, so its polls end
 * and begin spans like any other; they are counted, since seen from the outer callback the loop
 * only looks idle. */
#include "config.h"

#include "loop/spans.h"

#include <math.h>

#include "loop/distribution.h"

/* So many stalls are kept, the worst; the others are only counted. */
#define STALLS_KEPT 100
/* The curve of delays: from 1 µs on, so many points to each power of ten. */
#define CURVE_BEGINS_NS 1000.0
#define CURVE_POINTS 8

struct _SwimSpans
{
  SwimDistribution *busy;
  GPtrArray *stalls; /* of SwimStall */
  SwimStall *minor;  /* the last that is none of the worst; NULL: there was none */
  guint64 n_stalls;
  guint64 iterations;
  guint64 nested;
  gint64 stall_ns;
  gint64 blocked_ns; /* in all stalls */
  gint64 wall_ns;    /* from begin to end, of all loops that were added */
  gint64 began_ns;
  gint64 busy_since_ns; /* atomic, for a watching thread; 0 while the loop polls */
  gboolean running;
};

/* Spans from @stall_ns on are stalls. */
SwimSpans *
swim_spans_new (gint64 stall_ns)
{
  SwimSpans *self = g_new0 (SwimSpans, 1);

  self->busy = swim_distribution_new ();
  self->stalls = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_stall_free);
  self->stall_ns = stall_ns;
  return self;
}

void
swim_spans_free (SwimSpans *self)
{
  if (self == NULL)
    return;
  swim_distribution_free (self->busy);
  g_ptr_array_unref (self->stalls);
  swim_stall_free (self->minor);
  g_free (self);
}

static guint
find_shortest (const GPtrArray *stalls)
{
  guint at = 0;

  for (guint i = 1; i < stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (stalls, i);
      const SwimStall *shortest = g_ptr_array_index (stalls, at);

      if (stall->duration < shortest->duration)
        at = i;
    }
  return at;
}

/* Whether a stall of that length is one of the worst; if so there is room for it. */
static gboolean
make_room (GPtrArray *stalls, gint64 duration)
{
  guint at;

  if (stalls->len < STALLS_KEPT)
    return TRUE;
  at = find_shortest (stalls);
  if (((const SwimStall *) g_ptr_array_index (stalls, at))->duration >= duration)
    return FALSE;
  g_ptr_array_remove_index_fast (stalls, at);
  return TRUE;
}

static SwimStall *
close_span (SwimSpans *self, gint64 now)
{
  gint64 since = self->busy_since_ns;
  gint64 duration = MAX (now - since, 0);
  SwimStall *stall;

  __atomic_store_n (&self->busy_since_ns, 0, __ATOMIC_RELEASE);
  swim_distribution_add (self->busy, (guint64) duration);
  if (duration < self->stall_ns)
    return NULL;
  self->n_stalls++;
  self->blocked_ns += duration;
  stall = swim_stall_new (since - self->began_ns, duration);
  if (make_room (self->stalls, duration))
    g_ptr_array_add (self->stalls, stall);
  else
    {
      swim_stall_free (self->minor);
      self->minor = stall;
    }
  return stall;
}

/* The first span begins. */
void
swim_spans_begin (SwimSpans *self, gint64 now_ns)
{
  self->began_ns = now_ns;
  self->running = TRUE;
  swim_spans_poll_leave (self, now_ns);
}

/* A poll begins, in a loop inside a callback if @nested, and with it a span ends. Returns the stall
 * that this span was, for the caller to add its cause (owned by @self, until the next call); NULL
 * if it was none. */
SwimStall *
swim_spans_poll_enter (SwimSpans *self, gint64 now_ns, gboolean nested)
{
  self->iterations++;
  if (nested)
    self->nested++;
  return close_span (self, now_ns);
}

/* A poll ends: a span begins. */
void
swim_spans_poll_leave (SwimSpans *self, gint64 now_ns)
{
  __atomic_store_n (&self->busy_since_ns, now_ns, __ATOMIC_RELEASE);
}

/* The last span ends; returns as swim_spans_poll_enter (). */
SwimStall *
swim_spans_end (SwimSpans *self, gint64 now_ns)
{
  self->running = FALSE;
  self->wall_ns += now_ns - self->began_ns;
  return close_span (self, now_ns);
}

/* Whether it has begun and not ended. */
gboolean
swim_spans_is_running (const SwimSpans *self)
{
  return self->running;
}

/* When the span began that the loop is in; 0 while it polls. From any thread. */
gint64
swim_spans_get_busy_since (const SwimSpans *self)
{
  return __atomic_load_n (&self->busy_since_ns, __ATOMIC_ACQUIRE);
}

gint64
swim_spans_get_threshold (const SwimSpans *self)
{
  return self->stall_ns;
}

/* Adds the spans of another loop, those that have ended. The report is then about the loops
 * together: an event that arrives at a random moment, at one of them. */
void
swim_spans_add (SwimSpans *self, const SwimSpans *other)
{
  swim_distribution_add_all (self->busy, other->busy);
  self->iterations += other->iterations;
  self->nested += other->nested;
  self->n_stalls += other->n_stalls;
  self->blocked_ns += other->blocked_ns;
  self->wall_ns += other->wall_ns;
  for (guint i = 0; i < other->stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (other->stalls, i);

      if (make_room (self->stalls, stall->duration))
        g_ptr_array_add (self->stalls, swim_stall_copy (stall));
    }
}

/* A copy (transfer full) that ends now, also if the loop goes on: with the span that it is in. */
SwimSpans *
swim_spans_copy (const SwimSpans *self, gint64 now_ns)
{
  SwimSpans *copy = swim_spans_new (self->stall_ns);
  gint64 since = swim_spans_get_busy_since (self);

  swim_spans_add (copy, self);
  if (!self->running)
    return copy;
  copy->began_ns = self->began_ns;
  copy->wall_ns += now_ns - self->began_ns;
  copy->busy_since_ns = since;
  if (since != 0)
    close_span (copy, now_ns);
  return copy;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SwimStall *x = *(const SwimStall *const *) a;
  const SwimStall *y = *(const SwimStall *const *) b;

  return x->start < y->start ? -1 : x->start > y->start;
}

/* The worst stalls in the order of their starts; owned by @self. */
GPtrArray *
swim_spans_get_stalls (SwimSpans *self)
{
  g_ptr_array_sort (self->stalls, compare_starts);
  return self->stalls;
}

static void
add_point (GArray *curve, double seconds, double probability)
{
  SwimDelayPoint point = { seconds, probability };

  g_array_append_val (curve, point);
}

/* From 1 µs up to the longest span: nothing waits longer. Empty where no span was that long. */
static void
fill_curve (const SwimSpans *self, double wall, GArray *curve)
{
  double max = (double) swim_distribution_get_max (self->busy);
  double delay = CURVE_BEGINS_NS;

  g_array_set_size (curve, 0);
  for (guint i = 1; delay < max; i++)
    {
      add_point (curve, delay / 1e9, MIN (swim_distribution_excess (self->busy, delay) / wall, 1));
      delay = CURVE_BEGINS_NS * pow (10, (double) i / CURVE_POINTS);
    }
  if (curve->len > 0)
    add_point (curve, max / 1e9, 0);
}

/* Fills in all of the report but the heartbeat; to be called after the end. */
void
swim_spans_get_report (SwimSpans *self, SwimLoopReport *report)
{
  double wall = (double) MAX (self->wall_ns, 1);

  report->delay_p50 = swim_distribution_wait_quantile (self->busy, wall, 0.50) / 1e9;
  report->delay_p99 = swim_distribution_wait_quantile (self->busy, wall, 0.99) / 1e9;
  report->delay_p999 = swim_distribution_wait_quantile (self->busy, wall, 0.999) / 1e9;
  report->delay_max = (double) swim_distribution_get_max (self->busy) / 1e9;
  report->blocked_seconds = (double) self->blocked_ns / 1e9;
  report->blocked_fraction = (double) self->blocked_ns / wall;
  report->utilization = swim_distribution_get_sum (self->busy) / wall;
  report->iterations = self->iterations;
  report->nested_iterations = self->nested;
  report->stalls = self->n_stalls;
  g_ptr_array_unref (report->worst_stalls);
  report->worst_stalls = g_ptr_array_ref (swim_spans_get_stalls (self));
  fill_curve (self, wall, report->delay_curve);
}

/* What is known while the loop runs. */
void
swim_spans_peek (const SwimSpans *self, gint64 now_ns, SwimSpansPeek *peek)
{
  double wall = (double) MAX (self->wall_ns + (self->running ? now_ns - self->began_ns : 0), 1);

  peek->delay_p99 = swim_distribution_wait_quantile (self->busy, wall, 0.99) / 1e9;
  peek->delay_max = (double) swim_distribution_get_max (self->busy) / 1e9;
  peek->stalls = self->n_stalls;
}
