/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The long calls of a turn that is not told yet, by their sites. If the turn never is, since its
 * program crashed or was killed in it, they are all that is known of its calls. */
#pragma once

#include <glib.h>

#include "preload/region.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 since; /* when the first of them began */
  GArray *calls; /* of SwimWatchCalls, one for each site */
} SwimCallSums;

void swim_call_sums_init (SwimCallSums *sums);
void swim_call_sums_clear (SwimCallSums *sums);
void swim_call_sums_reset (SwimCallSums *sums);
void swim_call_sums_add (SwimCallSums *sums, const SwimWatchCall *call);

guint32 swim_calls_find_most (const GArray *calls, guint64 *total);

G_END_DECLS
