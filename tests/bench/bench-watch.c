/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs a program to be watched: the same turns and calls without the preloaded library,
 * with it, and with all calls trapped, in turns; of each the best batch of the best round counts,
 * which a busy machine changes little.
 *
 * usage: bench-watch LIBRARY [ROUNDS] */
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "preload/region.h"

#define TURNS 100000
#define CALLS 500000
#define BATCH 500 /* less than a slice of the scheduler's */
#define REGIONS 1
#define MAPPED_BYTES (SWIM_WATCH_HUB_BYTES + REGIONS * SWIM_WATCH_REGION_BYTES)

enum
{
  TURN,
  READ_IN_TURN,
  READ_OUTSIDE,
  MUTEX_IN_TURN,
  MUTEX_OUTSIDE,
  N_FIGURES
};

enum
{
  PLAIN,
  OFF,
  CALLS_ONLY,
  COMPLETE,
  N_WAYS
};

static const char *const FIGURES[] = { "a turn", "a pread of 1 byte in a turn", "the same outside",
                                       "a free mutex in a turn", "the same outside" };

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static double
time_reads (void)
{
  int fd = open ("/proc/self/exe", O_RDONLY);
  double best = G_MAXDOUBLE;
  char byte;

  for (unsigned batch = 0; batch < CALLS / BATCH; batch++)
    {
      gint64 start = now_ns ();

      for (unsigned i = 0; i < BATCH; i++)
        if (pread (fd, &byte, 1, 0) != 1)
          abort ();
      best = MIN (best, (double) (now_ns () - start) / BATCH);
    }
  close (fd);
  return best;
}

static double
time_mutex (void)
{
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  double best = G_MAXDOUBLE;

  for (unsigned batch = 0; batch < CALLS / BATCH; batch++)
    {
      gint64 start = now_ns ();

      for (unsigned i = 0; i < BATCH; i++)
        {
          pthread_mutex_lock (&mutex);
          pthread_mutex_unlock (&mutex);
        }
      best = MIN (best, (double) (now_ns () - start) / BATCH);
    }
  return best;
}

typedef struct
{
  GMainLoop *loop;
  unsigned left;
  gint64 start;
  double figures[N_FIGURES];
} Child;

static gboolean
on_idle (gpointer data)
{
  Child *child = data;

  if (child->left % BATCH == 0)
    {
      gint64 now = now_ns ();

      if (child->left < TURNS)
        child->figures[TURN] = MIN (child->figures[TURN], (double) (now - child->start) / BATCH);
      child->start = now;
    }
  if (child->left-- > 0)
    return G_SOURCE_CONTINUE;
  child->figures[READ_IN_TURN] = time_reads ();
  child->figures[MUTEX_IN_TURN] = time_mutex ();
  g_main_loop_quit (child->loop);
  return G_SOURCE_REMOVE;
}

static int
run_child (void)
{
  Child child = { .loop = g_main_loop_new (NULL, FALSE),
                  .left = TURNS,
                  .figures = { [TURN] = G_MAXDOUBLE } };

  child.figures[READ_OUTSIDE] = time_reads ();
  child.figures[MUTEX_OUTSIDE] = time_mutex ();
  g_idle_add (on_idle, &child);
  g_main_loop_run (child.loop);
  g_main_loop_unref (child.loop);
  for (unsigned i = 0; i < N_FIGURES; i++)
    printf ("%.1f ", child.figures[i]);
  return EXIT_SUCCESS;
}

static unsigned char *
make_hub (int fd, uint32_t audit)
{
  unsigned char *map;

  if (ftruncate (fd, MAPPED_BYTES) != 0)
    abort ();
  map = mmap (NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    abort ();
  *(SwimWatchHub *) (void *) map = (SwimWatchHub){
    .magic = SWIM_WATCH_MAGIC,
    .version = SWIM_WATCH_VERSION,
    .regions = REGIONS,
    .region_bytes = SWIM_WATCH_REGION_BYTES,
    .audit = audit,
    .parent = getpid (),
    .long_call_ns = 1000000000,
  };
  return map;
}

/* The rings are emptied as a parent would do it, unread. */
static void
wait_for (GPid pid, unsigned char *map)
{
  SwimWatchThread *threads = (void *) (map + SWIM_WATCH_HUB_BYTES + SWIM_WATCH_THREADS_AT);

  while (waitpid (pid, NULL, WNOHANG) == 0)
    {
      for (unsigned i = 0; i < SWIM_WATCH_THREADS; i++)
        __atomic_store_n (&threads[i].tail, __atomic_load_n (&threads[i].head, __ATOMIC_ACQUIRE),
                          __ATOMIC_RELEASE);
      g_usleep (10000);
    }
}

static void
run_once (const char *self, const char *library, int way, double figures[N_FIGURES])
{
  const char *argv[] = { self, "--child", NULL };
  int fd = memfd_create ("bench-watch", MFD_CLOEXEC);
  unsigned char *map = make_hub (fd, way == PLAIN ? 0 : (uint32_t) (way - OFF));
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *hub = g_strdup_printf ("/proc/%d/fd/%d", getpid (), fd);
  char text[256] = "";
  char *next = text;
  GPid pid;
  int out;

  environment = g_environ_setenv (environment, SWIM_WATCH_ENVIRONMENT, hub, TRUE);
  if (way != PLAIN)
    environment = g_environ_setenv (environment, "LD_PRELOAD", library, TRUE);
  if (!g_spawn_async_with_pipes (NULL, (char **) argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                 NULL, &pid, NULL, &out, NULL, NULL))
    abort ();
  wait_for (pid, map);
  if (read (out, text, sizeof text - 1) <= 0)
    abort ();
  for (unsigned i = 0; i < N_FIGURES; i++)
    {
      double figure = g_ascii_strtod (next, &next);

      figures[i] = MIN (figures[i], figure);
    }
  close (out);
  close (fd);
  munmap (map, MAPPED_BYTES);
}

int
main (int argc, char **argv)
{
  double figures[N_WAYS][N_FIGURES];
  unsigned rounds = argc > 2 ? (unsigned) atoi (argv[2]) : 5;

  if (argc < 2)
    return EXIT_FAILURE;
  if (strcmp (argv[1], "--child") == 0)
    return run_child ();
  for (unsigned way = 0; way < N_WAYS; way++)
    for (unsigned i = 0; i < N_FIGURES; i++)
      figures[way][i] = G_MAXDOUBLE;
  for (unsigned round = 0; round < rounds; round++)
    for (int way = 0; way < N_WAYS; way++)
      run_once ("/proc/self/exe", argv[1], way, figures[way]);
  printf ("%-30s %8s %8s %8s %8s\n", "ns", "plain", "off", "calls", "complete");
  for (unsigned i = 0; i < N_FIGURES; i++)
    printf ("%-30s %8.0f %+8.0f %+8.0f %+8.0f\n", FIGURES[i], figures[PLAIN][i],
            figures[OFF][i] - figures[PLAIN][i], figures[CALLS_ONLY][i] - figures[PLAIN][i],
            figures[COMPLETE][i] - figures[PLAIN][i]);
  return EXIT_SUCCESS;
}
