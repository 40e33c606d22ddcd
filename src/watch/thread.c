/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread has one loop that lasts, as a rule, and it may have many that live for one call each,
 * such as a synchronous D-Bus call: those are summed up. Which is which is only known at the end,
 * but what only ran inside turns of another loop is one of the many at once, and apart from the
 * rest: its delays are those of the other loop. */
#include "config.h"

#include "watch/thread.h"

#include <string.h>

#include "base/quantity.h"
#include "watch/call-sums.h"
#include "watch/cut-stall.h"
#include "watch/ring.h"
#include "watch/thread-tracks.h"

/* Contexts that a thread has at the same time; those above are taken for ended. */
#define MOST_CONTEXTS 32
#define MOST_LONG_CALLS 512
#define MOST_CALLS 16384 /* sites in one turn */

typedef struct
{
  guint32 number;
  gint64 began;
  gint64 last;         /* the end of the last turn that was told */
  gboolean inner;      /* it had turns inside those of another loop */
  SwimTrack *track;    /* NULL: it had no others */
  gint64 partial;      /* start of the turn of which some calls are known */
  GArray *calls;       /* of SwimWatchCalls, in that turn */
  SwimCallSums untold; /* the long calls after these */
} Context;

struct _SwimThread
{
  const SwimHome *home;
  int tid;
  char name[16];
  SwimRing ring;
  SwimLooks looks;
  GPtrArray *contexts; /* of Context, that polled last at the end */
  SwimThreadTracks tracks;
  GArray *long_calls; /* of SwimWatchCall, in turns that are not told yet */
};

static void
context_free (gpointer data)
{
  Context *context = data;

  g_array_unref (context->calls);
  swim_call_sums_clear (&context->untold);
  g_free (context);
}

/* @home outlives the thread; its ring was read up to @tail. */
SwimThread *
swim_thread_new (const SwimHome *home, const SwimWatchThread *from, guint64 tail)
{
  SwimThread *self = g_new0 (SwimThread, 1);

  self->home = home;
  self->tid = from->tid;
  memcpy (self->name, from->name, sizeof self->name);
  swim_ring_init (&self->ring, tail);
  self->contexts = g_ptr_array_new_with_free_func (context_free);
  swim_thread_tracks_init (&self->tracks, home, self->tid);
  self->long_calls = g_array_new (FALSE, FALSE, sizeof (SwimWatchCall));
  return self;
}

void
swim_thread_free (SwimThread *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->contexts);
  swim_thread_tracks_clear (&self->tracks);
  g_array_unref (self->long_calls);
  g_free (self);
}

static SwimTrack *
get_track (SwimThread *self, Context *context)
{
  if (context->track == NULL)
    context->track = swim_thread_tracks_add (&self->tracks, context->began);
  return context->track;
}

/* A context will not poll any more, or there was a pause. One of which no turn was told polled only
 * once; it may be the loop of an idle program all the same. */
static void
close_context (SwimThread *self, Context *context)
{
  SwimTrack *sum;

  if (context->track == NULL && !context->inner
      && (self->tracks.own->len == 0 || context->last - context->began >= SWIM_LASTING_NS))
    get_track (self, context);
  if (context->track != NULL)
    {
      swim_track_close (context->track, context->began, context->last);
      return;
    }
  sum = swim_thread_tracks_get_sum (&self->tracks, context->inner, context->began);
  sum->contexts++;
  swim_track_close (sum, context->began, context->last);
}

static Context *
add_context (SwimThread *self, guint32 number, gint64 at)
{
  Context *context = g_new0 (Context, 1);

  context->number = number;
  context->began = context->last = at;
  context->calls = g_array_new (FALSE, FALSE, sizeof (SwimWatchCalls));
  swim_call_sums_init (&context->untold);
  g_ptr_array_add (self->contexts, context);
  return context;
}

static Context *
find_context (SwimThread *self, guint32 number)
{
  for (guint i = self->contexts->len; i > 0; i--)
    {
      Context *context = g_ptr_array_index (self->contexts, i - 1);

      if (context->number == number)
        return context;
    }
  return NULL;
}

/* The context that did not do anything for the longest time has ended, with luck. */
static void
make_room (SwimThread *self)
{
  guint oldest = 0;

  if (self->contexts->len < MOST_CONTEXTS)
    return;
  for (guint i = 1; i < self->contexts->len; i++)
    if (((Context *) g_ptr_array_index (self->contexts, i))->last
        < ((Context *) g_ptr_array_index (self->contexts, oldest))->last)
      oldest = i;
  close_context (self, g_ptr_array_index (self->contexts, oldest));
  g_ptr_array_remove_index (self->contexts, oldest);
}

/* A context polls for the first time; or again, after it had been left for a loop further out. */
static void
take_context (SwimThread *self, const SwimWatchContext *record, gint64 now)
{
  Context *context = find_context (self, record->head.context);
  gint64 at = MIN ((gint64) record->at, now);

  if (context == NULL)
    {
      make_room (self);
      add_context (self, record->head.context, at);
      return;
    }
  if (at < context->last)
    {
      self->ring.damaged++;
      return;
    }
  if (context->track != NULL)
    swim_track_close (context->track, context->began, context->last);
  else if (context->inner)
    swim_track_close (self->tracks.inner, context->began, context->last);
  context->began = context->last = at;
}

/* The calls of a turn that goes on. */
static void
keep_calls (SwimThread *self, Context *context, const SwimWatchTurn *turn)
{
  if (context->partial != (gint64) turn->start)
    g_array_set_size (context->calls, 0);
  context->partial = (gint64) turn->start;
  swim_call_sums_reset (&context->untold);
  if (context->calls->len + turn->n_calls > MOST_CALLS)
    self->ring.damaged++;
  else
    g_array_append_vals (context->calls, turn->calls, turn->n_calls);
}

/* Long calls that began before the end of a turn which was told are done with: they were in it, or
 * in one that never will be. */
static void
forget_long_calls (SwimThread *self, gint64 end)
{
  for (guint i = self->long_calls->len; i > 0; i--)
    if ((gint64) g_array_index (self->long_calls, SwimWatchCall, i - 1).start < end)
      g_array_remove_index_fast (self->long_calls, i - 1);
}

static void
account (SwimThread *self, Context *context, SwimTurn *turn)
{
  turn->calls = context->calls;
  turn->long_calls = self->long_calls;
  turn->looks = &self->looks;
  turn->tid = self->tid;
  swim_turn_account (turn, self->home, get_track (self, context));
  g_array_set_size (context->calls, 0);
  context->partial = 0;
  forget_long_calls (self, turn->end);
}

static void
take_turn (SwimThread *self, const SwimWatchTurn *record, gint64 now)
{
  Context *context = find_context (self, record->head.context);
  SwimTurn turn = { .start = (gint64) record->start,
                    .end = (gint64) record->end,
                    .nested = (record->flags & SWIM_WATCH_NESTED) != 0 };
  SwimTrack *inner;

  if (context == NULL)
    {
      make_room (self);
      context = add_context (self, record->head.context, turn.start);
    }
  if (turn.start < context->last || turn.end > now)
    {
      self->ring.damaged++;
      return;
    }
  keep_calls (self, context, record);
  if ((record->flags & SWIM_WATCH_PARTIAL) != 0)
    return;
  context->last = turn.end;
  if ((record->flags & SWIM_WATCH_ENCLOSED) == 0)
    {
      account (self, context, &turn);
      return;
    }
  /* Its calls are those of the turn that it is in. */
  g_array_set_size (context->calls, 0);
  context->inner = TRUE;
  inner = swim_thread_tracks_get_sum (&self->tracks, TRUE, context->began);
  swim_what_if_add (inner->what_if, turn.end - turn.start);
  swim_track_add_turn (inner, turn.start, turn.end, turn.nested);
}

/* One that is shorter than the others is dropped where there is no room. */
static void
take_call (SwimThread *self, const SwimWatchCall *call)
{
  Context *context = find_context (self, call->head.context);
  guint shortest = 0;

  if (context != NULL)
    swim_call_sums_add (&context->untold, call);
  if (self->long_calls->len < MOST_LONG_CALLS)
    {
      g_array_append_vals (self->long_calls, call, 1);
      return;
    }
  for (guint i = 1; i < self->long_calls->len; i++)
    if (g_array_index (self->long_calls, SwimWatchCall, i).duration
        < g_array_index (self->long_calls, SwimWatchCall, shortest).duration)
      shortest = i;
  if (g_array_index (self->long_calls, SwimWatchCall, shortest).duration < call->duration)
    g_array_index (self->long_calls, SwimWatchCall, shortest) = *call;
}

/* Reads what is in the ring before @head; no record is from after @now. Returns what was read up
 * to. */
guint64
swim_thread_read (SwimThread *self, const guint8 *ring, guint64 head, gint64 now)
{
  const SwimWatchRecord *record;

  while ((record = swim_ring_next (&self->ring, ring, head)) != NULL)
    {
      if (record->head.kind == SWIM_WATCH_CONTEXT)
        take_context (self, &record->context, now);
      else if (record->head.kind == SWIM_WATCH_TURN)
        take_turn (self, &record->turn, now);
      else
        take_call (self, &record->call);
    }
  return self->ring.tail;
}

int
swim_thread_get_tid (const SwimThread *self)
{
  return self->tid;
}

SwimLooks *
swim_thread_get_looks (SwimThread *self)
{
  return &self->looks;
}

/* How many of its records could not be true. */
guint64
swim_thread_get_damaged (const SwimThread *self)
{
  return self->ring.damaged;
}

/* Whether its ring could not be read to the end. */
gboolean
swim_thread_is_broken (const SwimThread *self)
{
  return self->ring.broken;
}

/* The call that the thread was in at the end of it all becomes one of the long ones, however short
 * it was. FALSE: it was in none. */
static gboolean
take_last_call (SwimThread *self, const SwimWatchThread *last, gint64 now)
{
  SwimWatchCall call = { .head = { SWIM_WATCH_CALL, sizeof call, last->context },
                         .start = last->call_since,
                         .duration = (guint64) now - last->call_since,
                         .site = last->call_site,
                         .fd = last->call_fd };

  if (last->call_since < last->busy_since || (gint64) last->call_since >= now)
    return FALSE;
  take_call (self, &call);
  return TRUE;
}

/* Whether what the turn is told to have been about went on when the program ended. */
static gboolean
lasted_to_the_end (const SwimTurn *turn, gboolean in_call, guint32 site)
{
  guint64 total;
  guint32 most = swim_calls_find_most (turn->calls, &total);

  if (2 * total < (guint64) (turn->end - turn->start))
    return !in_call;
  return in_call && site == most;
}

static void
note_cut (const SwimHome *home)
{
  g_autofree char *least = swim_format_seconds ((double) home->long_call_ns / 1e9);

  if (home->long_call_ns > 0)
    g_hash_table_add (home->notes,
                      g_strdup_printf ("The watch of process %d ended within a turn of a loop: "
                                       "calls in that turn that took less than %s are not known.",
                                       home->pid, least));
}

/* The process was ended from outside in the turn that @last tells of, and perhaps in a call. The
 * calls before that are known so far as they were long, or had no room. */
void
swim_thread_cut_turn (SwimThread *self, const SwimWatchThread *last, gint64 now)
{
  Context *context = find_context (self, last->context);
  SwimTurn turn = { .start = (gint64) last->busy_since, .end = now };
  gboolean in_call;

  if (context == NULL || turn.start < context->last || turn.start >= now)
    return;
  in_call = take_last_call (self, last, now);
  if (context->partial != turn.start)
    g_array_set_size (context->calls, 0);
  if (context->untold.since >= last->busy_since)
    g_array_append_vals (context->calls, context->untold.calls->data, context->untold.calls->len);
  swim_call_sums_reset (&context->untold);
  context->last = now;
  turn.calls = context->calls;
  turn.unended = lasted_to_the_end (&turn, in_call, last->call_site);
  account (self, context, &turn);
  swim_cut_stall_name (self->home, context->track, last);
  note_cut (self->home);
}

/* The thread has ended; @context had not stopped polling before @until. */
void
swim_thread_end (SwimThread *self, guint32 context, gint64 until)
{
  Context *outermost = find_context (self, context);

  if (outermost != NULL)
    {
      outermost->last = MAX (outermost->last, until);
      if (!outermost->inner)
        get_track (self, outermost);
    }
  while (self->contexts->len > 0)
    {
      close_context (self, g_ptr_array_index (self->contexts, self->contexts->len - 1));
      g_ptr_array_remove_index (self->contexts, self->contexts->len - 1);
    }
  swim_thread_tracks_name (&self->tracks, self->name);
}
