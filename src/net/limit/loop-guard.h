/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Watches that a loop goes on. A library may read on for as long as there is something to be read,
 * and a server that sends without end what brings nothing forward would keep all others waiting,
 * and the deadlines too. */
#pragma once

#include "net/limit/timer.h"

G_BEGIN_DECLS

typedef struct _SwimLoopGuard SwimLoopGuard;

/* What the owner of the sockets does in the guard's thread. */
typedef struct
{
  /* Appends the descriptors that the loop reads from, as int. */
  void (*list) (GArray *sockets, gpointer data);
  /* Shuts down this one. */
  void (*shut) (int fd, gpointer data);
  /* The loop is in the same turn for long, perhaps in a call that may block it. Called again while
   * that lasts. */
  void (*hangs) (gpointer data);
} SwimLoopGuardFuncs;

/* timers are those of the loop. NULL where no thread can be had. */
SwimLoopGuard *swim_loop_guard_new (SwimTimers *timers,
                                    const SwimLoopGuardFuncs *funcs,
                                    gpointer data);
void swim_loop_guard_free (SwimLoopGuard *guard);

G_END_DECLS
