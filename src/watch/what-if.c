/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* It assumes that a call given to a thread takes as long there, and costs the loop nothing: neither
 * for handing it over nor for the callback with its result. On the other hand, what comes before a
 * call and after it still counts as one piece, though other events could be handled between. */
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

/* A busy span, and how much of it were calls that would not be made there. */
void
swim_what_if_add (SwimWhatIfSpans *self, gint64 busy_ns, gint64 offloaded_ns)
{
  swim_distribution_add (self->busy, (guint64) MAX (busy_ns - MAX (offloaded_ns, 0), 0));
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
