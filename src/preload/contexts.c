/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/contexts.h"

#include <execinfo.h>
#include <sys/syscall.h>

#include "preload/frame-kind.h"
#include "preload/process.h"
#include "preload/raw.h"
#include "preload/sites.h"

/* It survives a fork (), as the descriptors do. */
SwimContext swim_contexts[SWIM_CONTEXT_FDS];
static uint32_t last_number;
static unsigned highest;

#define NEAR_FRAMES 8

/* No other functions of the context count: those that dispatch are on the stack of all that a
 * callback does. */
static bool
is_in_making (uintptr_t caller)
{
  void *frames[NEAR_FRAMES];
  int n = backtrace (frames, NEAR_FRAMES);
  bool found = false;

  for (int i = 0; i < n; i++)
    {
      found = found || (uintptr_t) frames[i] == caller;
      if (found && swim_frame_kind ((uintptr_t) frames[i]) == SWIM_FRAME_MAKES_CONTEXT)
        return true;
    }
  return false;
}

/* The thread need not have a place, and its stack is not known. */
static uint32_t
site_of_making (uintptr_t stack, uintptr_t caller)
{
  static const SwimStack unknown = { 0, 0 };
  SwimSiteCall call = {
    { caller, 0, SWIM_WATCH_FUNCTION_eventfd, 0 }, caller, stack, &unknown, &SWIM_NOTHING
  };

  return swim_site_add (&call);
}

void
swim_contexts_made (int fd, uintptr_t stack, uintptr_t caller)
{
  SwimContext *context;

  if ((unsigned) fd >= SWIM_CONTEXT_FDS)
    return;
  swim_process_begin ();
  if (swim_process == NULL)
    return;
  context = &swim_contexts[fd];
  if (!is_in_making (caller) || !swim_process_attach ())
    {
      context->number = 0;
      return;
    }
  context->made_in = swim_process->pid;
  context->made_by = (int32_t) swim_raw0 (SYS_gettid);
  context->made_at = swim_now ();
  context->made_site = site_of_making (stack, caller);
  context->thread = 0;
  if (__atomic_load_n (&highest, __ATOMIC_RELAXED) < (unsigned) fd)
    __atomic_store_n (&highest, (unsigned) fd, __ATOMIC_RELAXED);
  __atomic_store_n (&context->number, __atomic_add_fetch (&last_number, 1, __ATOMIC_RELAXED),
                    __ATOMIC_RELEASE);
  __atomic_add_fetch (&swim_process->image->contexts, 1, __ATOMIC_RELAXED);
}

void
swim_contexts_close (unsigned first, unsigned last)
{
  unsigned end = __atomic_load_n (&highest, __ATOMIC_RELAXED);

  for (unsigned fd = first; fd <= last && fd <= end; fd++)
    /* A child of vfork () closes its own descriptors, and writes into our memory. */
    if (swim_contexts[fd].number != 0)
      {
        if (swim_process_is_attached () && !swim_process_is_ours ())
          return;
        __atomic_store_n (&swim_contexts[fd].number, 0, __ATOMIC_RELAXED);
      }
}
