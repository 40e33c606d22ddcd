/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a window and its flights are made of, for the files that implement them. */
#pragma once

#include "base/loop-turn.h"
#include "base/mailbox.h"
#include "job/call.h"
#include "mode/window-config.h"
#include "mode/worker-loop.h"

G_BEGIN_DECLS

/* The state of the blocking call on the loop: its return and its abort exclude each other. */
typedef enum
{
  SWIM_CALL_NONE, /* there is none; a loop that never comes back is aborted from here as well */
  SWIM_CALL_RUNNING,
  SWIM_CALL_ABORTED,
  SWIM_CALL_DRAINED, /* nothing is left to abort */
} SwimLoopCall;

/* A slot uses its completions in turn, so that one which is completed twice is told from that of
 * the next item. */
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
  guint turn;      /* which of them is next */
  SwimCall call;   /* of the blocking form */
  GThread *thread; /* that started it */
  GList link;      /* for mailboxes */
  SwimWindow *window;
  SwimWorkerLoop *loop; /* where it is launched; NULL: the window's own */
  SwimJob *job;         /* of that loop */
  SwimItem *item;       /* NULL: the slot is free */
  SwimOutcome *outcome; /* on its way from another thread */
  SwimOutcome *lost;    /* likewise, of a call that does not return */
  guint slot;
  gboolean blocking;  /* it makes the blocking call */
  gboolean offloaded; /* another thread works on it */
  gboolean detached;  /* nobody waits for it; its slot is not used again */
  gint64 submitted;   /* times in µs since the run began */
  gint64 started;
  gint64 finished;
};

struct _SwimWindow
{
  /* Of its owner, of each detached flight, and of what uses it after it has called out to the user,
   * who may drop the run; the loop's own. */
  guint references;
  GMainContext *context;
  SwimWindowConfig config;
  gpointer mode_data;
  gboolean mode_begun;
  int call; /* atomic, a SwimLoopCall: of the blocking call on the loop */
  SwimLoopTurn turn;
  GThread *aborter; /* that has taken over from the loop's thread */
  guint n_detached;
  SwimFlight *flights; /* one a slot */
  guint slots;
  guint room; /* slots that there are at most, with those in place of lost ones */
  guint *free_slots;
  guint n_free;
  GSource *pump;       /* fills the window */
  gboolean pump_awake; /* it may have something to do */
  GSource *cancelled;
  GSource *cancel_timer;
  guint cancel_ticks;
  GSource *overdue;
  guint64 n_completed;
  guint64 n_completed_before; /* the last tick of the cancel timer */
  gint64 last_finished;       /* when the last one was done, in µs since the run began */
  GPtrArray *loops;           /* of SwimWorkerLoop */
  SwimMailbox *completed;     /* what has completed on them */
  gint64 epoch;
  gboolean ended;      /* no more items are pulled */
  gboolean pulled_all; /* the items reached their end */
  gboolean held;
  gboolean stuck; /* it ends because a call does not return */
  gboolean drained;
  int dropped; /* atomic: by its owner, who is not called any more; nothing more is begun */
};

/* µs since the run began. */
static inline gint64
swim_window_since_epoch (const SwimWindow *self)
{
  return g_get_monotonic_time () - self->epoch;
}

/* There may be something to launch, or nothing any more. */
static inline void
swim_window_wake (SwimWindow *self)
{
  self->pump_awake = TRUE;
}

/* lost.c */
gboolean swim_window_abort (SwimWindow *window, SwimLoopCall from);
void swim_window_check_thread (SwimWindow *window);
void swim_window_drain (SwimWindow *window);
gboolean swim_flight_on_lost (SwimCall *call, SwimStatus status, const char *detail);

/* Passes an outcome, and with it the item, to the consumer. */
static inline void
swim_window_deliver (SwimWindow *self, SwimItem *item, SwimOutcome *outcome)
{
  if (G_UNLIKELY (g_atomic_int_get (&self->call) == SWIM_CALL_ABORTED))
    swim_window_check_thread (self);
  outcome->item = item;
  self->config.deliver (outcome, self->config.data);
}

static inline SwimWindow *
swim_window_ref (SwimWindow *self)
{
  self->references++;
  return self;
}

void swim_window_unref (SwimWindow *window);
void swim_window_cancel_flights (SwimWindow *window, gboolean only_elsewhere);
void swim_window_cancel (SwimWindow *window);
void swim_window_watch_cancellable (SwimWindow *window);
void swim_window_watch_overdue (SwimWindow *window);

G_END_DECLS
