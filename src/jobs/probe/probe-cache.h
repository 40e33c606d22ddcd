/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a probe knows already or is finding out: a name that is given twice is asked for once. It
 * remembers a bounded number of names, so that a list may be longer than memory. Any thread. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

typedef struct _SwimProbeCache SwimProbeCache;

SwimProbeCache *swim_probe_cache_new (void);
SwimProbeCache *swim_probe_cache_ref (SwimProbeCache *cache);
void swim_probe_cache_unref (SwimProbeCache *cache);

/* An outcome of its own for the name (transfer full), after waiting for another thread that asks
 * for it; NULL: it is for the caller to ask, and to call swim_probe_cache_put(). */
SwimOutcome *swim_probe_cache_get (SwimProbeCache *cache, const char *name);
/* Whether the completion has completed, or will by whoever asks for the name on this thread;
 * else it is for the caller to ask, and to call swim_probe_cache_put(). */
gboolean swim_probe_cache_join (SwimProbeCache *cache,
                                const char *name,
                                SwimCompletion *completion);
/* Notes what came of a name, and gives it to all who wait for it. */
void swim_probe_cache_put (SwimProbeCache *cache, const char *name, SwimOutcome *outcome);

G_END_DECLS
