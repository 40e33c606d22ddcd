/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the window and its flights share. */
#pragma once

#include "mode/window.h"

#include "base/mailbox.h"
#include "mode/worker-loop.h"

G_BEGIN_DECLS

/* Where the blocking call on the loop is: its end and its being taken over exclude each other. */
typedef enum
{
  SWIM_CALL_NONE,
  SWIM_CALL_RUNNING,
  SWIM_CALL_ABORTED,
} SwimCall;

/* A completion is used again only after the other of its slot was, so that one which is completed
 * twice is told from that of the next item. */
#define SWIM_COMPLETIONS_PER_SLOT 2

typedef struct
{
  SwimCompletion parent; /* first: what the job knows of it */
  SwimFlight *flight;
  SwimOutcome *completed; /* what it was completed with, until it is used again, or NULL */
} SwimFlightCompletion;

struct _SwimFlight
{
  SwimFlightCompletion completions[SWIM_COMPLETIONS_PER_SLOT];
  guint turn;      /* whose turn it is among them */
  GThread *thread; /* where it was started */
  GList link;      /* for mailboxes */
  SwimWindow *window;
  SwimWorkerLoop *loop; /* where it is launched; NULL: the window's own */
  SwimJob *job;         /* of that loop */
  SwimItem *item;
  SwimOutcome *outcome; /* on its way back from another thread */
  guint slot;
  gboolean pooled;
  gboolean given_up; /* its outcome was delivered without it, and its slot is not used again */
  gint64 submitted;
  gint64 started;
  gint64 finished;
};

struct _SwimWindow
{
  gatomicrefcount references; /* of its owner, and of each call in the pool */
  GMainContext *context;
  SwimWindowConfig config;
  int call; /* atomic, a SwimCall: of the blocking call on the loop */
  guint n_given_up;
  SwimFlight *flights; /* one a slot */
  guint slots;
  guint *free_slots;
  guint n_free;
  GSource *pump;       /* fills the window */
  gboolean pump_awake; /* it may have something to do */
  GSource *cancelled;
  GSource *grace;
  guint grace_ticks;
  GSource *overdue;
  guint64 n_landed;
  guint64 n_landed_seen; /* by the last tick of the grace */
  gint64 landed_at;      /* when the last one was done, in µs since the run began */
  GThreadPool *pool;
  GPtrArray *loops;     /* of SwimWorkerLoop, the further ones */
  SwimMailbox *landing; /* what comes back from them */
  gint64 epoch;
  gboolean ended; /* no more items to pull */
  gboolean held;
  gboolean drained;
};

gint64 swim_window_since_epoch (SwimWindow *window);
void swim_window_wake (SwimWindow *window);
void swim_window_deliver (SwimWindow *window, SwimItem *item, SwimOutcome *outcome);
void swim_window_unref (SwimWindow *window);

/* What is done about that which does not come back. */
void swim_window_watch (SwimWindow *window);
void swim_window_watch_end (SwimWindow *window);
void swim_window_abandon (SwimWindow *window);

void swim_flight_init (SwimFlight *flight, SwimWindow *window, guint slot);
void swim_flight_complete (SwimFlight *flight, SwimOutcome *outcome);
void swim_flight_give_up (SwimFlight *flight);
void swim_flight_abandon (SwimFlight *flight);
void swim_flight_clear (SwimFlight *flight);

G_END_DECLS
