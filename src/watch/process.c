/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/process.h"

#include <string.h>

#include "loop/clock.h"
#include "watch/region.h"

struct _SwimProcess
{
  guint8 *bytes;
  int pid;     /* 0: nothing is there yet */
  gint64 died; /* when that was noticed; 0: not */
  gboolean ended;
  gboolean looks;
  gboolean shares;
  SwimHome home;
  SwimThread *threads[SWIM_WATCH_THREADS];
  guint64 tails[SWIM_WATCH_THREADS]; /* what was read of each ring, whosever it was */
  SwimLosses losses;
};

/* @bytes is the region of the @index-th image. */
SwimProcess *
swim_process_new (guint8 *bytes, guint index, const SwimWatchHome *home)
{
  SwimProcess *self = g_new0 (SwimProcess, 1);

  self->bytes = bytes;
  self->looks = home->looks;
  self->shares = home->shares;
  self->home = (SwimHome){ .image = index,
                           .started = home->started,
                           .stall_ns = home->stall_ns,
                           .long_call_ns = home->long_call_ns,
                           .sites = swim_sites_new (bytes, &home->rules),
                           .stalls = home->stalls,
                           .tracks = home->tracks,
                           .rule_uses = home->rule_uses,
                           .notes = home->notes };
  return self;
}

void
swim_process_free (SwimProcess *self)
{
  if (self == NULL)
    return;
  swim_sampler_free (self->home.sampler);
  for (guint i = 0; i < SWIM_WATCH_THREADS; i++)
    swim_thread_free (self->threads[i]);
  swim_sites_free (self->home.sites);
  g_free (self);
}

static void
end_thread (SwimProcess *self, guint slot, guint32 context, gint64 until)
{
  SwimThread *thread = self->threads[slot];

  if (self->home.sampler != NULL)
    swim_sampler_remove (self->home.sampler, swim_thread_get_tid (thread));
  swim_thread_end (thread, context, until);
  self->losses.damaged += swim_thread_get_damaged (thread) + swim_thread_is_broken (thread);
  g_clear_pointer (&self->threads[slot], swim_thread_free);
}

/* Looks at the stalls of a thread from now on. */
static void
sample_thread (SwimProcess *self, guint slot, int tid)
{
  if (!self->looks || swim_image_get_state (self->bytes) == SWIM_WATCH_IMAGE_REPLACED)
    return;
  if (self->home.sampler == NULL)
    {
      self->home.sampler = swim_sampler_new (self->pid, self->home.stall_ns,
                                             swim_sites_get_symbols (self->home.sites));
      swim_sampler_set_python (self->home.sampler, swim_image_get_python (self->bytes));
    }
  swim_sampler_add (self->home.sampler, tid, swim_image_get_thread (self->bytes, slot));
}

/* execve () has failed. */
static void
sample_again (SwimProcess *self)
{
  for (guint slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    if (self->threads[slot] != NULL)
      sample_thread (self, slot, swim_thread_get_tid (self->threads[slot]));
}

/* Looks only at a thread that is in a turn, or was at the last look. */
static void
look (const SwimProcess *self, SwimThread *thread, const SwimWatchThread *copy)
{
  SwimLooks *looks = swim_thread_get_looks (thread);
  SwimLook look;

  if ((self->home.sampler != NULL || self->shares)
      && (copy->busy_since != 0 || looks->now.busy_since != 0)
      && swim_look_read (self->pid, copy->tid, &look))
    swim_looks_add (looks, (gint64) copy->busy_since, &look);
}

/* Reads the ring of a thread up to what it holds now. */
static SwimThread *
read_thread (SwimProcess *self, guint slot, SwimWatchThread *copy)
{
  guint64 tail;

  swim_image_copy_thread (self->bytes, slot, copy);
  if (self->threads[slot] != NULL && swim_thread_get_tid (self->threads[slot]) != copy->tid)
    end_thread (self, slot, 0, 0);
  if (self->threads[slot] == NULL)
    {
      self->threads[slot] = swim_thread_new (&self->home, copy, self->tails[slot]);
      sample_thread (self, slot, copy->tid);
    }
  look (self, self->threads[slot], copy);
  tail = swim_thread_read (self->threads[slot], swim_image_get_ring (self->bytes, slot), copy->head,
                           swim_clock_ns ());
  self->tails[slot] = tail;
  swim_image_set_tail (self->bytes, slot, tail);
  return self->threads[slot];
}

static void
drain_slot (SwimProcess *self, guint slot)
{
  guint32 state = swim_image_get_thread_state (self->bytes, slot);
  SwimWatchThread copy;

  if (state != SWIM_WATCH_THREAD_RUNNING && state != SWIM_WATCH_THREAD_ENDED)
    return;
  read_thread (self, slot, &copy);
  if (state != SWIM_WATCH_THREAD_ENDED)
    return;
  end_thread (self, slot, 0, 0);
  swim_image_set_thread_free (self->bytes, slot);
}

/* Reads what its threads have told since the last time. FALSE: the region is not in use yet,
 * or the process has ended. */
gboolean
swim_process_drain (SwimProcess *self)
{
  guint32 state = swim_image_get_state (self->bytes);

  if (self->ended || state == SWIM_WATCH_IMAGE_FREE || state == SWIM_WATCH_IMAGE_BEGUN)
    return FALSE;
  /* Its threads are another program's from now on. */
  if (state == SWIM_WATCH_IMAGE_REPLACED)
    g_clear_pointer (&self->home.sampler, swim_sampler_free);
  else if (self->home.sampler == NULL)
    sample_again (self);
  if (self->pid == 0)
    {
      SwimWatchImage image;

      swim_image_copy (self->bytes, &image);
      self->pid = self->home.pid = MAX (image.pid, 1);
    }
  for (guint slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    drain_slot (self, slot);
  return TRUE;
}

/* The moment from which nothing of the process counts any more. */
static gint64
find_end (const SwimProcess *self, const SwimWatchImage *image, gint64 now)
{
  gint64 end = self->died != 0 ? MIN (self->died, now) : now;

  return image->ended != 0 ? MIN ((gint64) image->ended, end) : end;
}

/* Whether the thread was in a turn when the process ended. Where the process was ended from
 * outside, it was, since a loop that had been left is no matter then. Where it ended by itself, the
 * thread that did so has told its last turns. Another one was in its turn still if it was in a call
 * that was made there, or if its loop would have told that it was left. */
static gboolean
was_in_turn (const SwimWatchImage *image, const SwimWatchThread *thread)
{
  if (thread->busy_since == 0 || image->state == SWIM_WATCH_IMAGE_REPLACED)
    return FALSE;
  return image->ended == 0 || thread->call_since >= thread->busy_since || thread->ends_told != 0;
}

/* A loop that polled to the end was there until then. One in a turn was as well, in what is a stall
 * if it is long; or it had ended. */
static void
end_slot (SwimProcess *self, guint slot, const SwimWatchImage *image, gint64 end)
{
  SwimWatchThread copy;
  SwimThread *thread = read_thread (self, slot, &copy);
  gint64 busy_since = (gint64) copy.busy_since;

  if (was_in_turn (image, &copy) && busy_since < end - self->home.stall_ns)
    swim_thread_cut_turn (thread, &copy, end);
  if (image->state == SWIM_WATCH_IMAGE_REPLACED && busy_since == 0)
    end = 0;
  end_thread (self, slot, copy.context, busy_since != 0 ? MIN (busy_since, end) : end);
}

/* What the threads that had a place lost, all those that had it. */
static void
count_losses (SwimProcess *self, guint slot)
{
  SwimWatchThread copy;

  if (self->threads[slot] == NULL && self->tails[slot] == 0)
    return;
  swim_image_copy_thread (self->bytes, slot, &copy);
  self->losses.turns += copy.lost_turns;
  self->losses.calls += copy.lost_calls;
}

/* Reads what is left. The watch ends @now, or the process has ended. */
void
swim_process_end (SwimProcess *self, gint64 now)
{
  SwimWatchImage image;

  if (self->ended)
    return;
  swim_process_drain (self);
  self->ended = TRUE;
  swim_image_copy (self->bytes, &image);
  for (guint slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    {
      count_losses (self, slot);
      if (self->threads[slot] != NULL)
        end_slot (self, slot, &image, find_end (self, &image, now));
    }
}

/* The process was seen to have ended. */
void
swim_process_note_death (SwimProcess *self, gint64 at)
{
  self->died = at;
  swim_process_end (self, at);
  g_clear_pointer (&self->home.sampler, swim_sampler_free);
}

/* What the process says of itself. */
void
swim_process_get (const SwimProcess *self, SwimWatchImage *image)
{
  swim_image_copy (self->bytes, image);
}

/* Those with loops, as far as they have not ended. */
guint
swim_process_count_threads (const SwimProcess *self)
{
  guint count = 0;

  for (guint slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    count += self->threads[slot] != NULL;
  return count;
}

/* How long the turn lasts that is the longest of those that go on; 0: all loops poll. */
gint64
swim_process_get_busy (const SwimProcess *self, gint64 now)
{
  gint64 longest = 0;

  for (guint slot = 0; slot < SWIM_WATCH_THREADS; slot++)
    {
      SwimWatchThread copy;

      if (self->threads[slot] == NULL)
        continue;
      swim_image_copy_thread (self->bytes, slot, &copy);
      if (copy.busy_since != 0)
        longest = MAX (longest, now - (gint64) copy.busy_since);
    }
  return longest;
}

/* 0: there is none yet. */
int
swim_process_get_pid (const SwimProcess *self)
{
  return self->pid;
}

/* When it was seen to have ended; 0: it was not. */
gint64
swim_process_get_death (const SwimProcess *self)
{
  return self->died;
}

/* The sites of its calls (owned by @self). */
SwimSites *
swim_process_get_sites (SwimProcess *self)
{
  return self->home.sites;
}

const SwimLosses *
swim_process_get_losses (const SwimProcess *self)
{
  return &self->losses;
}

/* Whether it loaded an object whose path has that in it. */
gboolean
swim_process_has_module (const SwimProcess *self, const char *part)
{
  SwimWatchModule module;

  for (guint i = 0; swim_image_copy_module (self->bytes, i, &module); i++)
    if (strstr (module.path, part) != NULL)
      return TRUE;
  return FALSE;
}
