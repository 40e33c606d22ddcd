/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a watched process writes to the memory that it shares with us: any bytes at any place of its
 * region, between one look of ours and the next. */
#include "config.h"

#include "swim-fuzz.h"

#ifdef HAVE_WATCH
#include <string.h>
#include <sys/mman.h>

#include "loop/clock.h"
#include "watch/process.h"
#include "watch/region.h"

/* The parts that the bytes of an input go to; each but the last two begins with where in it. */
enum
{
  PART_IMAGE,
  PART_THREADS,
  PART_MODULES,
  PART_SITES,
  PART_RING,   /* appended to that of the first thread */
  PART_RECORD, /* the same, with times that can be */
  PART_DRAIN,
  N_PARTS
};

#define MOST_BYTES 4096

static const gsize offsets[] = { 0, SWIM_WATCH_THREADS_AT, SWIM_WATCH_MODULES_AT,
                                 SWIM_WATCH_SITES_AT };

static guint8 *bytes;
static gint64 begun;

static SwimWatchThread *
get_thread (void)
{
  return (SwimWatchThread *) (bytes + SWIM_WATCH_THREADS_AT);
}

static void
append (const guint8 *data, gsize size)
{
  SwimWatchThread *thread = get_thread ();

  for (gsize i = 0; i < size; i++)
    bytes[SWIM_WATCH_RINGS_AT + thread->head++ % SWIM_WATCH_RING_BYTES] = data[i];
}

/* Three numbers: kind and flags, when, and for how long. */
static void
append_record (const guint8 *data, gsize size)
{
  SwimWatchTurn turn = { .head = { SWIM_WATCH_TURN, sizeof turn, 1 } };
  SwimWatchContext context = { .head = { SWIM_WATCH_CONTEXT, sizeof context, 1 } };

  if (size < 4)
    return;
  turn.head.context = context.head.context = data[1];
  turn.flags = data[0] >> 1;
  context.at = turn.start = (guint64) begun + data[2] * G_GUINT64_CONSTANT (1000000);
  turn.end = turn.start + data[3] * G_GUINT64_CONSTANT (1000000);
  if ((data[0] & 1) != 0)
    append ((const guint8 *) &context, sizeof context);
  else
    append ((const guint8 *) &turn, sizeof turn);
}

static void
write_part (guint part, const guint8 *data, gsize size)
{
  gsize at;

  if (part == PART_RING)
    append (data, size);
  else if (part == PART_RECORD)
    append_record (data, size);
  if (part > PART_SITES || size < 2)
    return;
  at = (gsize) data[0] << 8 | data[1];
  memcpy (bytes + offsets[part] + at % 16384, data + 2, size - 2);
}

/* A part, two bytes of length, and what is to be written there, again and again. */
static void
run (SwimProcess *process, const guint8 *data, gsize size)
{
  while (size >= 3)
    {
      guint part = data[0] % N_PARTS;
      gsize length = MIN (((gsize) data[1] << 8 | data[2]) % MOST_BYTES, size - 3);

      write_part (part, data + 3, length);
      if (part == PART_DRAIN)
        swim_process_drain (process);
      data += 3 + length;
      size -= 3 + length;
    }
}

static void
check (const SwimWatchHome *home)
{
  for (guint i = 0; i < home->tracks->len; i++)
    {
      const SwimTrack *track = g_ptr_array_index (home->tracks, i);

      g_assert (track->into != NULL || (track->name != NULL && track->wall >= 0));
    }
}

void
swim_fuzz_watch_region (const guint8 *data, gsize size)
{
  SwimWatchHome home = {
    .started = 1,
    .stall_ns = 20000000,
    .stalls = swim_stall_list_new (),
    .tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_track_free),
    .rule_uses = g_new0 (guint64, 1),
    .notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  SwimProcess *process;

  bytes = mmap (NULL, SWIM_WATCH_REGION_BYTES, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  g_assert (bytes != MAP_FAILED);
  begun = MAX (swim_clock_ns () - G_GINT64_CONSTANT (10000000000), 1);
  ((SwimWatchImage *) bytes)->state = SWIM_WATCH_IMAGE_RUNNING;
  get_thread ()->state = SWIM_WATCH_THREAD_RUNNING;
  process = swim_process_new (bytes, 0, &home);
  run (process, data, size);
  swim_process_end (process, swim_clock_ns ());
  check (&home);
  swim_process_free (process);
  swim_stall_list_free (home.stalls);
  g_ptr_array_unref (home.tracks);
  g_free (home.rule_uses);
  g_hash_table_unref (home.notes);
  munmap (bytes, SWIM_WATCH_REGION_BYTES);
}

#else

void
swim_fuzz_watch_region (const guint8 *data, gsize size)
{
}

#endif
