/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The turns of a main loop, counted by a source of that loop in its prepare() and check(), so that
 * another thread can tell whether the loop goes on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Odd while the loop dispatches, and then another number in each turn. */
typedef struct
{
  int count; /* atomic; written by the loop alone */
} SwimLoopTurn;

static inline void
swim_loop_turn_store (SwimLoopTurn *self, int count)
{
  __atomic_store_n (&self->count, count, __ATOMIC_RELAXED);
}

/* The loop is about to poll. ready: it will not wait, since the source is ready; then its check()
 * is not called. */
static inline void
swim_loop_turn_prepare (SwimLoopTurn *self, gboolean ready)
{
  swim_loop_turn_store (self, ((self->count + 2) & ~1) | (ready ? 1 : 0));
}

/* The loop has polled. */
static inline void
swim_loop_turn_check (SwimLoopTurn *self)
{
  swim_loop_turn_store (self, self->count | 1);
}

/* From any thread. */
static inline int
swim_loop_turn_get (const SwimLoopTurn *self)
{
  return __atomic_load_n (&self->count, __ATOMIC_RELAXED);
}

/* The loop does not wait for events. */
static inline gboolean
swim_loop_turn_is_busy (int turn)
{
  return (turn & 1) != 0;
}

G_END_DECLS
