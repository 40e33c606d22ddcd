/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The outcomes of a probe that are known or under way, so that a name that is given twice is
 * asked for once. It remembers a bounded number of names, so that a list may be larger than
 * memory. May be used by any thread. Reference-counted: g_atomic_rc_box_acquire(). */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

typedef struct _SwimProbeCache SwimProbeCache;

SwimProbeCache *swim_probe_cache_new (void);
void swim_probe_cache_unref (SwimProbeCache *cache);

/* A copy of the outcome for the name (transfer full), after waiting for another thread that asks
 * for it. NULL: the caller must ask, and call swim_probe_cache_put(). */
SwimOutcome *swim_probe_cache_get (SwimProbeCache *cache, const char *name);
/* TRUE if the completion has completed, or will when the lookup of the same name on this thread
 * ends. FALSE: the caller must ask, and call swim_probe_cache_put(). */
gboolean swim_probe_cache_join (SwimProbeCache *cache,
                                const char *name,
                                SwimCompletion *completion);
/* Stores the outcome of a name, and gives a copy to all who wait for it. */
void swim_probe_cache_put (SwimProbeCache *cache, const char *name, SwimOutcome *outcome);

G_END_DECLS
