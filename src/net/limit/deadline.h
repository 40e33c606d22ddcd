/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Total deadlines: libsoup's own timeout is for each I/O operation, so a server that drips a byte
 * a second would never meet it. All deadlines of one service are equally long, hence a queue does:
 * entries join at its tail and expire at its head.
 *
 * A service works either on a loop (one GSource) or in a helper thread (one, started with the first
 * entry), for those who block and cannot be told otherwise. Both hand the run's cancellable on. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SwimDeadlines SwimDeadlines;
typedef struct _SwimDeadline SwimDeadline;
typedef struct _SwimWatch SwimWatch;

/* What ended an item. */
typedef enum
{
  SWIM_DEADLINE_PENDING, /* nothing did */
  SWIM_DEADLINE_EXPIRED,
  SWIM_DEADLINE_CANCELLED,
  SWIM_DEADLINE_UNWATCHED, /* the helper thread could not be started */
} SwimDeadlineEnd;

/* One item's deadline, embedded by its owner. Only fired is the owner's to set, and only for a
 * service on a loop: called there, where the owner then cancels the cancellable, at once or as soon
 * as it may be. Where it is NULL, it is cancelled. */
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

/* length in µs, 0 for no limit of time. Where context is NULL, a helper thread serves. */
SwimDeadlines *swim_deadlines_new (gint64 length, GMainContext *context);
/* No deadline may be left. */
void swim_deadlines_free (SwimDeadlines *deadlines);

/* From now on until swim_deadlines_end(), cancellable is cancelled once the time is up or run is
 * cancelled. Thread-safe where a helper thread serves; else to be called on the loop. */
void swim_deadlines_begin (SwimDeadlines *deadlines,
                           SwimDeadline *deadline,
                           GCancellable *cancellable,
                           GCancellable *run);
/* Stops the clock: from now on only the run may cancel it. For an item that waits for its turn. */
void swim_deadlines_stop (SwimDeadlines *deadlines, SwimDeadline *deadline);
/* Starts the clock again, with the whole of the time before it. */
void swim_deadlines_restart (SwimDeadlines *deadlines, SwimDeadline *deadline);
/* When the time is up, in µs of the monotonic clock; G_MAXINT64 where there is no limit. */
gint64 swim_deadlines_get_expiry (SwimDeadlines *deadlines, const SwimDeadline *deadline);
/* What has ended the item so far. */
SwimDeadlineEnd swim_deadlines_get_end (SwimDeadlines *deadlines, const SwimDeadline *deadline);
/* Says what ended the item. Where anything did, cancellable is cancelled or about to be, and must
 * not be used for another item. */
SwimDeadlineEnd swim_deadlines_end (SwimDeadlines *deadlines, SwimDeadline *deadline);

G_END_DECLS
