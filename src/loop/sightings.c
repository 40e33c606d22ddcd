/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/sightings.h"

#include <sys/syscall.h>

/* A tick is 10 ms at the most. */
#define SEVERAL_TICKS_US 30000

/* Where the looks agree, they say whether the thread waited in a call; where they do not, the
 * greater part of the time decides, by the scheduler's own count. That count lags by up to a tick,
 * so it is not asked where it need not be. */
static SwimCause
judge (const SwimSightings *seen)
{
  gint64 on_cpu = seen->last.on_cpu - seen->first.on_cpu;
  gint64 waiting = seen->last.waiting - seen->first.waiting;
  gint64 asleep = seen->span * 1000 - on_cpu - waiting;

  if (!seen->last.known)
    return SWIM_CAUSE_UNKNOWN;
  if (seen->running == 0)
    return SWIM_CAUSE_BLOCKED;
  if (seen->last.on_cpu < 0 || seen->first.on_cpu < 0)
    return SWIM_CAUSE_UNKNOWN;
  if (seen->blocked > 0 && asleep > MAX (on_cpu, waiting))
    return SWIM_CAUSE_BLOCKED;
  /* What a thread that is ready to run waits for a CPU is counted once it has one: until then it
   * seems to do nothing. Its time on a CPU is counted at each tick. */
  if (seen->blocked == 0 && seen->span >= SEVERAL_TICKS_US && asleep > seen->span * 750)
    return SWIM_CAUSE_STARVED;
  if (2 * (on_cpu + waiting) < seen->span * 1000)
    return SWIM_CAUSE_UNKNOWN;
  return waiting > on_cpu ? SWIM_CAUSE_STARVED : SWIM_CAUSE_COMPUTING;
}

/* A call that was interrupted and goes on has another number from then on. */
static gboolean
is_same_wait (const SwimThreadState *before, const SwimThreadState *now)
{
  return now->args[0] == before->args[0]
         && (now->syscall == before->syscall || now->syscall == SYS_restart_syscall);
}

/* Whether what was seen last is now what was seen most: a stall may be of a long wait and of short
 * ones before and after it (the majority vote of Boyer and Moore). A look stands for the time since
 * the one before. */
static gboolean
vote (SwimSightings *seen, gint64 weight)
{
  if (seen->votes > 0 && is_same_wait (&seen->waited, &seen->last))
    {
      seen->votes += weight;
      return FALSE;
    }
  seen->votes -= weight;
  if (seen->votes > 0)
    return FALSE;
  seen->votes = MAX (-seen->votes, 1);
  seen->waited = seen->last;
  return TRUE;
}

/* Notes what the thread waits for. That is read from its memory and its descriptors, so it counts
 * only if the thread was in the same wait throughout. */
static SwimSeen
look_at_wait (SwimSightings *seen, int tid, gint64 weight)
{
  g_autoptr (SwimStall) wait = swim_stall_new (0, 0);
  SwimThreadState after;

  swim_thread_state_describe (&seen->last, wait);
  swim_thread_state_read (seen->last.pid, tid, &after);
  if (after.running || after.syscall != seen->last.syscall || after.on_cpu != seen->last.on_cpu)
    return SWIM_SEEN_NOTHING;
  if (!vote (seen, weight))
    return SWIM_SEEN_WAITING;
  g_clear_pointer (&seen->wait, swim_stall_free);
  seen->wait = g_steal_pointer (&wait);
  return SWIM_SEEN_NEW_WAIT;
}

/* Looks at the thread of a process, or of this one (0), and says what this look saw. */
SwimSeen
swim_sightings_look (SwimSightings *seen, int pid, int tid)
{
  gint64 now = g_get_monotonic_time ();
  gint64 before = seen->began + seen->span;
  SwimSeen result = SWIM_SEEN_NOTHING;

  swim_thread_state_read (pid, tid, &seen->last);
  if (seen->began == 0)
    {
      seen->began = before = now;
      seen->first = seen->last;
    }
  if (seen->last.known)
    seen->looks++;
  if (seen->last.known && seen->last.running)
    {
      seen->running++;
      result = SWIM_SEEN_RUNNING;
    }
  else if (seen->last.known)
    {
      seen->blocked++;
      result = look_at_wait (seen, tid, MAX (now - before, 1));
    }
  seen->span = g_get_monotonic_time () - seen->began;
  return result;
}

/* The cause; and if the thread was blocked, in what, and for what (transfer full). */
SwimStall *
swim_sightings_conclude (const SwimSightings *seen)
{
  SwimCause cause = judge (seen);
  SwimStall *finding = cause == SWIM_CAUSE_BLOCKED && seen->wait != NULL
                           ? swim_stall_copy (seen->wait)
                           : swim_stall_new (0, 0);

  finding->cause = cause;
  return finding;
}

void
swim_sightings_clear (SwimSightings *seen)
{
  g_clear_pointer (&seen->wait, swim_stall_free);
}
