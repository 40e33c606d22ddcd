/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a window is made from. */
#pragma once

#include "job/swim-items.h"
#include "mode/mode.h"

G_BEGIN_DECLS

typedef struct _SwimWindow SwimWindow;

/* All of it outlives the window. */
typedef struct
{
  SwimJob *job;
  SwimItems *items;
  const SwimMode *mode;
  guint jobs;
  guint loops;          /* how many main contexts the slots are spread over, for a mode that can */
  double stall_seconds; /* of the worker loops' ledgers; 0: they are not measured */
  guint64 seed;
  double blocking_share; /* 0 to 1 */
  GCancellable *cancellable;
  /* Called on the loop with each outcome, which it then owns. */
  void (*deliver) (SwimOutcome *outcome, gpointer data);
  /* Called on the loop, once, when nothing is in flight and nothing is left to pull. */
  void (*drained) (gpointer data);
  /* Called on the loop, at most once, when nothing has completed for as long as overdue_us,
   * with the names of what was in flight all the while, ended by NULL, and whether that is in
   * blocking calls. */
  void (*overdue) (const char *const *names, gboolean blocking, gpointer data);
  gint64 overdue_us; /* 0: never */
  /* The blocking call of that item does not return, and the run is to end. aborted: the window's
   * loop is in that call; what is in flight has been delivered, this is called in another thread,
   * and the process can only report and exit. Else the window ends by itself. */
  void (*stuck) (const SwimItem *item, gboolean aborted, gpointer data);
  gpointer data;
} SwimWindowConfig;

G_END_DECLS
