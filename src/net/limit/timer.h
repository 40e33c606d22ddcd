/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Alarms on a loop: one GSource for any number of them, since GLib looks at every source in every
 * turn. They may be set from any thread, so that they serve to wake the loop as well. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimAlarms SwimTimers;
typedef struct _SwimAlarm SwimTimer;

/* Embedded by its owner, who sets expired, called on the loop, and clears the rest. */
struct _SwimAlarm
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

/* Has it ring at that time of the monotonic clock, in µs; 0 is at once, which is still from the
 * loop. Where it is set already, the earlier time holds. */
void swim_timers_set (SwimTimers *timers, SwimTimer *timer, gint64 due);
/* It will not ring. On the loop only, as else it might be ringing. */
void swim_timers_clear (SwimTimers *timers, SwimTimer *timer);

G_END_DECLS
