/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/callers.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unwind.h>

#include "preload/frame-kind.h"
#include "preload/raw.h"

/* In this many frames, a poll is found to come from a loop. */
#define NEAR_FRAMES 16
#define MAX_FIRST_STACK (UINT64_C (1) << 30)

extern void *__libc_stack_end;

/* The library is not linked with the unwinder, which is libgcc's; libc loads that on demand. */
static struct
{
  _Unwind_Reason_Code (*walk) (_Unwind_Trace_Fn, void *);
  uintptr_t (*get_address) (struct _Unwind_Context *);
  uintptr_t (*get_frame) (struct _Unwind_Context *);
} unwinder;

typedef struct
{
  SwimCallers *callers;
  const SwimStack *stack;
  unsigned seen;
  bool found;
} Walk;

void
swim_callers_prepare (void)
{
  void *frames[2];
  void *library;

  if (unwinder.walk != NULL)
    return;
  backtrace (frames, 2);
  library = dlopen ("libgcc_s.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (library == NULL)
    return;
  unwinder.get_address = (__typeof__ (unwinder.get_address)) dlsym (library, "_Unwind_GetIP");
  unwinder.get_frame = (__typeof__ (unwinder.get_frame)) dlsym (library, "_Unwind_GetCFA");
  if (unwinder.get_address != NULL && unwinder.get_frame != NULL)
    unwinder.walk = (__typeof__ (unwinder.walk)) dlsym (library, "_Unwind_Backtrace");
}

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

/* Where the return address is that leads into this frame: as a rule right below it. */
static uintptr_t
place_of (uintptr_t address, uintptr_t frame, const SwimStack *stack)
{
  for (unsigned i = 1; i <= 2; i++)
    {
      uintptr_t place = frame - i * sizeof (uintptr_t);

      if (swim_stack_has (stack, place) && *(const uintptr_t *) place == address)
        return place;
    }
  return 0;
}

static _Unwind_Reason_Code
on_frame (struct _Unwind_Context *context, void *data)
{
  Walk *walk = data;
  SwimCallers *callers = walk->callers;
  uintptr_t address = unwinder.get_address (context);
  uintptr_t place;

  if (!walk->found)
    {
      SwimFrameKind kind = swim_frame_kind (address);

      /* What calls these runs the loop. Frames further in are of the loop itself, and come and go.
       */
      callers->run = kind == SWIM_FRAME_RUNS;
      walk->found = callers->run || kind == SWIM_FRAME_ITERATES;
      return walk->found || ++walk->seen < NEAR_FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
    }
  place = place_of (address, unwinder.get_frame (context), walk->stack);
  if (place == 0)
    return _URC_END_OF_STACK;
  if (callers->n == 0)
    callers->ours = swim_frame_kind (address) == SWIM_FRAME_OURS;
  callers->place[callers->n] = place;
  callers->address[callers->n++] = address;
  return callers->n < SWIM_CALLERS ? _URC_NO_REASON : _URC_END_OF_STACK;
}

void
swim_callers_find (SwimCallers *callers, const SwimStack *stack)
{
  Walk walk = { callers, stack, 0, false };

  callers->n = 0;
  callers->run = false;
  callers->ours = false;
  if (unwinder.walk != NULL && swim_stack_has (stack, (uintptr_t) &walk))
    unwinder.walk (on_frame, &walk);
}
