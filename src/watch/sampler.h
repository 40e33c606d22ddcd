/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at the loops of a process while they are in a long turn: what they wait for, or what they
 * compute. A thread of its own does it, from the first loop on.
 *
 * A thread that is running is stopped with ptrace for a moment. While that goes on, waitpid () of
 * other threads here would see the stop as if it were the end of the process: wait for it with
 * __WNOTHREAD, or only once a pidfd tells its end. */
#pragma once

#include "preload/region.h"
#include "watch/sighting.h"

G_BEGIN_DECLS

typedef struct _SwimSampler SwimSampler;

SwimSampler *swim_sampler_new (int pid, gint64 threshold_ns, SwimSymbols *symbols);
void swim_sampler_free (SwimSampler *sampler);
void swim_sampler_set_python (SwimSampler *sampler, const SwimWatchPython *python);
void swim_sampler_add (SwimSampler *sampler, int tid, const SwimWatchThread *thread);
void swim_sampler_remove (SwimSampler *sampler, int tid);
const SwimSighting *swim_sampler_find (SwimSampler *sampler, int tid, guint64 busy_since);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSampler, swim_sampler_free)

G_END_DECLS
