/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/threads.h"

#include <errno.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "preload/raw.h"

__thread SwimThread *swim_turn;
__thread volatile char swim_selector;
static __thread SwimThread *self;
static __thread bool was_lost;
static SwimThreadEnd end_of_thread;
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool has_key;

static void
on_thread_end (void *data)
{
  SwimThread *thread = data;

  swim_selector = 0;
  swim_turn = NULL;
  self = NULL;
  if (thread->number != 0)
    {
      end_of_thread (thread, (uintptr_t) __builtin_frame_address (0));
      __atomic_store_n (&thread->shared->state, SWIM_WATCH_THREAD_ENDED, __ATOMIC_RELEASE);
      __atomic_store_n (&swim_process->taken[thread->slot], false, __ATOMIC_RELEASE);
    }
  swim_pages_free (thread, sizeof *thread);
}

/* In the child, the thread is none with a loop. */
static void
on_forked (void)
{
  swim_selector = 0;
  swim_turn = NULL;
  self = NULL;
  was_lost = false;
}

static void
make_key (void)
{
  pthread_atfork (NULL, NULL, on_forked);
  has_key = pthread_key_create (&key, on_thread_end) == 0;
}

static SwimWatchThread *
shared_at (unsigned slot)
{
  return (SwimWatchThread *) ((unsigned char *) swim_process->image + SWIM_WATCH_THREADS_AT) + slot;
}

/* A place that no thread has, and of which the parent has read all. */
static int
take_slot (void)
{
  for (unsigned slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    {
      bool *taken = &swim_process->taken[slot];

      if (__atomic_load_n (taken, __ATOMIC_RELAXED)
          || __atomic_exchange_n (taken, true, __ATOMIC_ACQUIRE))
        continue;
      if (__atomic_load_n (&shared_at (slot)->state, __ATOMIC_ACQUIRE) == SWIM_WATCH_THREAD_FREE)
        return (int) slot;
      __atomic_store_n (taken, false, __ATOMIC_RELEASE);
    }
  return -1;
}

static void
fill_in (SwimThread *thread, unsigned slot)
{
  SwimWatchThread *shared = shared_at (slot);

  thread->shared = shared;
  thread->slot = slot;
  thread->ring = (unsigned char *) swim_process->image + SWIM_WATCH_RINGS_AT
                 + (size_t) slot * SWIM_WATCH_RING_BYTES;
  thread->head = __atomic_load_n (&shared->head, __ATOMIC_RELAXED);
  for (unsigned i = 0; i < SWIM_OPEN_CONTEXTS; i++)
    thread->open[i] = &thread->opens[i];
  thread->number = __atomic_add_fetch (&swim_process->threads, 1, __ATOMIC_RELAXED);
  shared->tid = swim_process_find_tid ();
  swim_raw6 (SYS_prctl, PR_GET_NAME, (long) shared->name, 0, 0, 0, 0);
  thread->stack = swim_stack_get ();
  shared->stack_end = thread->stack.end;
  __atomic_store_n (&shared->busy_since, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&shared->call_since, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&shared->state, SWIM_WATCH_THREAD_RUNNING, __ATOMIC_RELEASE);
}

static SwimThread *
lose (void)
{
  if (!was_lost)
    __atomic_add_fetch (&swim_process->image->lost_threads, 1, __ATOMIC_RELAXED);
  was_lost = true;
  return NULL;
}

static __attribute__ ((noinline)) SwimThread *
begin (uint64_t now, SwimThreadEnd end)
{
  int saved = errno;
  SwimThread *thread;
  int slot;

  if (!swim_process_is_attached () && !swim_process_attach ())
    return NULL;
  end_of_thread = end;
  pthread_once (&key_once, make_key);
  slot = has_key ? take_slot () : -1;
  if (slot < 0)
    return lose ();
  thread = swim_pages_new (sizeof *thread);
  if (thread == NULL || pthread_setspecific (key, thread) != 0)
    {
      __atomic_store_n (&swim_process->taken[slot], false, __ATOMIC_RELEASE);
      return lose ();
    }
  fill_in (thread, (unsigned) slot);
  if (__atomic_load_n (&swim_process->image->first_poll, __ATOMIC_RELAXED) == 0)
    __atomic_store_n (&swim_process->image->first_poll, now, __ATOMIC_RELAXED);
  errno = saved;
  return thread;
}

SwimThread *
swim_thread_get (uint64_t now, SwimThreadEnd end)
{
  /* After a fork () of a kind that runs no handler, the pages are empty. */
  if (SWIM_LIKELY (self != NULL && self->number != 0))
    return self;
  self = begin (now, end);
  return self;
}

SwimThread *
swim_thread_peek (void)
{
  return self != NULL && self->number != 0 ? self : NULL;
}
