/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All looks are made by one thread, without the lock: each takes up to some milliseconds. The lock
 * is for the list of threads and for the results. */
#include "config.h"

#include "watch/sampler.h"

#include <string.h>
#include <sys/prctl.h>

#include "loop/clock.h"
#include "watch/python-stack.h"
#include "watch/sighting.h"

/* The shortest and the longest time between two looks at what the threads are doing. */
#define SHORTEST_NS 100000
#define LONGEST_NS 10000000
/* The first looks at a stall are so far apart at the most, the later ones twice as far each time.
 */
#define FIRST_LOOKS 4
#define FIRST_LOOKS_NS 1000000
/* Stacks of a thread that is running: it is stopped for each. */
#define MOST_RUNS 8
/* Results that nobody asked for. */
#define MOST_RESULTS 64
/* A result is waited for while a look goes on, but not if that itself waits for long. */
#define PATIENCE_US 200000

/* Calls that go on as if nothing had been where the thread is stopped in them. Others may return
 * EINTR, which a program may not expect. */
static const char *const restarted[] = { "futex",  "flock", "nanosleep", "clock_nanosleep", "wait4",
                                         "waitid", "poll",  "ppoll",     "pselect6" };

typedef struct
{
  int tid;
  const SwimWatchThread *thread;
  gboolean removed;
  guint64 looking;      /* the turn that a look is being made at; 0: none */
  SwimTurnLooks *looks; /* at the turn that is or was the last; only used by the sampler's thread */
  gint64 next;          /* when it is to be looked at again */
  gint64 interval;
  GQueue results;    /* of SwimSighting, the newest at the end */
  guint64 asked_for; /* the last turn whose result somebody has */
} Watched;

struct _SwimSampler
{
  int pid;
  gint64 threshold;
  gint64 period;
  SwimUnwinder *unwinder;
  const SwimWatchPython *python; /* of the process, in its region; NULL: there is none */
  GThread *thread;               /* NULL: there was no loop so far */
  GMutex lock;
  GCond changed; /* the list, a result, or the end */
  gboolean stopping;
  GPtrArray *threads; /* of Watched */
};

static void
watched_free (gpointer data)
{
  Watched *self = data;

  swim_turn_looks_free (self->looks);
  g_queue_clear_full (&self->results, (GDestroyNotify) swim_sighting_free);
  g_free (self);
}

/* Of the process @pid; turns longer than @threshold_ns are looked into. What the process has loaded
 * is told to @symbols, which must outlive the sampler. */
SwimSampler *
swim_sampler_new (int pid, gint64 threshold_ns, SwimSymbols *symbols)
{
  SwimSampler *self = g_new0 (SwimSampler, 1);

  self->pid = pid;
  self->threshold = threshold_ns;
  self->period = CLAMP (threshold_ns / 4, SHORTEST_NS, LONGEST_NS);
  self->unwinder = swim_unwinder_new (pid, symbols);
  self->threads = g_ptr_array_new_with_free_func (watched_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

/* Where the process tells of its Python, which outlives the sampler; before the first thread. */
void
swim_sampler_set_python (SwimSampler *self, const SwimWatchPython *python)
{
  self->python = python;
}

void
swim_sampler_free (SwimSampler *self)
{
  if (self == NULL)
    return;
  swim_unwinder_cancel (self->unwinder);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);
  g_ptr_array_unref (self->threads);
  swim_unwinder_free (self->unwinder);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static guint64
get_busy_since (const Watched *watched)
{
  return __atomic_load_n (&watched->thread->busy_since, __ATOMIC_ACQUIRE);
}

static gboolean
may_stop (const SwimStall *wait)
{
  if (wait == NULL || wait->call == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (restarted); i++)
    if (strcmp (wait->call, restarted[i]) == 0)
      return TRUE;
  return (strcmp (wait->call, "read") == 0 || strcmp (wait->call, "write") == 0)
         && g_strcmp0 (wait->fd_target, "pipe") == 0;
}

/* Stops the thread to see where it is. NULL if that was not possible or came too late. */
static SwimTrace *
trace_running (SwimSampler *self, const Watched *watched)
{
  SwimTurnLooks *looks = watched->looks;
  g_autofree char *why =
      swim_unwinder_copy_running (self->unwinder, watched->tid, watched->thread->stack_end);
  SwimTrace *trace;

  if (get_busy_since (watched) != looks->since)
    return NULL;
  trace = why == NULL ? swim_unwinder_trace (self->unwinder, watched->tid) : NULL;
  if (trace != NULL)
    return trace;
  g_free (looks->no_stack);
  looks->no_stack = why != NULL ? g_steal_pointer (&why)
                                : g_strdup ("the objects that it has loaded cannot be read");
  return NULL;
}

/* Where it waits. The thread is not stopped for that, unless a function on the way keeps its frame
 * in a register, which only the thread itself knows. */
static SwimTrace *
trace_waiting (SwimSampler *self, const Watched *watched, gboolean in_call)
{
  SwimTurnLooks *looks = watched->looks;
  g_autoptr (SwimTrace) trace = NULL;
  SwimTrace *other;

  if (!swim_unwinder_copy_waiting (self->unwinder, watched->tid, &looks->seen.waited,
                                   watched->thread->stack_end)
      || get_busy_since (watched) != looks->since)
    return NULL;
  trace = swim_unwinder_trace (self->unwinder, watched->tid);
  if (in_call || (trace != NULL && trace->complete) || !may_stop (looks->seen.wait))
    return g_steal_pointer (&trace);
  other = trace_running (self, watched);
  if (other == NULL)
    return g_steal_pointer (&trace);
  return other;
}

/* One look. In a call that is timed, the place is known from there: the thread is not stopped. */
static void
look (SwimSampler *self, Watched *watched)
{
  SwimTurnLooks *looks = watched->looks;
  gboolean in_call = __atomic_load_n (&watched->thread->call_since, __ATOMIC_ACQUIRE) != 0;
  guint32 site = __atomic_load_n (&watched->thread->call_site, __ATOMIC_RELAXED);
  SwimSeen seen = swim_sightings_look (&looks->seen, self->pid, watched->tid);
  SwimTrace *trace = NULL;
  SwimWatchPython python = { 0 };

  if (get_busy_since (watched) != looks->since)
    return;
  if (in_call)
    swim_turn_looks_add_call (looks, site);
  swim_python_copy (self->python, &python);
  swim_unwinder_set_python (self->unwinder, &python,
                            __atomic_load_n (&watched->thread->python, __ATOMIC_RELAXED));
  if (seen == SWIM_SEEN_NEW_WAIT)
    {
      /* That of another wait would be wrong. */
      g_clear_pointer (&looks->wait, swim_trace_free);
      trace = trace_waiting (self, watched, in_call);
    }
  else if (seen == SWIM_SEEN_RUNNING && !in_call && looks->runs->len < MOST_RUNS)
    trace = trace_running (self, watched);
  if (trace != NULL)
    swim_turn_looks_add_trace (looks, seen, trace);
}

/* Makes the result of the looks so far the one that is found, unless somebody has it already. */
static void
publish (Watched *watched)
{
  SwimTurnLooks *looks = watched->looks;
  SwimSighting *last = g_queue_peek_tail (&watched->results);

  if (watched->asked_for >= looks->since)
    return;
  if (last != NULL && last->busy_since == looks->since)
    swim_sighting_free (g_queue_pop_tail (&watched->results));
  g_queue_push_tail (&watched->results, swim_turn_looks_conclude (looks));
  if (watched->results.length > MOST_RESULTS)
    swim_sighting_free (g_queue_pop_head (&watched->results));
}

/* Whether it is time to look at that thread, which has been in a turn since @since. */
static gboolean
is_due (const SwimSampler *self, Watched *watched, guint64 since, gint64 now)
{
  if (since == 0 || now - (gint64) since < self->threshold)
    return FALSE;
  if (watched->looks != NULL && watched->looks->since == since)
    return now >= watched->next;
  swim_turn_looks_free (watched->looks);
  watched->looks = swim_turn_looks_new (watched->tid, since);
  watched->interval = MIN (FIRST_LOOKS_NS, self->period);
  return TRUE;
}

/* Called and returns with the lock, which is not held while it looks. */
static void
attend_to (SwimSampler *self, Watched *watched)
{
  guint64 since = get_busy_since (watched);

  if (watched->removed || !is_due (self, watched, since, swim_clock_ns ()))
    return;
  watched->looking = since;
  g_mutex_unlock (&self->lock);
  look (self, watched);
  g_mutex_lock (&self->lock);
  watched->looking = 0;
  publish (watched);
  if (watched->looks->seen.looks > FIRST_LOOKS)
    watched->interval *= 2;
  watched->next = swim_clock_ns () + watched->interval;
  g_cond_broadcast (&self->changed);
}

static void
drop_removed (SwimSampler *self)
{
  for (guint i = self->threads->len; i > 0; i--)
    if (((const Watched *) g_ptr_array_index (self->threads, i - 1))->removed)
      g_ptr_array_remove_index_fast (self->threads, i - 1);
}

static gpointer
run (gpointer data)
{
  SwimSampler *self = data;

  prctl (PR_SET_TIMERSLACK, 1UL);
  swim_unwinder_load (self->unwinder);
  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      gint64 until = g_get_monotonic_time () + self->period / 1000;

      drop_removed (self);
      for (guint i = 0; i < self->threads->len && !self->stopping; i++)
        attend_to (self, g_ptr_array_index (self->threads, i));
      if (self->threads->len == 0 && !self->stopping)
        g_cond_wait (&self->changed, &self->lock);
      else if (!self->stopping)
        g_cond_wait_until (&self->changed, &self->lock, until);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* From now on looks at that thread, of which @thread tells what it is doing. */
void
swim_sampler_add (SwimSampler *self, int tid, const SwimWatchThread *thread)
{
  Watched *watched = g_new0 (Watched, 1);

  watched->tid = tid;
  watched->thread = thread;
  g_queue_init (&watched->results);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->threads, watched);
  if (self->thread == NULL)
    self->thread = g_thread_try_new ("sampler", run, self, NULL);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static Watched *
find_thread (SwimSampler *self, int tid)
{
  for (guint i = 0; i < self->threads->len; i++)
    {
      Watched *watched = g_ptr_array_index (self->threads, i);

      if (watched->tid == tid && !watched->removed)
        return watched;
    }
  return NULL;
}

/* The thread is not looked at any more, and what was seen of it is not found any more. */
void
swim_sampler_remove (SwimSampler *self, int tid)
{
  Watched *watched;

  g_mutex_lock (&self->lock);
  watched = find_thread (self, tid);
  if (watched != NULL)
    watched->removed = TRUE;
  g_mutex_unlock (&self->lock);
}

/* What was seen of the turn that began then, owned by the sampler until it is asked for a later one
 * of the thread, or that is removed. NULL: nothing. */
const SwimSighting *
swim_sampler_find (SwimSampler *self, int tid, guint64 busy_since)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_US;
  const SwimSighting *found = NULL;
  Watched *watched;

  g_mutex_lock (&self->lock);
  watched = find_thread (self, tid);
  while (watched != NULL && watched->looking == busy_since
         && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  if (watched != NULL)
    {
      watched->asked_for = MAX (watched->asked_for, busy_since);
      while ((found = g_queue_peek_head (&watched->results)) != NULL
             && found->busy_since < busy_since)
        swim_sighting_free (g_queue_pop_head (&watched->results));
    }
  g_mutex_unlock (&self->lock);
  return found != NULL && found->busy_since == busy_since ? found : NULL;
}
