/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deadlines of whole items: libsoup's own timeout is for each I/O operation, so a server that sends
 * a byte a second would never exceed it. All deadlines of one service are equally long, so a queue
 * does: entries join at its tail and expire at its head.
 *
 * A service works on a loop, by its timers, or in a helper thread (started with the first entry)
 * for calls that block. Either also passes the cancelling of the run on to its items. */
#pragma once

#include <gio/gio.h>

#include "net/limit/timer.h"

G_BEGIN_DECLS

typedef struct _SwimDeadlines SwimDeadlines;
typedef struct _SwimDeadline SwimDeadline;
typedef struct _SwimWatch SwimWatch;

/* What ended an item before it ended by itself. */
typedef enum
{
  SWIM_DEADLINE_PENDING, /* nothing */
  SWIM_DEADLINE_EXPIRED,
  SWIM_DEADLINE_CANCELLED,
  SWIM_DEADLINE_UNWATCHED, /* the helper thread could not be started */
} SwimDeadlineEnd;

/* One item's deadline, embedded by its owner, who may set fired for a service on a loop. It is
 * called there in place of cancelling the cancellable, which is then left to the owner. */
struct _SwimDeadline
{
  void (*fired) (SwimDeadline *deadline);

  /* Private. */
  GList link;
  gint64 expiry;
  GCancellable *cancellable;
  SwimWatch *watch;
  SwimDeadlineEnd end;
  gboolean stopped;
};

/* length in µs, 0 for no limit of time. timers are those of the loop, which outlive the service;
 * where they are NULL, a helper thread serves. */
SwimDeadlines *swim_deadlines_new (gint64 length, SwimTimers *timers);
/* No deadline may be left. On the loop, where there is one. */
void swim_deadlines_free (SwimDeadlines *deadlines);

/* From now on until swim_deadlines_end(), cancellable is cancelled once the time is up or run is
 * cancelled. Thread-safe where a helper thread serves; else to be called on the loop. */
void swim_deadlines_begin (SwimDeadlines *deadlines,
                           SwimDeadline *deadline,
                           GCancellable *cancellable,
                           GCancellable *run);
/* Stops the clock while an item waits for its turn: only the run may cancel it then. */
void swim_deadlines_stop (SwimDeadlines *deadlines, SwimDeadline *deadline);
/* Starts the clock anew, with the whole time. */
void swim_deadlines_restart (SwimDeadlines *deadlines, SwimDeadline *deadline);
/* When the time is up, in µs of the monotonic clock; G_MAXINT64 where there is no limit. */
gint64 swim_deadlines_get_expiry (SwimDeadlines *deadlines, const SwimDeadline *deadline);
/* What has ended the item so far. */
SwimDeadlineEnd swim_deadlines_get_end (SwimDeadlines *deadlines, const SwimDeadline *deadline);
/* Takes the item out, and says what ended it. Unless that is nothing, cancellable is cancelled or
 * about to be, and must not be used for another item. */
SwimDeadlineEnd swim_deadlines_end (SwimDeadlines *deadlines, SwimDeadline *deadline);

G_END_DECLS
