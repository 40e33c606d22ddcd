/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/preload-fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAPPED_BYTES (SWIM_WATCH_HUB_BYTES + PRELOAD_REGIONS * SWIM_WATCH_REGION_BYTES)

static char *
library_path (void)
{
  const char *program = g_getenv ("SWIMLANE");
  g_autofree char *folder =
      program != NULL ? g_path_get_dirname (program) : g_canonicalize_filename ("src", NULL);

  return g_build_filename (folder, "preload", ".libs", "swimlane-watch.so", NULL);
}

gboolean
preload_is_possible (void)
{
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  puts ("1..0 # SKIP a library cannot be loaded before a sanitizer");
  return FALSE;
#else
  g_autofree char *path = library_path ();

  if (access (path, R_OK) == 0)
    return TRUE;
  printf ("1..0 # SKIP no %s\n", path);
  return FALSE;
#endif
}

SwimWatchHub *
preload_hub (Preload *preload)
{
  return (SwimWatchHub *) (void *) preload->map;
}

SwimWatchImage *
preload_image (Preload *preload, unsigned image)
{
  ck_assert_uint_lt (image, PRELOAD_REGIONS);
  return (SwimWatchImage *) (void *) (preload->map + SWIM_WATCH_HUB_BYTES
                                      + image * SWIM_WATCH_REGION_BYTES);
}

static SwimWatchThread *
thread_at (Preload *preload, unsigned image, unsigned thread)
{
  unsigned char *region = (unsigned char *) preload_image (preload, image);

  return (SwimWatchThread *) (void *) (region + SWIM_WATCH_THREADS_AT) + thread;
}

const SwimWatchThread *
preload_thread (Preload *preload, unsigned image, unsigned thread)
{
  return thread_at (preload, image, thread);
}

static const SwimWatchSite *
site_at (Preload *preload, unsigned image, uint32_t site)
{
  unsigned char *region = (unsigned char *) preload_image (preload, image);

  ck_assert_uint_lt (site, SWIM_WATCH_SITES);
  return (SwimWatchSite *) (void *) (region + SWIM_WATCH_SITES_AT) + site;
}

static void
take_turn (Preload *preload, unsigned image, int32_t tid, const SwimWatchTurn *record)
{
  PreloadTurn *turn = g_new0 (PreloadTurn, 1);

  ck_assert_uint_eq (record->head.bytes,
                     sizeof *record + record->n_calls * sizeof record->calls[0]);
  *turn = (PreloadTurn){ image,
                         tid,
                         record->head.context,
                         record->start,
                         record->end,
                         record->flags,
                         g_array_new (FALSE, FALSE, sizeof (SwimWatchCalls)) };
  g_array_append_vals (turn->calls, record->calls, record->n_calls);
  g_ptr_array_add (preload->turns, turn);
}

static void
drain_thread (Preload *preload, unsigned image, unsigned slot)
{
  SwimWatchThread *thread = thread_at (preload, image, slot);
  const unsigned char *ring = (unsigned char *) preload_image (preload, image) + SWIM_WATCH_RINGS_AT
                              + slot * SWIM_WATCH_RING_BYTES;
  uint32_t state = __atomic_load_n (&thread->state, __ATOMIC_ACQUIRE);
  uint64_t head = __atomic_load_n (&thread->head, __ATOMIC_ACQUIRE);
  uint64_t tail = thread->tail;

  while (tail < head)
    {
      const void *record = ring + tail % SWIM_WATCH_RING_BYTES;
      const SwimWatchHead *begin = record;

      ck_assert_uint_ge (begin->bytes, sizeof *begin);
      if (begin->kind == SWIM_WATCH_TURN)
        take_turn (preload, image, thread->tid, record);
      else if (begin->kind == SWIM_WATCH_CONTEXT)
        preload->contexts++;
      else if (begin->kind == SWIM_WATCH_CALL)
        {
          PreloadCall call = { image, *(const SwimWatchCall *) record };

          g_array_append_val (preload->calls, call);
        }
      tail += begin->bytes;
    }
  ck_assert_uint_eq (tail, head);
  __atomic_store_n (&thread->tail, tail, __ATOMIC_RELEASE);
  if (state == SWIM_WATCH_THREAD_ENDED)
    __atomic_store_n (&thread->state, SWIM_WATCH_THREAD_FREE, __ATOMIC_RELEASE);
}

static void
drain (Preload *preload)
{
  uint32_t claimed = __atomic_load_n (&preload_hub (preload)->claimed, __ATOMIC_ACQUIRE);

  for (unsigned image = 0; image < MIN (claimed, PRELOAD_REGIONS); image++)
    for (unsigned thread = 0; thread < SWIM_WATCH_THREADS; thread++)
      drain_thread (preload, image, thread);
}

static void
free_turn (gpointer data)
{
  PreloadTurn *turn = data;

  g_array_unref (turn->calls);
  g_free (turn);
}

static Preload *
make (int fd, uint32_t audit)
{
  Preload *preload = g_new0 (Preload, 1);

  ck_assert_int_eq (ftruncate (fd, MAPPED_BYTES), 0);
  preload->bytes = MAPPED_BYTES;
  preload->map = mmap (NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ck_assert_ptr_ne (preload->map, MAP_FAILED);
  preload->turns = g_ptr_array_new_with_free_func (free_turn);
  preload->calls = g_array_new (FALSE, FALSE, sizeof (PreloadCall));
  *preload_hub (preload) = (SwimWatchHub){
    .magic = SWIM_WATCH_MAGIC,
    .version = SWIM_WATCH_VERSION,
    .regions = PRELOAD_REGIONS,
    .region_bytes = SWIM_WATCH_REGION_BYTES,
    .audit = audit,
    .parent = getpid (),
    .long_call_ns = 10 * 1000 * 1000,
  };
  return preload;
}

static char *
read_all (int fd)
{
  GString *text = g_string_new (NULL);
  char data[256];
  ssize_t n;

  while ((n = read (fd, data, sizeof data)) > 0)
    g_string_append_len (text, data, n);
  close (fd);
  return g_string_free (text, FALSE);
}

Preload *
preload_run (uint32_t audit, gboolean is_idle, const char *const *argv)
{
  int fd = memfd_create ("swimlane-watch", MFD_CLOEXEC);
  Preload *preload = make (fd, audit);
  g_autofree char *path = library_path ();
  g_autofree char *hub = g_strdup_printf ("/proc/%d/fd/%d", getpid (), fd);
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) err = NULL;
  GPid pid;
  int out;

  environment = g_environ_setenv (environment, "LD_PRELOAD", path, TRUE);
  environment = g_environ_setenv (environment, SWIM_WATCH_ENVIRONMENT, hub, TRUE);
  g_spawn_async_with_pipes (NULL, (char **) argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                            NULL, &pid, NULL, &out, NULL, &err);
  ck_assert_msg (err == NULL, "%s", err != NULL ? err->message : "");
  while (waitpid (pid, &preload->status, WNOHANG) == 0)
    {
      if (!is_idle)
        drain (preload);
      g_usleep (2000);
    }
  drain (preload);
  preload->out = read_all (out);
  close (fd);
  return preload;
}

void
preload_free (Preload *preload)
{
  munmap (preload->map, preload->bytes);
  g_ptr_array_unref (preload->turns);
  g_array_unref (preload->calls);
  g_free (preload->out);
  g_free (preload);
}

PreloadSum
preload_sum (Preload *preload, unsigned image, SwimWatchFunction function)
{
  g_autofree bool *seen = g_new0 (bool, SWIM_WATCH_SITES);
  PreloadSum sum = { 0 };

  for (unsigned i = 0; i < preload->turns->len; i++)
    {
      const PreloadTurn *turn = preload->turns->pdata[i];

      for (unsigned j = 0; j < turn->calls->len; j++)
        {
          const SwimWatchCalls *calls = &g_array_index (turn->calls, SwimWatchCalls, j);

          if (turn->image != image || (turn->flags & SWIM_WATCH_ENCLOSED) != 0
              || site_at (preload, image, calls->site)->function != function)
            continue;
          sum.site = site_at (preload, image, calls->site);
          sum.n_sites += !seen[calls->site];
          seen[calls->site] = true;
          sum.count += calls->count;
          sum.total_ns += calls->total_ns;
        }
    }
  return sum;
}

const char *
preload_function_name (SwimWatchFunction function)
{
  static const char *const NAMES[] = {
#define SWIM_WATCH_FUNCTION(name, kind) #name,
#include "preload/functions.def"
#undef SWIM_WATCH_FUNCTION
  };

  return function < SWIM_WATCH_N_FUNCTIONS ? NAMES[function] : "?";
}
