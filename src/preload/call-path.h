/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* By what calls a place was reached: the return addresses on the stack. Two callbacks that call the
 * same function of a library have the caller in common, and often the depth of the stack; to walk
 * the stack at each call would take microseconds. So it is walked once, and later it is looked
 * whether the same addresses stand in the same places. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "preload/callers.h"
#include "preload/region.h"

#define SWIM_PAGE_BYTES 4096 /* at the least */

typedef struct
{
  uint32_t n;                          /* 0: not known; then it is as any other */
  uint16_t place[SWIM_WATCH_FRAMES];   /* words above the stack pointer of the call, rising */
  uint32_t address[SWIM_WATCH_FRAMES]; /* the lower half of what stands there */
} SwimCallPath;

/* Adds a return address, in that place of the stack; false if that is too far. */
static inline bool
swim_call_path_add (SwimCallPath *path, uintptr_t stack, uintptr_t place, uintptr_t address)
{
  uintptr_t words = (place - stack) / sizeof (uintptr_t);

  if (place < stack || (place - stack) % sizeof (uintptr_t) != 0 || words > UINT16_MAX
      || path->n == SWIM_WATCH_FRAMES)
    return false;
  path->place[path->n] = (uint16_t) words;
  path->address[path->n++] = (uint32_t) address;
  return true;
}

/* Whether a call that is made now comes by that path. own: the stack of the thread. Of another one,
 * as of a coroutine, only the page is known to be there. */
static inline bool
swim_call_path_is_there (const SwimCallPath *path, const SwimStack *own, uintptr_t stack)
{
  bool is_own = swim_stack_has (own, stack);
  uintptr_t end = is_own ? own->end : (stack | (SWIM_PAGE_BYTES - 1)) + 1;
  uintptr_t words = (end - stack) / sizeof (uintptr_t);

  for (uint32_t i = 0; i < path->n; i++)
    {
      if (path->place[i] >= words)
        return !is_own;
      if ((uint32_t) ((const uintptr_t *) stack)[path->place[i]] != path->address[i])
        return false;
    }
  return true;
}
