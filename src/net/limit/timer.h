/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers on a loop: one GSource for any number of them, since GLib looks at every source in every
 * iteration. They may be set from any thread, and so serve to wake the loop as well. */
#pragma once

#include "base/loop-turn.h"

G_BEGIN_DECLS

typedef struct _SwimTimers SwimTimers;
typedef struct _SwimTimer SwimTimer;

/* Embedded by its owner, who sets expired, called on the loop, and zeroes the rest. */
struct _SwimTimer
{
  void (*expired) (SwimTimer *timer);

  /* Private. */
  GList link;
  gint64 due;
  gboolean set;
};

SwimTimers *swim_timers_new (GMainContext *context);
/* No timer may be set. */
void swim_timers_free (SwimTimers *timers);

/* Makes it expire at that time of the monotonic clock, in µs; 0: in the next iteration. Where it is
 * set already, the earlier time holds. */
void swim_timers_set (SwimTimers *timers, SwimTimer *timer, gint64 due);
/* It will not expire. Only on the loop, where it cannot be expiring meanwhile. */
void swim_timers_clear (SwimTimers *timers, SwimTimer *timer);

/* Which turn the loop is in, from any thread; see SwimLoopTurn. */
int swim_timers_get_turn (SwimTimers *timers);

G_END_DECLS
