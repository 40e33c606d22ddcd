/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/call-sums.h"

/* Each call is looked for among them; what has long calls from more places than that is not real.
 */
#define MOST_SITES 512

void
swim_call_sums_init (SwimCallSums *self)
{
  self->since = 0;
  self->calls = g_array_new (FALSE, FALSE, sizeof (SwimWatchCalls));
}

void
swim_call_sums_clear (SwimCallSums *self)
{
  g_clear_pointer (&self->calls, g_array_unref);
}

/* What was added is told in another way. */
void
swim_call_sums_reset (SwimCallSums *self)
{
  g_array_set_size (self->calls, 0);
}

static SwimWatchCalls *
get_sum (SwimCallSums *self, guint32 site)
{
  SwimWatchCalls empty = { .site = site };

  for (guint i = 0; i < self->calls->len; i++)
    if (g_array_index (self->calls, SwimWatchCalls, i).site == site)
      return &g_array_index (self->calls, SwimWatchCalls, i);
  if (self->calls->len == MOST_SITES)
    return NULL;
  g_array_append_val (self->calls, empty);
  return &g_array_index (self->calls, SwimWatchCalls, self->calls->len - 1);
}

void
swim_call_sums_add (SwimCallSums *self, const SwimWatchCall *call)
{
  SwimWatchCalls *sum = get_sum (self, call->site);

  if (sum == NULL)
    return;
  if (self->calls->len == 1 && sum->count == 0)
    self->since = call->start;
  sum->count++;
  sum->total_ns += call->duration;
  sum->max_ns = MAX (sum->max_ns, call->duration);
}

/* The site that took most of the time of these calls, of SwimWatchCalls, or SWIM_WATCH_NO_SITE; and
 * how long all took. */
guint32
swim_calls_find_most (const GArray *calls, guint64 *total)
{
  const SwimWatchCalls *most = NULL;

  *total = 0;
  for (guint i = 0; i < calls->len; i++)
    {
      const SwimWatchCalls *one = &g_array_index (calls, SwimWatchCalls, i);

      *total += one->total_ns;
      if (most == NULL || one->total_ns > most->total_ns)
        most = one;
    }
  return most != NULL ? most->site : SWIM_WATCH_NO_SITE;
}
