/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The window: the items in flight. It pulls items, gives each a slot, has the mode launch it,
 * stamps the times and delivers the outcomes as they complete. What the modes share is here; what
 * sets them apart is in their own files. */
#pragma once

#include "job/swim-items.h"
#include "job/swim-job.h"
#include "loop/ledger.h"

G_BEGIN_DECLS

/* How long one turn of a loop may launch items before it serves others, in µs. Beginning a request
 * takes some 50 µs and each of its next steps as much again; launched all at once, a window of 64
 * goes through every step in lockstep, the first waits for the last, and a turn of the loop takes
 * milliseconds. Names, which take 2 µs, still come by the dozen. */
#define SWIM_TURN_US 100

struct _SwimMode;
typedef struct _SwimWindow SwimWindow;
typedef struct _SwimFlight SwimFlight;

/* What a window is made from; all of it outlives the window. */
typedef struct
{
  SwimJob *job;
  SwimItems *items;
  const struct _SwimMode *mode;
  guint jobs;
  guint loops;          /* how many main contexts the slots are spread over, for a mode that can */
  double stall_seconds; /* of the worker loops' ledgers; 0: they are not measured */
  guint64 seed;
  double blocking_share; /* 0 to 1 */
  GCancellable *cancellable;
  /* Called on the loop with each outcome, which it then owns. */
  void (*deliver) (SwimOutcome *outcome, gpointer data);
  /* Called on the loop, once, when there is nothing left in flight nor to pull. */
  void (*drained) (gpointer data);
  /* Called on the loop, once at the most, when nothing has landed for as long as overdue_us, with
   * the names of what was in flight all the while, ended by NULL, and whether that is in blocking
   * calls. */
  void (*overdue) (const char *const *names, gboolean blocking, gpointer data);
  gint64 overdue_us; /* 0: never */
  gpointer data;
} SwimWindowConfig;

SwimWindow *swim_window_new (const SwimWindowConfig *config);
void swim_window_free (SwimWindow *window);
gboolean swim_window_prepare (SwimWindow *window, GError **error);
void swim_window_begin (SwimWindow *window);
void swim_window_end (SwimWindow *window, SwimLedger *ledger);
void swim_window_hold (SwimWindow *window, gboolean hold);
gboolean swim_window_abort_from_thread (SwimWindow *window);
gboolean swim_window_has_given_up (SwimWindow *window);
guint swim_window_get_slots (const SwimWindowConfig *config);
guint swim_window_get_loops (const SwimWindowConfig *config);
SwimJob *swim_window_get_job (SwimWindow *window, guint loop);

/* For the modes: what is in flight, and the ways to drive it. */
const SwimItem *swim_flight_get_item (const SwimFlight *flight);
gboolean swim_window_chooses (SwimWindow *window, const SwimItem *item);
gboolean swim_window_make_pool (SwimWindow *window, gboolean exclusive, GError **error);
void swim_flight_run_here (SwimFlight *flight);
void swim_flight_run_in_pool (SwimFlight *flight);
void swim_flight_start (SwimFlight *flight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWindow, swim_window_free)

G_END_DECLS
