/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/ring.h"

#include <string.h>

#include "watch/region.h"

/* No time of the clock is that far off. */
#define LAST_TIME G_MAXINT64

void
swim_ring_init (SwimRing *self, guint64 tail)
{
  self->tail = tail;
  self->damaged = 0;
  self->broken = FALSE;
}

static gboolean
is_time (guint64 time)
{
  return time > 0 && time <= LAST_TIME;
}

static gboolean
check_turn (SwimWatchTurn *turn)
{
  gsize room = turn->head.bytes - sizeof *turn;

  if (turn->n_calls > room / sizeof *turn->calls || !is_time (turn->start) || !is_time (turn->end)
      || turn->start > turn->end)
    return FALSE;
  for (guint i = 0; i < turn->n_calls; i++)
    {
      SwimWatchCalls *calls = &turn->calls[i];

      calls->total_ns = MIN (calls->total_ns, turn->end - turn->start);
      calls->max_ns = MIN (calls->max_ns, calls->total_ns);
    }
  return TRUE;
}

static gboolean
check_call (SwimWatchCall *call)
{
  call->target[sizeof call->target - 1] = '\0';
  return is_time (call->start) && call->duration <= LAST_TIME - call->start;
}

/* Whether what the record says can be. */
static gboolean
check (SwimWatchRecord *record)
{
  switch (record->head.kind)
    {
    case SWIM_WATCH_CONTEXT:
      return record->head.bytes >= sizeof record->context && is_time (record->context.at);
    case SWIM_WATCH_TURN:
      return record->head.bytes >= sizeof record->turn && check_turn (&record->turn);
    case SWIM_WATCH_CALL:
      return record->head.bytes >= sizeof record->call && check_call (&record->call);
    default:
      return FALSE;
    }
}

/* Copies what is next in the ring; FALSE where it is not within what was written. */
static gboolean
copy_next (SwimRing *self, const guint8 *bytes, guint64 head)
{
  gsize at = self->tail % SWIM_WATCH_RING_BYTES;
  guint64 left = MIN (head - self->tail, SWIM_WATCH_RING_BYTES - at);
  SwimWatchHead *copy = (SwimWatchHead *) self->record;
  guint length;

  if (left < sizeof *copy)
    return FALSE;
  swim_copy_shared (copy, bytes + at, sizeof *copy);
  length = copy->bytes;
  if (length < sizeof *copy || length > left || length % 8 != 0)
    return FALSE;
  swim_copy_shared (copy, bytes + at, length);
  copy->bytes = (uint16_t) length;
  return TRUE;
}

/* The next record before @head in the ring that is at @bytes (valid until the next call); NULL:
 * there is none. */
const SwimWatchRecord *
swim_ring_next (SwimRing *self, const guint8 *bytes, guint64 head)
{
  SwimWatchRecord *record = (SwimWatchRecord *) self->record;

  while (!self->broken && self->tail != head)
    {
      if (head - self->tail > SWIM_WATCH_RING_BYTES || self->tail % 8 != 0
          || !copy_next (self, bytes, head))
        {
          self->broken = TRUE;
          break;
        }
      self->tail += record->head.bytes;
      if (record->head.kind == SWIM_WATCH_PAD)
        continue;
      if (check (record))
        return record;
      self->damaged++;
    }
  return NULL;
}
