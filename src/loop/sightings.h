/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What several looks at one stall of a thread say together. */
#pragma once

#include "loop/thread-state.h"

G_BEGIN_DECLS

/* All of it is 0 before the first look. */
typedef struct
{
  SwimThreadState first;
  SwimThreadState last;
  gint64 began;  /* µs: just before the first look */
  gint64 span;   /* µs from then to just after the last */
  guint looks;   /* that told something */
  guint blocked; /* how many of them found the thread in a wait */
  guint running;
  SwimStall *wait; /* what it waited in and for in most of the looks that are certain, or NULL */
  SwimThreadState waited; /* the state that this was read from */
  gint64 votes;           /* by how many µs it is ahead of others */
} SwimSightings;

typedef enum
{
  SWIM_SEEN_NOTHING,
  SWIM_SEEN_RUNNING,
  SWIM_SEEN_WAITING,
  SWIM_SEEN_NEW_WAIT, /* another one than so far is now the most likely */
} SwimSeen;

SwimSeen swim_sightings_look (SwimSightings *sightings, int pid, int tid);
SwimStall *swim_sightings_conclude (const SwimSightings *sightings);
void swim_sightings_clear (SwimSightings *sightings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimSightings, swim_sightings_clear)

G_END_DECLS
