/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of a thread's loops have a track of their own is only known at its end. */
#include "config.h"

#include "watch/thread-tracks.h"

#define MOST_NAMESAKES 32

/* @home outlives the tracks. */
void
swim_thread_tracks_init (SwimThreadTracks *self, const SwimHome *home, int tid)
{
  *self = (SwimThreadTracks){ .home = home, .tid = tid, .own = g_ptr_array_new () };
}

void
swim_thread_tracks_clear (SwimThreadTracks *self)
{
  g_ptr_array_unref (self->own);
}

static SwimTrack *
add_track (SwimThreadTracks *self)
{
  SwimTrack *track = swim_track_new (self->home->image, self->tid, self->home->stall_ns);

  g_ptr_array_add (self->home->tracks, track);
  return track;
}

/* The track of a context that first polled at that time. */
SwimTrack *
swim_thread_tracks_add (SwimThreadTracks *self, gint64 at)
{
  SwimTrack *track = add_track (self);

  track->contexts = 1;
  g_ptr_array_add (self->own, track);
  swim_track_open (track, at);
  return track;
}

/* The one that sums up what only ran inside others, or the rest. */
SwimTrack *
swim_thread_tracks_get_sum (SwimThreadTracks *self, gboolean inner, gint64 at)
{
  SwimTrack **sum = inner ? &self->inner : &self->brief;

  if (*sum == NULL)
    *sum = add_track (self);
  (*sum)->is_private = inner;
  swim_track_open (*sum, at);
  return *sum;
}

/* A program may have started and ended thousands of threads of that name: the loops of those above
 * a number are summed up with that of the last. */
static void
fold (SwimThreadTracks *self, SwimTrack *track)
{
  SwimTrack *last = NULL;
  guint count = 0;

  for (guint i = 0; i < self->home->tracks->len; i++)
    {
      SwimTrack *other = g_ptr_array_index (self->home->tracks, i);

      if (other == track || other->into != NULL || other->image != track->image
          || g_strcmp0 (other->name, track->name) != 0)
        continue;
      last = other;
      count++;
    }
  if (count >= MOST_NAMESAKES)
    swim_track_merge (track, last);
}

static void
name_sum (SwimThreadTracks *self, SwimTrack *sum, const char *name, const char *which)
{
  if (sum == NULL)
    return;
  swim_track_finish (sum);
  sum->name = g_strdup_printf ("%s (%s)", name, which);
  fold (self, sum);
}

/* The thread called @thread has ended. Of the loops that did not only run inside others, one has
 * its name. */
void
swim_thread_tracks_name (SwimThreadTracks *self, const char *thread)
{
  const char *own = *thread != '\0' ? thread : "thread";
  g_autofree char *name = g_utf8_make_valid (self->tid == self->home->pid ? "main" : own, -1);
  SwimTrack *first = NULL;

  for (guint i = 0; i < self->own->len; i++)
    {
      SwimTrack *track = g_ptr_array_index (self->own, i);

      swim_track_finish (track);
      track->name = g_strdup (name);
      if (first == NULL || track->wall > first->wall)
        first = track;
    }
  for (guint i = 0; i < self->own->len; i++)
    {
      SwimTrack *track = g_ptr_array_index (self->own, i);

      if (track == first || track->wall >= SWIM_LASTING_NS)
        {
          fold (self, track);
          continue;
        }
      swim_track_finish (swim_thread_tracks_get_sum (self, FALSE, track->began));
      swim_track_merge (track, self->brief);
    }
  name_sum (self, self->brief, name, "short");
  name_sum (self, self->inner, name, "private");
}
