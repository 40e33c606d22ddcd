/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of threads that make blocking calls, for the modes that need one: it is their data. */
#pragma once

#include "mode/flight.h"

G_BEGIN_DECLS

/* Never more threads than slots; exclusive means all of them from the start. */
gboolean swim_pool_begin (guint slots, gboolean exclusive, gpointer *pool, GError **error);
void swim_pool_run (gpointer pool, SwimFlight *flight);
void swim_pool_end (gpointer pool, gboolean wait);
/* A thread of it does not come back: one more may be started. */
void swim_pool_replace (gpointer pool);

G_END_DECLS
