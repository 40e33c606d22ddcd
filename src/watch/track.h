/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a loop while it is watched: of one context in one thread, or of several that are
 * summed up. A track that is merged into another stays, and leads there. */
#pragma once

#include "loop/spans.h"
#include "watch/what-if.h"

G_BEGIN_DECLS

/* The calls of one site. */
typedef struct
{
  guint64 count;
  guint64 total_ns;
  guint64 max_ns;
  guint64 target_ns; /* how long the call took whose target it is */
  char *target;      /* NULL: not known */
} SwimTally;

typedef struct _SwimTrack SwimTrack;

struct _SwimTrack
{
  SwimTrack *into; /* NULL: not merged */
  char *name;
  guint image; /* index of the image */
  int tid;
  guint contexts;
  gboolean is_private;
  gint64 began; /* when it first polled; 0: not yet */
  gint64 ended; /* when that was last known to go on */
  gint64 wall;  /* sum of the times from a context's first poll to its end */
  SwimSpans *spans;
  SwimWhatIfSpans *what_if;
  GHashTable *tallies; /* site → SwimTally */
  double off_cpu;      /* seconds in stalls; NaN: not known */
  double explained;
};

/* How long the calls of a turn took. */
typedef struct
{
  gint64 all;
  gint64 offloaded;
} SwimTurnCalls;

SwimTrack *swim_track_new (guint image, int tid, gint64 stall_ns);
void swim_track_free (SwimTrack *track);
void swim_track_open (SwimTrack *track, gint64 at);
SwimStall *swim_track_add_turn (SwimTrack *track, gint64 start, gint64 end, gboolean nested);
SwimTally *swim_track_get_tally (SwimTrack *track, guint site);
void swim_track_add_off_cpu (SwimTrack *track, double off_cpu, double explained);
void swim_track_close (SwimTrack *track, gint64 from, gint64 to);
void swim_track_finish (SwimTrack *track);
void swim_track_merge (SwimTrack *track, SwimTrack *into);
SwimTrack *swim_track_resolve (SwimTrack *track);

void swim_tally_add (SwimTally *tally, guint64 count, guint64 total_ns, guint64 max_ns);
void swim_tally_set_target (SwimTally *tally, guint64 duration, const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimTrack, swim_track_free)

G_END_DECLS
