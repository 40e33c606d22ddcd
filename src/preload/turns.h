/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which contexts a thread has open, and what its open turns did so far.
 *
 * A context is open from its first poll by the thread on, and its turn from the return of a poll to
 * the entry of the next, or to the return of the next where that does not wait: it belongs to the
 * work then, and needs one reading of the clock in place of two. Stacks grow down: a poll at a
 * lower address is inside of whatever polled at a higher one, or that has ended.
 *
 * No poll follows the last turn of a loop, and nothing else tells when that is left. Whatever the
 * thread does next tells whether it has been: the callers of the loop are there no more. So each
 * call looks at them, and the turn lasted to the last one before, at least. g_main_loop_quit () is
 * such a call too: it wakes the context. What g_main_context_iteration () returned from may still
 * be a loop, which iterates again; its turn is only at an end if it does not. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "preload/targets.h"
#include "preload/threads.h"

typedef struct
{
  SwimThread *thread;
  SwimOpen *open;
  uint64_t entered;
  uint32_t site; /* as a call of the loops further out, or SWIM_WATCH_NO_SITE */
} SwimPoll;

/* What the thread does from now on is not its program's work. */
static inline void
swim_turn_pause (void)
{
  swim_selector = 0;
  swim_turn = NULL;
}

/* A poll of a context begins and ends, after swim_turn_pause (). The first returns FALSE where the
 * thread has no place. Both may have the same time, after a poll that did not wait. */
bool swim_poll_begin (SwimPoll *poll, int fd, uintptr_t stack, uintptr_t caller, uint64_t now);
void swim_poll_end (SwimPoll *poll, uintptr_t stack, uint64_t now);

/* Whether the thread's innermost open context polled from exactly here before: GLib leaves the
 * descriptor of the context out of some polls that do not wait. */
int swim_turn_polls_again (uintptr_t stack, uintptr_t caller);

/* Whether the thread is still inside of the loop that polled last, seen from a stack pointer. */
static inline bool
swim_turn_is_inside (const SwimThread *thread, uintptr_t stack)
{
  return thread->innermost == NULL
         || (thread->innermost->returned == 0
             && swim_callers_are_there (&thread->innermost->callers, &thread->stack, stack));
}

/* It is not: tells the last turns of the loops that were left. Returns whether a turn goes on. */
bool swim_turn_leave (SwimThread *thread, uintptr_t stack);

/* A function that a loop is run by has returned to a frame of ours, right now. */
void swim_turn_returned (SwimThread *thread, uintptr_t stack);

/* The thread is about to end, or its process: tells the last turns of all loops. */
void swim_turn_end_all (SwimThread *thread, uintptr_t stack);

/* A call took that long: adds it to the open turns of the thread. */
void swim_turn_add (SwimThread *thread, uint32_t site, uint64_t duration);

uint32_t swim_turn_site (SwimThread *thread,
                         unsigned function,
                         uint32_t number,
                         uintptr_t stack,
                         uintptr_t caller,
                         const SwimTarget *target);
