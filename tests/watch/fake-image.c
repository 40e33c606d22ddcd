/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/fake-image.h"

#include <string.h>
#include <sys/mman.h>

#include "loop/clock.h"

#define MS G_GINT64_CONSTANT (1000000)
#define PID 4194303 /* no process has it */

/* All that happens lies in the past, as it does in a region. */
#define AGO (G_GINT64_CONSTANT (100000) * MS)

void
fake_image_open (FakeImage *fake, gint64 stall_ms)
{
  fake->bytes = mmap (NULL, SWIM_WATCH_REGION_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  g_assert (fake->bytes != MAP_FAILED);
  fake->begun = MAX (swim_clock_ns () - AGO, MS);
  fake->home = (SwimWatchHome){
    .started = fake->begun,
    .stall_ns = stall_ms * MS,
    .long_call_ns = MS,
    .stalls = swim_stall_list_new (),
    .tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_track_free),
    .rule_uses = g_new0 (guint64, 8),
    .notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  fake_image_get (fake)->pid = PID;
  fake_image_get (fake)->started = (guint64) fake->begun;
  fake_image_get (fake)->state = SWIM_WATCH_IMAGE_RUNNING;
  fake->process = swim_process_new (fake->bytes, 0, &fake->home);
}

void
fake_image_close (FakeImage *fake)
{
  swim_process_free (fake->process);
  swim_stall_list_free (fake->home.stalls);
  g_ptr_array_unref (fake->home.tracks);
  g_free (fake->home.rule_uses);
  g_hash_table_unref (fake->home.notes);
  munmap (fake->bytes, SWIM_WATCH_REGION_BYTES);
}

SwimWatchImage *
fake_image_get (FakeImage *fake)
{
  return (SwimWatchImage *) fake->bytes;
}

SwimWatchThread *
fake_image_get_thread (FakeImage *fake, guint slot)
{
  return (SwimWatchThread *) (fake->bytes + SWIM_WATCH_THREADS_AT) + slot;
}

/* With the process's own id it is the main thread. */
void
fake_image_begin_thread (FakeImage *fake, guint slot, int tid, const char *name)
{
  SwimWatchThread *thread = fake_image_get_thread (fake, slot);

  thread->tid = tid != 0 ? tid : PID;
  g_strlcpy (thread->name, name, sizeof thread->name);
  thread->state = SWIM_WATCH_THREAD_RUNNING;
}

/* Appends bytes to the thread's ring; where they would wrap, after a pad. */
void
fake_image_put (FakeImage *fake, guint slot, const void *bytes, gsize size)
{
  SwimWatchThread *thread = fake_image_get_thread (fake, slot);
  guint8 *ring = fake->bytes + SWIM_WATCH_RINGS_AT + (gsize) slot * SWIM_WATCH_RING_BYTES;
  gsize left = SWIM_WATCH_RING_BYTES - thread->head % SWIM_WATCH_RING_BYTES;

  if (left < size)
    {
      SwimWatchHead pad = { SWIM_WATCH_PAD, (uint16_t) left, 0 };

      memcpy (ring + thread->head % SWIM_WATCH_RING_BYTES, &pad, sizeof pad);
      thread->head += left;
    }
  memcpy (ring + thread->head % SWIM_WATCH_RING_BYTES, bytes, size);
  thread->head += size;
}

void
fake_image_add_site (FakeImage *fake, guint at, SwimWatchFunction function, const char *target)
{
  SwimWatchSite *site = (SwimWatchSite *) (fake->bytes + SWIM_WATCH_SITES_AT) + at;

  site->function = (uint16_t) function;
  site->n_frames = 1;
  site->frames[0] = 0x1000 + at;
  g_strlcpy (site->target, target, sizeof site->target);
  site->ready = 1;
}

static guint64
get_time (const FakeImage *fake, gint64 ms)
{
  return (guint64) (fake->begun + ms * MS);
}

void
fake_image_poll (FakeImage *fake, guint slot, guint32 context, gint64 at)
{
  SwimWatchContext record = { .head = { SWIM_WATCH_CONTEXT, sizeof record, context },
                              .at = get_time (fake, at) };

  if (fake_image_get_thread (fake, slot)->context == 0)
    fake_image_get_thread (fake, slot)->context = context;
  fake_image_put (fake, slot, &record, sizeof record);
}

void
fake_image_turn (FakeImage *fake,
                 guint slot,
                 guint32 context,
                 gint64 start,
                 gint64 end,
                 guint32 flags,
                 const SwimWatchCalls *calls,
                 guint n_calls)
{
  gsize size = sizeof (SwimWatchTurn) + n_calls * sizeof *calls;
  g_autofree SwimWatchTurn *record = g_malloc0 (size);

  record->head = (SwimWatchHead){ SWIM_WATCH_TURN, (uint16_t) size, context };
  record->start = get_time (fake, start);
  record->end = get_time (fake, end);
  record->flags = flags;
  record->n_calls = n_calls;
  if (n_calls > 0)
    memcpy (record->calls, calls, n_calls * sizeof *calls);
  fake_image_put (fake, slot, record, size);
}

void
fake_image_call (FakeImage *fake,
                 guint slot,
                 gint64 start,
                 gint64 duration,
                 guint32 site,
                 const char *target)
{
  SwimWatchCall record = { .head = { SWIM_WATCH_CALL, sizeof record, 1 },
                           .start = get_time (fake, start),
                           .duration = (guint64) (duration * MS),
                           .site = site,
                           .fd = 7 };

  g_strlcpy (record.target, target, sizeof record.target);
  fake_image_put (fake, slot, &record, sizeof record);
}

/* The loop of that name, once it has ended; NULL: there is none. */
SwimTrack *
fake_image_find_track (FakeImage *fake, const char *name)
{
  for (guint i = 0; i < fake->home.tracks->len; i++)
    {
      SwimTrack *track = g_ptr_array_index (fake->home.tracks, i);

      if (track->into == NULL && g_strcmp0 (track->name, name) == 0)
        return track;
    }
  return NULL;
}
