/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Alarms on a loop: one GSource for any number of them, since GLib looks at every source in every
 * turn. They may be set from any thread, so that they serve to wake the loop as well. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimAlarms SwimAlarms;
typedef struct _SwimAlarm SwimAlarm;

/* Embedded by its owner, who sets rang, called on the loop, and clears the rest. */
struct _SwimAlarm
{
  void (*rang) (SwimAlarm *alarm);

  /* Private. */
  GList link;
  gint64 due;
  gboolean set;
};

SwimAlarms *swim_alarms_new (GMainContext *context);
/* No alarm may be set. */
void swim_alarms_free (SwimAlarms *alarms);

/* Has it ring at that time of the monotonic clock, in µs; 0 is at once, which is still from the
 * loop. Where it is set already, the earlier time holds. */
void swim_alarms_set (SwimAlarms *alarms, SwimAlarm *alarm, gint64 due);
/* It will not ring. On the loop only, as else it might be ringing. */
void swim_alarms_clear (SwimAlarms *alarms, SwimAlarm *alarm);

G_END_DECLS
