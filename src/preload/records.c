/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/records.h"

#include <string.h>

/* Where a record of this length may be written; NULL if the ring is full. Nothing is seen of it
 * before publish (). */
static inline void *
reserve (SwimThread *thread, size_t bytes)
{
  uint64_t tail = __atomic_load_n (&thread->shared->tail, __ATOMIC_ACQUIRE);
  uint64_t used = thread->head - tail;
  size_t at = thread->head % SWIM_WATCH_RING_BYTES;
  size_t left = SWIM_WATCH_RING_BYTES - at;
  size_t padding = left < bytes ? left : 0;

  if (used > SWIM_WATCH_RING_BYTES || SWIM_WATCH_RING_BYTES - used < padding + bytes)
    return NULL;
  if (padding == 0)
    return thread->ring + at;
  *(SwimWatchHead *) (thread->ring + at) = (SwimWatchHead){ SWIM_WATCH_PAD, (uint16_t) padding, 0 };
  thread->head += padding;
  return thread->ring;
}

static inline void
publish (SwimThread *thread, size_t bytes)
{
  thread->head += bytes;
  __atomic_store_n (&thread->shared->head, thread->head, __ATOMIC_RELEASE);
}

static void
lose (uint64_t *counter, uint64_t n)
{
  __atomic_store_n (counter, __atomic_load_n (counter, __ATOMIC_RELAXED) + n, __ATOMIC_RELAXED);
}

void
swim_record_context (SwimThread *thread, const SwimContext *context, uint64_t at)
{
  SwimWatchContext *record = reserve (thread, sizeof *record);

  if (record == NULL)
    return;
  *record = (SwimWatchContext){
    .head = { SWIM_WATCH_CONTEXT, sizeof *record, context->number },
    .at = at,
    .made_by = context->made_by,
    .made_site = context->made_in == swim_process->pid ? context->made_site : SWIM_WATCH_NO_SITE,
    .made_at = context->made_at,
  };
  publish (thread, sizeof *record);
}

void
swim_record_turn (SwimThread *thread, SwimOpen *open, uint64_t end, uint32_t flags)
{
  size_t calls = open->n_calls * sizeof (SwimWatchCalls);
  size_t bytes = sizeof (SwimWatchTurn) + calls;
  SwimWatchTurn *record = reserve (thread, bytes);

  if (record != NULL)
    {
      record->head = (SwimWatchHead){ SWIM_WATCH_TURN, (uint16_t) bytes, open->context };
      record->start = open->start;
      record->end = end;
      record->flags = flags;
      record->n_calls = open->n_calls;
      if (calls > 0)
        memcpy (record->calls, open->calls, calls);
      publish (thread, bytes);
    }
  else
    {
      lose (&thread->shared->lost_turns, (flags & SWIM_WATCH_PARTIAL) == 0);
      lose (&thread->shared->lost_calls, open->counted);
    }
  open->n_calls = 0;
  open->counted = 0;
}

void
swim_record_call (SwimThread *thread,
                  uint64_t start,
                  uint64_t duration,
                  uint32_t site,
                  const SwimTarget *target)
{
  SwimWatchCall *record = reserve (thread, sizeof *record);

  if (record == NULL)
    return;
  record->head = (SwimWatchHead){ SWIM_WATCH_CALL, sizeof *record, thread->outermost->context };
  record->start = start;
  record->duration = duration;
  record->site = site;
  record->fd = target->fd;
  memset (record->target, 0, sizeof record->target);
  if (target->kind < SWIM_TARGET_LAST_FD)
    swim_target_describe (target, record->target);
  publish (thread, sizeof *record);
}

_Static_assert(sizeof (SwimWatchTurn) + SWIM_TURN_SITES * sizeof (SwimWatchCalls) <= UINT16_MAX,
               "a turn");
