/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/calls.h"

#include <errno.h>

#include "preload/contexts.h"
#include "preload/records.h"

void
swim_call_begin (SwimCall *call,
                 unsigned function,
                 uint32_t number,
                 uintptr_t stack,
                 uintptr_t caller,
                 const SwimTarget *target)
{
  SwimThread *thread = swim_turn;
  int saved = errno;

  call->selector = swim_selector;
  swim_selector = 0;
  call->thread = NULL;
  /* A signal handler may have ended the turn since the caller looked. */
  if (SWIM_UNLIKELY (thread == NULL) || stack < thread->guard || thread->number == 0)
    return;
  /* From here on a signal handler's own calls are passed over. */
  thread->guard = stack;
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  if (SWIM_UNLIKELY (!swim_turn_is_inside (thread, stack)) && !swim_turn_leave (thread, stack))
    {
      thread->guard = 0;
      return;
    }
  if (swim_context_of (target->fd) != 0)
    {
      thread->seen = swim_now_if_after (thread->seen);
      thread->guard = 0;
      return;
    }
  call->site = swim_turn_site (thread, function, number, stack, caller, target);
  call->thread = thread;
  call->number = thread->number;
  __atomic_store_n (&thread->shared->call_site, call->site, __ATOMIC_RELAXED);
  __atomic_store_n (&thread->shared->call_fd, target->fd, __ATOMIC_RELAXED);
  errno = saved;
  call->start = swim_now ();
  __atomic_store_n (&thread->shared->call_since, call->start, __ATOMIC_RELEASE);
}

void
swim_call_end (SwimCall *call, const SwimTarget *target)
{
  uint64_t now;
  SwimThread *thread = call->thread;

  /* In the child of a fork (), or after the end of a loop inside of the call, there is no turn. */
  if (thread == NULL || thread != swim_turn || thread->number != call->number)
    {
      if (swim_turn != NULL)
        swim_selector = call->selector;
      return;
    }
  now = swim_now ();
  thread->seen = now;
  __atomic_store_n (&thread->shared->call_since, 0, __ATOMIC_RELEASE);
  swim_turn_add (thread, call->site, now - call->start);
  if (SWIM_UNLIKELY (now - call->start >= swim_process->long_call_ns))
    {
      int saved = errno;

      swim_record_call (thread, call->start, now - call->start, call->site, target);
      errno = saved;
    }
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  thread->guard = 0;
  /* Even if a system call before this one had to disarm it. */
  swim_selector = thread->armed;
}
