/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A rate limit, of requests or bytes a second. It says when something is due and leaves the waiting
 * to the caller, so that a loop, a thread and a pacing timer can share one limit. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimRate SwimRate;

/* per_second must be above 0. */
SwimRate *swim_rate_new (double per_second);
void swim_rate_free (SwimRate *rate);

/* Takes an amount, for good, and returns when it is due, in µs of the monotonic clock: now at the
 * earliest. A reader, which knows only afterwards how much it was, takes it then and waits before
 * it reads on. Any thread; does not block. */
gint64 swim_rate_take (SwimRate *rate, guint64 amount, gint64 now);
/* When one that is taken now would be due; takes none. */
gint64 swim_rate_peek (SwimRate *rate, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRate, swim_rate_free)

G_END_DECLS
