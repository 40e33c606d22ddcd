/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of the looks at one turn: the sampler gathers them, and others see the result. */
#pragma once

#include "loop/sightings.h"
#include "watch/sampler.h"
#include "watch/unwind.h"

G_BEGIN_DECLS

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
} SwimTurnLooks;

SwimTurnLooks *swim_turn_looks_new (int tid, guint64 since);
void swim_turn_looks_free (SwimTurnLooks *looks);
void swim_turn_looks_add_trace (SwimTurnLooks *looks, SwimSeen seen, SwimTrace *trace);
SwimSighting *swim_turn_looks_conclude (const SwimTurnLooks *looks);
void swim_sighting_free (SwimSighting *sighting);

G_END_DECLS
