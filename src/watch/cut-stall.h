/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stall in which a program crashed or was killed, after calls that were too short to be told
 * before the end of their turn. What looked at it has seen where they were made. */
#pragma once

#include "watch/turn.h"

G_BEGIN_DECLS

void swim_cut_stall_name (const SwimHome *home,
                          const SwimTrack *track,
                          const SwimWatchThread *last);

G_END_DECLS
