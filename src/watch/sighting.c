/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/sighting.h"

SwimTurnLooks *
swim_turn_looks_new (int tid, guint64 since)
{
  SwimTurnLooks *self = g_new0 (SwimTurnLooks, 1);

  self->tid = tid;
  self->since = since;
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_trace_free);
  return self;
}

void
swim_turn_looks_free (SwimTurnLooks *self)
{
  if (self == NULL)
    return;
  swim_sightings_clear (&self->seen);
  swim_trace_free (self->wait);
  g_ptr_array_unref (self->runs);
  g_free (self->source);
  g_free (self->no_stack);
  g_free (self);
}

/* Notes the stack (transfer full) of a look that saw the thread so. */
void
swim_turn_looks_add_trace (SwimTurnLooks *self, SwimSeen seen, SwimTrace *trace)
{
  if (self->source == NULL)
    self->source = g_strdup (trace->source);
  if (seen == SWIM_SEEN_RUNNING)
    g_ptr_array_add (self->runs, trace);
  else
    {
      swim_trace_free (self->wait);
      self->wait = trace;
    }
}

/* Notes that a look saw the thread in a timed call from there. */
void
swim_turn_looks_add_call (SwimTurnLooks *self, guint32 site)
{
  self->timed++;
  if (self->votes == 0)
    self->site = site;
  if (self->site == site)
    self->votes++;
  else
    self->votes--;
}

/* How many frames the stacks have in common, from the outermost. */
static guint
count_common (const GArray *a, const GArray *b)
{
  guint most = MIN (a->len, b->len);
  guint n = 0;

  while (n < most
         && g_array_index (a, guint64, a->len - 1 - n)
                == g_array_index (b, guint64, b->len - 1 - n))
    n++;
  return n;
}

/* Of the stacks where the thread was running, the one that has the most in common with the others:
 * where a computation is seen, it is now in this and now in that function that it calls. */
static const SwimTrace *
find_typical (const GPtrArray *runs)
{
  const SwimTrace *best = NULL;
  guint most = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const SwimTrace *trace = g_ptr_array_index (runs, i);
      guint common = 0;

      for (guint k = 0; k < runs->len; k++)
        common += count_common (trace->addresses,
                                ((const SwimTrace *) g_ptr_array_index (runs, k))->addresses);
      if (best == NULL || common > most)
        {
          best = trace;
          most = common;
        }
    }
  return best;
}

/* What the looks say so far (transfer full). */
SwimSighting *
swim_turn_looks_conclude (const SwimTurnLooks *self)
{
  SwimSighting *sighting = g_new0 (SwimSighting, 1);
  const SwimTrace *running = find_typical (self->runs);
  const SwimTrace *trace;

  sighting->tid = self->tid;
  sighting->busy_since = self->since;
  sighting->looks = self->seen.looks;
  sighting->wait = swim_sightings_conclude (&self->seen);
  /* If the wait was too short to find its stack, that of another moment would mislead. */
  trace = sighting->wait->cause == SWIM_CAUSE_BLOCKED ? self->wait : running;
  sighting->site = 2 * self->timed > self->seen.looks ? self->site : SWIM_WATCH_NO_SITE;
  sighting->source = g_strdup (self->source);
  sighting->addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (trace != NULL)
    g_array_append_vals (sighting->addresses, trace->addresses->data, trace->addresses->len);
  else
    sighting->no_stack = g_strdup (self->no_stack);
  return sighting;
}

void
swim_sighting_free (SwimSighting *self)
{
  if (self == NULL)
    return;
  swim_stall_free (self->wait);
  g_array_unref (self->addresses);
  g_free (self->source);
  g_free (self->no_stack);
  g_free (self);
}

/* Appends its frames to the stack. */
void
swim_sighting_resolve (const SwimSighting *self, SwimSymbols *symbols, SwimStack *stack)
{
  for (guint i = 0; i < self->addresses->len; i++)
    swim_symbols_resolve (symbols, g_array_index (self->addresses, guint64, i), TRUE, stack);
}
