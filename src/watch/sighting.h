/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of the looks at one turn: the sampler gathers them, and others see the result. */
#pragma once

#include "loop/sightings.h"
#include "preload/region.h"
#include "watch/unwind.h"

G_BEGIN_DECLS

/* What was seen of one turn while it lasted. */
typedef struct
{
  int tid;
  guint64 busy_since; /* the start of the turn */
  guint looks;
  SwimStall *wait;   /* its cause; and if it was blocked, its call, descriptor and target */
  char *source;      /* the name of the GSource; NULL: not known */
  GArray *addresses; /* of guint64: the stack where it was found most, the innermost first, each as
                        if it were that of a return; may be empty */
  char *no_stack;    /* why it is, behind “since”; NULL: none was looked for, as in a call that
                        is timed */
  guint32 site;      /* of the timed calls that most looks found it in, or SWIM_WATCH_NO_SITE */
} SwimSighting;

/* The looks at one turn, of which those that found the thread running are kept up to a number. */
typedef struct
{
  int tid;
  guint64 since;
  SwimSightings seen;
  SwimTrace *wait; /* the stack of the wait that is the most likely so far, or NULL */
  GPtrArray *runs; /* of SwimTrace: the stacks of the looks that found it running */
  char *source;    /* or NULL */
  char *no_stack;  /* why one was not found, or NULL */
  guint timed;     /* how many looks found it in a call that is timed */
  guint32 site;    /* the one that is ahead of others in these looks, by so many votes */
  guint votes;
} SwimTurnLooks;

SwimTurnLooks *swim_turn_looks_new (int tid, guint64 since);
void swim_turn_looks_free (SwimTurnLooks *looks);
void swim_turn_looks_add_trace (SwimTurnLooks *looks, SwimSeen seen, SwimTrace *trace);
void swim_turn_looks_add_call (SwimTurnLooks *looks, guint32 site);
SwimSighting *swim_turn_looks_conclude (const SwimTurnLooks *looks);
void swim_sighting_free (SwimSighting *sighting);
void swim_sighting_resolve (const SwimSighting *sighting, SwimSymbols *symbols, SwimStack *stack);

G_END_DECLS
