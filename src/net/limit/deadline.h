/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of the time of items: how long one may go without progress, until its connection stands,
 * and in all. libsoup's own timeout is for each I/O operation, and every client has others.
 *
 * Progress is noted by writing down when it was made, and nothing else: each item is looked at once
 * in the shortest of the limits, and ended or looked at again. So no timer is set for a piece that
 * was read.
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

/* Each has a clock of every item. */
typedef enum
{
  SWIM_LIMIT_STALL,   /* without progress */
  SWIM_LIMIT_CONNECT, /* of an attempt, until its connection stands */
  SWIM_LIMIT_TOTAL,   /* of the item */
  SWIM_N_LIMITS
} SwimLimit;

/* What ended an item before it ended by itself. Those of limits are in the order of the limits. */
typedef enum
{
  SWIM_DEADLINE_PENDING, /* nothing */
  SWIM_DEADLINE_STALLED,
  SWIM_DEADLINE_UNCONNECTED,
  SWIM_DEADLINE_EXPIRED,
  SWIM_DEADLINE_CANCELLED,
  SWIM_DEADLINE_UNWATCHED, /* the helper thread could not be started */
  SWIM_DEADLINE_ABANDONED, /* the owner has, by itself */
} SwimDeadlineEnd;

/* How long what was cancelled may take to end, each time before more is done about it, and how
 * often it is given that. */
#define SWIM_GRACE_US (250 * 1000)
#define SWIM_GRACES 3

/* One item's deadline, embedded by its owner, who may set fired for a service on a loop. It is
 * called there in place of cancelling the cancellable, which is then left to the owner.
 *
 * Where the item has not ended SWIM_GRACE_US later, nor been renewed, its socket is shut down under
 * whoever waits for it, so that he returns. Where he does not, stuck is called after the last
 * grace. On a loop it may do what fired may. A helper thread holds the service's lock meanwhile, so
 * that the deadline stays; nothing of the service may be called. */
struct _SwimDeadline
{
  void (*fired) (SwimDeadline *deadline);
  void (*stuck) (SwimDeadline *deadline, SwimDeadlineEnd end);
  /* For a service on a loop, nullable: the item is overdue, and the loop itself never comes back to
   * see to it. Called in the guard's thread, with the lock, and again where that has not helped. */
  void (*loop_stuck) (SwimDeadline *deadline, SwimDeadlineEnd end);

  /* Private. */
  int flooded; /* atomic */
  int socket;  /* atomic: descriptor, 0 for none */
  GList link;
  gint64 look; /* when it is looked at next */
  GCancellable *cancellable;
  SwimWatch *watch;
  SwimDeadlineEnd end;
  gboolean queued;
  guint graces;                 /* that have passed since */
  gint64 clocks[SWIM_N_LIMITS]; /* atomic: since when each runs, 0 for one that is stopped */
};

/* Starts a clock, or starts it anew: the item's own thread, at any time. now is of the monotonic
 * clock. */
static inline void
swim_deadline_start_clock (SwimDeadline *deadline, SwimLimit limit, gint64 now)
{
  __atomic_store_n (&deadline->clocks[limit], now, __ATOMIC_RELAXED);
}

static inline void
swim_deadline_stop_clock (SwimDeadline *deadline, SwimLimit limit)
{
  __atomic_store_n (&deadline->clocks[limit], 0, __ATOMIC_RELAXED);
}

static inline gboolean
swim_deadline_clock_runs (const SwimDeadline *deadline, SwimLimit limit)
{
  return deadline->clocks[limit] != 0;
}

/* The descriptor of the connection that the item waits for, 0 for none or another: the item's own
 * thread, at any time. */
static inline void
swim_deadline_set_socket (SwimDeadline *deadline, int fd)
{
  __atomic_store_n (&deadline->socket, fd, __ATOMIC_RELAXED);
}

/* The loop was kept from turning by what was read for the item, whose socket was shut down. */
static inline gboolean
swim_deadline_was_flooded (const SwimDeadline *deadline)
{
  return __atomic_load_n (&deadline->flooded, __ATOMIC_RELAXED) != 0;
}

/* limits in µs, 0 for none. timers are those of the loop, which outlive the service; where they are
 * NULL, a helper thread serves. */
SwimDeadlines *swim_deadlines_new (const gint64 limits[SWIM_N_LIMITS], SwimTimers *timers);
/* No deadline may be left. On the loop, where there is one. */
void swim_deadlines_free (SwimDeadlines *deadlines);

/* From now on until swim_deadlines_end(), cancellable is cancelled once a clock has reached its
 * limit or run is cancelled. The owner has zeroed the deadline, but for clocks that run already.
 * Thread-safe where a helper thread serves; else to be called on the loop. */
void swim_deadlines_begin (SwimDeadlines *deadlines,
                           SwimDeadline *deadline,
                           GCancellable *cancellable,
                           GCancellable *run);
/* The attempt was ended and the item goes on, with another cancellable and its clocks as they
 * are. */
void swim_deadlines_renew (SwimDeadlines *deadlines,
                           SwimDeadline *deadline,
                           GCancellable *cancellable);
/* The owner has cancelled the item by itself, on the loop, and wants it to end like one that was
 * fired. */
void swim_deadlines_hurry (SwimDeadlines *deadlines, SwimDeadline *deadline);
/* When a clock reaches its limit, in µs of the monotonic clock; G_MAXINT64 for never. */
gint64 swim_deadlines_get_expiry (const SwimDeadlines *deadlines,
                                  const SwimDeadline *deadline,
                                  SwimLimit limit);
/* What has ended the item, or its attempt, so far. */
SwimDeadlineEnd swim_deadlines_get_end (SwimDeadlines *deadlines, const SwimDeadline *deadline);
/* Takes the item out, and says what ended it. Unless that is nothing, cancellable is cancelled or
 * about to be, and must not be used for another item. */
SwimDeadlineEnd swim_deadlines_end (SwimDeadlines *deadlines, SwimDeadline *deadline);

G_END_DECLS
