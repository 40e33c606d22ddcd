/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/track.h"

#include <math.h>

static void
tally_free (gpointer data)
{
  SwimTally *tally = data;

  g_free (tally->target);
  g_free (tally);
}

/* Of a thread of an image. */
SwimTrack *
swim_track_new (guint image, int tid, gint64 stall_ns)
{
  SwimTrack *self = g_new0 (SwimTrack, 1);

  self->image = image;
  self->tid = tid;
  self->off_cpu = NAN;
  self->spans = swim_spans_new (stall_ns);
  self->what_if = swim_what_if_new ();
  self->tallies = g_hash_table_new_full (NULL, NULL, NULL, tally_free);
  return self;
}

static void
drop_figures (SwimTrack *self)
{
  g_clear_pointer (&self->spans, swim_spans_free);
  g_clear_pointer (&self->what_if, swim_what_if_free);
  g_clear_pointer (&self->tallies, g_hash_table_unref);
}

void
swim_track_free (SwimTrack *self)
{
  if (self == NULL)
    return;
  drop_figures (self);
  g_free (self->name);
  g_free (self);
}

/* A context polls for the first time, or for the first time after a pause. */
void
swim_track_open (SwimTrack *self, gint64 at)
{
  if (self->began == 0)
    {
      self->began = at;
      swim_spans_begin (self->spans, at);
      swim_spans_poll_enter (self->spans, at, FALSE);
    }
  self->ended = MAX (self->ended, at);
}

/* A turn of a context that was opened. Returns as swim_spans_poll_enter (). */
SwimStall *
swim_track_add_turn (SwimTrack *self, gint64 start, gint64 end, gboolean nested)
{
  self->ended = MAX (self->ended, end);
  swim_spans_poll_leave (self->spans, start);
  return swim_spans_poll_enter (self->spans, end, nested);
}

/* The calls of that site so far (owned by @self). */
SwimTally *
swim_track_get_tally (SwimTrack *self, guint site)
{
  SwimTally *tally = g_hash_table_lookup (self->tallies, GUINT_TO_POINTER (site));

  if (tally != NULL)
    return tally;
  tally = g_new0 (SwimTally, 1);
  g_hash_table_insert (self->tallies, GUINT_TO_POINTER (site), tally);
  return tally;
}

/* A stall of which it is known how long the thread was off the CPU. */
void
swim_track_add_off_cpu (SwimTrack *self, double off_cpu, double explained)
{
  if (isnan (off_cpu))
    return;
  self->off_cpu = (isnan (self->off_cpu) ? 0 : self->off_cpu) + off_cpu;
  self->explained += explained;
}

/* A context ended, which was there for that time. */
void
swim_track_close (SwimTrack *self, gint64 from, gint64 to)
{
  self->ended = MAX (self->ended, to);
  self->wall += MAX (to - from, 0);
}

/* All contexts have ended. */
void
swim_track_finish (SwimTrack *self)
{
  if (self->began == 0 || !swim_spans_is_running (self->spans))
    return;
  swim_spans_poll_leave (self->spans, self->began + self->wall);
  swim_spans_end (self->spans, self->began + self->wall);
}

void
swim_tally_add (SwimTally *tally, guint64 count, guint64 total_ns, guint64 max_ns)
{
  tally->count += count;
  tally->total_ns += total_ns;
  tally->max_ns = MAX (tally->max_ns, max_ns);
}

/* The target of the longest call is kept. */
void
swim_tally_set_target (SwimTally *tally, guint64 duration, const char *target)
{
  if (target == NULL || *target == '\0' || duration < tally->target_ns)
    return;
  tally->target_ns = duration;
  g_free (tally->target);
  tally->target = g_strdup (target);
}

static void
merge_tallies (const SwimTrack *self, SwimTrack *into)
{
  GHashTableIter iter;
  gpointer site;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tallies);
  while (g_hash_table_iter_next (&iter, &site, &value))
    {
      const SwimTally *tally = value;
      SwimTally *sum = swim_track_get_tally (into, GPOINTER_TO_UINT (site));

      swim_tally_add (sum, tally->count, tally->total_ns, tally->max_ns);
      swim_tally_set_target (sum, tally->target_ns, tally->target);
    }
}

/* Both are of the same image and have finished. */
void
swim_track_merge (SwimTrack *self, SwimTrack *into)
{
  if (self->began != 0)
    into->began = into->began != 0 ? MIN (into->began, self->began) : self->began;
  into->ended = MAX (into->ended, self->ended);
  into->wall += self->wall;
  into->contexts += self->contexts;
  swim_spans_add (into->spans, self->spans);
  swim_what_if_add_all (into->what_if, self->what_if);
  merge_tallies (self, into);
  swim_track_add_off_cpu (into, self->off_cpu, self->explained);
  self->into = into;
  drop_figures (self);
}

/* Where its figures are by now. */
SwimTrack *
swim_track_resolve (SwimTrack *self)
{
  while (self->into != NULL)
    self = self->into;
  return self;
}
