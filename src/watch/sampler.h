/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at the loops of a process while they are in a long turn: what they wait for, or what they
 * compute. A thread of its own does it, from the first loop on.
 *
 * A thread that is running is stopped with ptrace for a moment. While that goes on, waitpid () of
 * other threads here would see the stop as if it were the end of the process: wait for it with
 * __WNOTHREAD, or only once a pidfd tells its end. */
#pragma once

#include "preload/region.h"
#include "watch/symbols.h"

G_BEGIN_DECLS

typedef struct _SwimSampler SwimSampler;

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
  char *no_stack;    /* a sentence that says why it is; NULL: none was looked for, as in a call that
                        is timed */
} SwimSighting;

SwimSampler *swim_sampler_new (int pid, gint64 threshold_ns, SwimSymbols *symbols);
void swim_sampler_free (SwimSampler *sampler);
void swim_sampler_add (SwimSampler *sampler, int tid, const SwimWatchThread *thread);
void swim_sampler_remove (SwimSampler *sampler, int tid);
const SwimSighting *swim_sampler_find (SwimSampler *sampler, int tid, guint64 busy_since);

void swim_sighting_resolve (const SwimSighting *sighting, SwimSymbols *symbols, SwimStack *stack);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSampler, swim_sampler_free)

G_END_DECLS
