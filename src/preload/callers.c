/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/callers.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "preload/frame-kind.h"
#include "preload/raw.h"
#include "preload/unwind.h"

/* In this many frames, a poll is found to come from a loop. */
#define NEAR_FRAMES 16
#define MAX_FIRST_STACK (UINT64_C (1) << 30)

extern void *__libc_stack_end;

typedef struct
{
  SwimCallers *callers;
  const SwimStack *stack;
  unsigned seen;
  bool found;
} Walk;

SwimStack
swim_stack_get (void)
{
  SwimStack stack = { 0, 0 };
  pthread_attr_t attributes;
  struct rlimit limit;
  void *start;
  size_t bytes;

  /* Of the first thread, libc would have to read it from a file. */
  if (swim_raw0 (SYS_gettid) == swim_raw0 (SYS_getpid))
    {
      stack.end = (uintptr_t) __libc_stack_end;
      if (getrlimit (RLIMIT_STACK, &limit) != 0 || limit.rlim_cur > MAX_FIRST_STACK)
        limit.rlim_cur = MAX_FIRST_STACK;
      stack.start = stack.end - limit.rlim_cur;
      return stack;
    }
  if (pthread_getattr_np (pthread_self (), &attributes) != 0)
    return stack;
  if (pthread_attr_getstack (&attributes, &start, &bytes) == 0)
    stack = (SwimStack){ (uintptr_t) start, (uintptr_t) start + bytes };
  pthread_attr_destroy (&attributes);
  return stack;
}

static bool
on_frame (uintptr_t address, uintptr_t place, void *data)
{
  Walk *walk = data;
  SwimCallers *callers = walk->callers;

  if (!walk->found)
    {
      SwimFrameKind kind = swim_frame_kind (address);

      /* What calls these runs the loop. Frames further in are of the loop itself, and come and go.
       */
      callers->run = kind == SWIM_FRAME_RUNS;
      walk->found = callers->run || kind == SWIM_FRAME_ITERATES;
      return walk->found || ++walk->seen < NEAR_FRAMES;
    }
  if (!swim_stack_has (walk->stack, place))
    return false;
  if (callers->n == 0)
    callers->ours = swim_frame_kind (address) == SWIM_FRAME_OURS;
  callers->place[callers->n] = place;
  callers->address[callers->n++] = address;
  return callers->n < SWIM_CALLERS;
}

void
swim_callers_find (SwimCallers *callers, const SwimStack *stack)
{
  Walk walk = { callers, stack, 0, false };

  callers->n = 0;
  callers->run = false;
  callers->ours = false;
  if (swim_stack_has (stack, (uintptr_t) &walk))
    swim_unwind (on_frame, &walk);
}
