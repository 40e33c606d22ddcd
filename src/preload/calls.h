/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A call that is timed: from a wrapper, around the real function.
 *
 * Only the outermost counts of calls within calls, fopen () but not its open (). The guard against
 * those inside is a stack pointer, so that one that siglongjmp () left behind is seen to be stale.
 */
#pragma once

#include "preload/turns.h"

typedef struct
{
  SwimThread *thread; /* NULL: the call is not timed */
  uint64_t number;    /* of the thread */
  uint64_t start;
  uint32_t site;
} SwimCall;

/* Only with swim_turn set. */
void swim_call_begin (SwimCall *call,
                      unsigned function,
                      uint32_t number,
                      uintptr_t stack,
                      uintptr_t caller,
                      const SwimTarget *target);
void swim_call_end (SwimCall *call, const SwimTarget *target);
