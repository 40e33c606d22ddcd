/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/turns.h"

#include "preload/contexts.h"
#include "preload/records.h"
#include "preload/scripts.h"
#include "preload/sites.h"

static void
store (uint64_t *field, uint64_t value)
{
  __atomic_store_n (field, value, __ATOMIC_RELEASE);
}

static void
add_call (SwimThread *thread, SwimOpen *open, uint32_t site, uint64_t duration)
{
  unsigned place = open->place_of_site[site];
  SwimWatchCalls *calls;

  if (place >= open->n_calls || open->calls[place].site != site)
    {
      if (open->n_calls == SWIM_TURN_SITES)
        swim_record_turn (thread, open, swim_now (), SWIM_WATCH_PARTIAL);
      place = open->n_calls++;
      open->place_of_site[site] = (uint16_t) place;
      open->calls[place] = (SwimWatchCalls){ site, 0, 0, 0 };
    }
  calls = &open->calls[place];
  open->counted++;
  calls->count++;
  calls->total_ns += duration;
  if (calls->max_ns < duration)
    calls->max_ns = duration;
}

void
swim_turn_add (SwimThread *thread, uint32_t site, uint64_t duration)
{
  if (SWIM_UNLIKELY (site >= SWIM_WATCH_SITES))
    {
      __atomic_add_fetch (&swim_process->image->unattributed_calls, 1, __ATOMIC_RELAXED);
      return;
    }
  for (unsigned i = 0; i < thread->n_open; i++)
    if (thread->open[i]->left == 0)
      add_call (thread, thread->open[i], site, duration);
}

uint32_t
swim_turn_site (SwimThread *thread,
                unsigned function,
                uint32_t number,
                uintptr_t stack,
                uintptr_t caller,
                const SwimTarget *target)
{
  SwimSiteCall call = { { caller ^ swim_scripts_place (), (uint32_t) (thread->base - stack),
                          function | number << 8, 0 },
                        caller,
                        stack,
                        &thread->stack,
                        target };
  const SwimSiteEntry *key = &call.key;
  uintptr_t hash = key->caller ^ key->caller >> 9 ^ key->depth >> 4 ^ key->what * 31;
  SwimSiteEntry *entry = &thread->cache[hash % SWIM_SITE_CACHE];
  SwimSiteEntry *second = &thread->cache[(hash ^ 1) % SWIM_SITE_CACHE];
  uint32_t site;

  if (SWIM_LIKELY (swim_site_is (entry, &call)))
    return entry->site - 1;
  /* As of callbacks that take turns in calling the same function. */
  if (swim_site_is (second, &call))
    return second->site - 1;
  site = swim_site_add (&call);
  *second = *entry;
  *entry = *key;
  entry->site = site + 1;
  return site;
}

static void
close_open (SwimThread *thread, unsigned i)
{
  SwimOpen *open = thread->open[i];

  for (; i + 1 < thread->n_open; i++)
    thread->open[i] = thread->open[i + 1];
  thread->open[--thread->n_open] = open;
  open->n_calls = 0;
  open->counted = 0;
}

/* The thread is not inside of it any more, since its last call at the earliest. The calls that
 * follow only count if it polls again. */
static void
note_return (SwimThread *thread, SwimOpen *open)
{
  if (open->outside)
    return;
  open->outside = true;
  if (open->returned == 0)
    open->returned = thread->seen;
  if (open->n_calls > 0)
    swim_record_turn (thread, open, open->returned, SWIM_WATCH_PARTIAL);
}

/* As far as that can be told. */
static bool
is_inside (const SwimThread *thread, const SwimOpen *open, uintptr_t stack)
{
  return open->returned == 0 && swim_callers_are_there (&open->callers, &thread->stack, stack);
}

static bool
is_enclosed (const SwimThread *thread, const SwimOpen *open)
{
  return thread->outermost != open && thread->outermost != NULL && open->left == 0;
}

/* It will not poll any more. Where its callers are not known, nor is when it was left. */
static void
tell_last_turn (SwimThread *thread, SwimOpen *open)
{
  if (open->start == 0 || open->callers.n == 0)
    return;
  if (open->returned == 0)
    open->returned = thread->seen;
  if (open->outside)
    {
      open->n_calls = 0;
      open->counted = 0;
    }
  swim_record_turn (thread, open, open->returned,
                    is_enclosed (thread, open) ? SWIM_WATCH_ENCLOSED : 0);
}

typedef enum
{
  RUNNING,
  LEFT, /* another loop is at its depth: it may come back, as where one function serves two */
  ENDED,
} State;

static State
state_of (const SwimThread *thread, const SwimOpen *open, uint32_t context, uintptr_t stack)
{
  bool is_there = swim_callers_are_there (&open->callers, &thread->stack, stack);

  if (swim_context_of (open->fd) != open->context)
    return ENDED;
  /* Another thread may have polled it since. */
  if (open->context == context && swim_contexts[open->fd].thread != thread->number)
    return ENDED;
  if (open->context == context)
    return is_there && (open->left == 0 || open->stack == stack) ? RUNNING : ENDED;
  if (open->stack == stack)
    return open->callers.run ? ENDED : LEFT;
  return is_there && open->left == 0 && open->stack > stack ? RUNNING : ENDED;
}

/* Drops the contexts whose loops are at an end. Returns the one that is polled, if it is open. */
static SwimOpen *
sort_out (SwimThread *thread, uint32_t context, uintptr_t stack, uint64_t now)
{
  SwimOpen *found = NULL;

  for (unsigned i = 0; i < thread->n_open;)
    {
      SwimOpen *open = thread->open[i];
      State state = state_of (thread, open, context, stack);

      if (state == ENDED)
        {
          tell_last_turn (thread, open);
          close_open (thread, i);
          continue;
        }
      if (state == LEFT && open->left == 0)
        {
          note_return (thread, open);
          open->left = now;
        }
      if (open->context == context)
        found = open;
      i++;
    }
  return found;
}

static SwimOpen *
begin_context (SwimThread *thread, SwimContext *context, int fd, uintptr_t stack, uint64_t now)
{
  SwimOpen *open;

  if (thread->n_open == SWIM_OPEN_CONTEXTS)
    return NULL;
  open = thread->open[thread->n_open++];
  open->context = context->number;
  open->fd = fd;
  open->stack = stack;
  open->left = 0;
  open->start = 0;
  open->returned = 0;
  open->outside = false;
  swim_callers_find (&open->callers, &thread->stack);
  if (context->thread != thread->number)
    {
      context->thread = thread->number;
      swim_record_context (thread, context, now);
    }
  return open;
}

static void
end_turn (SwimThread *thread, SwimOpen *open, uintptr_t stack, uint64_t now)
{
  uint32_t flags = stack < open->stack ? SWIM_WATCH_NESTED : 0;

  if (is_enclosed (thread, open))
    flags |= SWIM_WATCH_ENCLOSED;
  swim_record_turn (thread, open, open->left != 0 ? open->left : now, flags);
  open->left = 0;
  open->start = 0;
  open->returned = 0;
  open->outside = false;
  if (open->stack < stack)
    open->stack = stack;
}

static bool
is_to_be_checked (const SwimOpen *open)
{
  return !open->outside && open->callers.n != 0;
}

static void
find_ends_of_many (SwimThread *thread)
{
  thread->outermost = NULL;
  thread->innermost = NULL;
  for (unsigned i = thread->n_open; i > 0; i--)
    {
      SwimOpen *open = thread->open[i - 1];

      if (open->left != 0)
        continue;
      thread->outermost = open;
      if (thread->innermost == NULL && is_to_be_checked (open))
        thread->innermost = open;
    }
}

static inline void
find_ends (SwimThread *thread)
{
  /* As a rule there is one. */
  if (SWIM_LIKELY (thread->n_open == 1 && thread->open[0]->left == 0))
    {
      thread->outermost = thread->open[0];
      thread->innermost = is_to_be_checked (thread->open[0]) ? thread->open[0] : NULL;
      return;
    }
  find_ends_of_many (thread);
}

static void
end_busy (SwimThread *thread)
{
  store (&thread->shared->busy_since, 0);
  store (&thread->shared->call_since, 0);
  __atomic_store_n (&thread->shared->context, 0, __ATOMIC_RELAXED);
}

static void
find_rest (SwimThread *thread)
{
  find_ends (thread);
  if (thread->outermost != NULL)
    {
      thread->base = thread->outermost->stack;
      return;
    }
  end_busy (thread);
  swim_turn_pause ();
}

/* Of the loops from that place on, the innermost first. */
static void
end_from (SwimThread *thread, unsigned first)
{
  while (thread->n_open > first)
    {
      tell_last_turn (thread, thread->open[thread->n_open - 1]);
      close_open (thread, thread->n_open - 1);
    }
}

bool
swim_turn_leave (SwimThread *thread, uintptr_t stack)
{
  for (unsigned i = 0; i < thread->n_open; i++)
    {
      SwimOpen *open = thread->open[i];

      if (is_inside (thread, open, stack))
        continue;
      if (open->callers.run)
        end_from (thread, i);
      else
        note_return (thread, open);
    }
  find_rest (thread);
  return thread->outermost != NULL;
}

/* Of a loop that was left inside of it, by a function that did not come through us, it is only
 * known that it was. */
void
swim_turn_returned (SwimThread *thread, uintptr_t stack)
{
  unsigned n = thread->n_open;
  SwimThread *turn = swim_turn;

  /* A signal handler's calls are in no turn meanwhile: they would end the same loops. */
  swim_turn = NULL;
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  for (unsigned i = n; i > 0; i--)
    {
      SwimOpen *open = thread->open[i - 1];

      if (is_inside (thread, open, stack))
        continue;
      if (open->callers.ours && open->returned == 0)
        thread->seen = swim_now_if_after (thread->seen);
      if (open->callers.run)
        end_from (thread, i - 1);
      else if (open->returned == 0)
        open->returned = thread->seen;
    }
  if (thread->n_open < n)
    find_rest (thread);
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  if (thread->n_open == n || thread->outermost != NULL)
    swim_turn = turn;
}

void
swim_turn_end_all (SwimThread *thread, uintptr_t stack)
{
  swim_turn_pause ();
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  swim_turn_leave (thread, stack);
  thread->seen = swim_now ();
  end_from (thread, 0);
  end_busy (thread);
}

/* The poll is a call of the loops further out. */
static void
begin_private_loop (SwimPoll *poll, uintptr_t stack, uintptr_t caller)
{
  SwimThread *thread = poll->thread;

  thread->base = thread->outermost->stack;
  poll->site =
      swim_turn_site (thread, SWIM_WATCH_FUNCTION_private_loop, 0, stack, caller, &SWIM_NOTHING);
  poll->entered = swim_now ();
  __atomic_store_n (&thread->shared->call_site, poll->site, __ATOMIC_RELAXED);
  __atomic_store_n (&thread->shared->call_fd, -1, __ATOMIC_RELAXED);
  store (&thread->shared->call_since, poll->entered);
}

/* Whether the context is the only one that the thread has open, and its loop goes on: so it is at
 * nearly every poll, and there is nothing to sort out. */
static inline bool
is_only (const SwimThread *thread, uint32_t context, uintptr_t stack)
{
  const SwimOpen *open = thread->open[0];

  return thread->n_open == 1 && open->context == context && open->left == 0
         && swim_contexts[open->fd].thread == thread->number
         && swim_callers_are_there (&open->callers, &thread->stack, stack);
}

bool
swim_poll_begin (SwimPoll *poll, int fd, uintptr_t stack, uintptr_t caller, uint64_t now)
{
  SwimContext *context = &swim_contexts[fd];
  SwimThread *thread;

  poll->thread = thread = swim_thread_get (now, swim_turn_end_all);
  if (SWIM_UNLIKELY (thread == NULL))
    return false;
  thread->guard = 0;
  poll->open = SWIM_LIKELY (is_only (thread, context->number, stack))
                   ? thread->open[0]
                   : sort_out (thread, context->number, stack, now);
  if (SWIM_LIKELY (poll->open != NULL))
    {
      if (SWIM_LIKELY (thread->n_open == 1))
        thread->outermost = poll->open;
      else
        find_ends (thread);
      end_turn (thread, poll->open, stack, now);
    }
  else if ((poll->open = begin_context (thread, context, fd, stack, now)) == NULL)
    return false;
  poll->open->last = stack;
  poll->open->last_call = caller;
  find_ends (thread);
  if (thread->outermost == poll->open || thread->outermost == NULL)
    {
      store (&thread->shared->busy_since, 0);
      store (&thread->shared->call_since, 0);
      __atomic_store_n (&thread->shared->context, context->number, __ATOMIC_RELAXED);
      __atomic_store_n (&thread->shared->ends_told,
                        poll->open->callers.run && poll->open->callers.ours, __ATOMIC_RELAXED);
    }
  else
    begin_private_loop (poll, stack, caller);
  return true;
}

static void
end_private_loop (SwimPoll *poll, uintptr_t stack, uint64_t now)
{
  SwimThread *thread = poll->thread;
  uint64_t duration = now > poll->entered ? now - poll->entered : 0; /* 0: it did not wait */

  store (&thread->shared->call_since, 0);
  if (poll->site >= SWIM_WATCH_SITES)
    {
      swim_turn_add (thread, poll->site, 0);
      return;
    }
  for (unsigned i = 0; i < thread->n_open; i++)
    if (thread->open[i] != poll->open && thread->open[i]->stack > stack
        && thread->open[i]->left == 0)
      add_call (thread, thread->open[i], poll->site, duration);
  if (duration >= swim_process->long_call_ns)
    swim_record_call (thread, poll->entered, duration, poll->site, &SWIM_NOTHING);
}

void
swim_poll_end (SwimPoll *poll, uintptr_t stack, uint64_t now)
{
  SwimThread *thread = poll->thread;

  if (thread->number == 0)
    return;
  poll->open->start = now;
  thread->seen = now;
  if (thread->outermost != poll->open)
    end_private_loop (poll, stack, now);
  else
    {
      thread->base = poll->open->stack;
      swim_scripts_begin_turn (thread);
      store (&thread->shared->busy_since, now);
    }
  if (swim_process->audit == SWIM_WATCH_AUDIT_OFF)
    return;
  swim_turn = thread;
  swim_selector = thread->armed;
}

int
swim_turn_polls_again (uintptr_t stack, uintptr_t caller)
{
  const SwimThread *thread = swim_turn;

  for (unsigned i = 0; i < thread->n_open; i++)
    if (thread->open[i]->last == stack && thread->open[i]->last_call == caller
        && swim_context_of (thread->open[i]->fd) == thread->open[i]->context)
      return thread->open[i]->fd;
  return -1;
}
