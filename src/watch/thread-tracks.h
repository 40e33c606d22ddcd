/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a report tells of one thread: a track for each loop that lasted, one for all that only ran
 * inside others, and one for the rest. */
#pragma once

#include "watch/turn.h"

G_BEGIN_DECLS

/* A loop that lived so long is not one of the many. */
#define SWIM_LASTING_NS G_GINT64_CONSTANT (1000000000)

typedef struct
{
  const SwimHome *home; /* owns the tracks */
  int tid;
  GPtrArray *own;   /* of SwimTrack, one for each context */
  SwimTrack *inner; /* of all that only ran inside others; NULL: none */
  SwimTrack *brief; /* of the others that were there for a short time; NULL: none */
} SwimThreadTracks;

void swim_thread_tracks_init (SwimThreadTracks *tracks, const SwimHome *home, int tid);
void swim_thread_tracks_clear (SwimThreadTracks *tracks);
SwimTrack *swim_thread_tracks_add (SwimThreadTracks *tracks, gint64 at);
SwimTrack *swim_thread_tracks_get_sum (SwimThreadTracks *tracks, gboolean inner, gint64 at);
void swim_thread_tracks_name (SwimThreadTracks *tracks, const char *thread);

G_END_DECLS
