/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which contexts a thread has open, and what its open turns did so far.
 *
 * A context is open from its first poll by the thread on, and its turn from the return of a poll to
 * the entry of the next, or to the return of the next where that does not wait: it belongs to the
 * work then, and needs one reading of the clock in place of two. Stacks grow down: a poll at a
 * lower address is inside of whatever polled at a higher one, or that has ended. */
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
void swim_turn_pause (void);

/* A poll of a context begins and ends, after swim_turn_pause (). The first returns FALSE where the
 * thread has no place. Both may have the same time, after a poll that did not wait. */
bool swim_poll_begin (SwimPoll *poll, int fd, uintptr_t stack, uintptr_t caller, uint64_t now);
void swim_poll_end (SwimPoll *poll, uintptr_t stack, uint64_t now);

/* Whether the thread's innermost open context polled from exactly here before: GLib leaves the
 * descriptor of the context out of some polls that do not wait. */
int swim_turn_polls_again (uintptr_t stack, uintptr_t caller);

/* A call took that long: adds it to the open turns of the thread. */
void swim_turn_add (SwimThread *thread, uint32_t site, uint64_t duration);

uint32_t swim_turn_site (SwimThread *thread,
                         unsigned function,
                         uint32_t number,
                         uintptr_t stack,
                         uintptr_t caller,
                         const SwimTarget *target);
