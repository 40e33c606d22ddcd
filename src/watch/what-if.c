/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* It assumes that a call given to a thread takes as long there, and costs the loop nothing: neither
 * for handing it over nor for the callback with its result. What comes before a call and after it
 * are two pieces then, which the loop polls between. Where in the turn a short call was is not
 * known; their time is taken from the shortest pieces, so that no delay is told too short by that.
 *
 * After the call there is what its own callback did and what other sources did that came due while
 * it lasted. These would be several pieces, handled while the thread waits, but nothing that can be
 * seen marks the end of one source and the begin of the next. So all of that is one piece, and the
 * delays a bound. */
#include "config.h"

#include "watch/what-if.h"

#include "loop/distribution.h"

struct _SwimWhatIfSpans
{
  SwimDistribution *busy;
};

SwimWhatIfSpans *
swim_what_if_new (void)
{
  SwimWhatIfSpans *self = g_new0 (SwimWhatIfSpans, 1);

  self->busy = swim_distribution_new ();
  return self;
}

void
swim_what_if_free (SwimWhatIfSpans *self)
{
  if (self == NULL)
    return;
  swim_distribution_free (self->busy);
  g_free (self);
}

/* A busy span that would be the same there. */
void
swim_what_if_add (SwimWhatIfSpans *self, gint64 busy_ns)
{
  swim_distribution_add (self->busy, (guint64) MAX (busy_ns, 0));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* The pieces of a busy span between calls that would not be made there (of gint64, in ns, which are
 * sorted), and how long all others of these calls took. */
void
swim_what_if_add_pieces (SwimWhatIfSpans *self, GArray *pieces, gint64 offloaded_ns)
{
  g_array_sort (pieces, compare);
  for (guint i = 0; i < pieces->len; i++)
    {
      gint64 piece = g_array_index (pieces, gint64, i);
      gint64 less = CLAMP (offloaded_ns, 0, piece);

      offloaded_ns -= less;
      swim_what_if_add (self, piece - less);
    }
}

void
swim_what_if_add_all (SwimWhatIfSpans *self, const SwimWhatIfSpans *other)
{
  swim_distribution_add_all (self->busy, other->busy);
}

/* Sets the delays, of a loop that was there for so long. */
void
swim_what_if_get (const SwimWhatIfSpans *self, gint64 wall_ns, SwimWhatIf *figures)
{
  double wall = (double) MAX (wall_ns, 1);

  figures->delay_p50 = swim_distribution_wait_quantile (self->busy, wall, 0.50) / 1e9;
  figures->delay_p99 = swim_distribution_wait_quantile (self->busy, wall, 0.99) / 1e9;
  figures->delay_max = (double) swim_distribution_get_max (self->busy) / 1e9;
}
