/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How late the timeouts of a main context are: prints the median, the 90th and the 99th percentile
 * of the lateness of TIMEOUTS of 2 ms each, in µs. With arguments, it compares itself alone with
 * itself under that command, in turns, by the median of the rounds.
 *
 * usage: bench-timers [ROUNDS COMMAND…]      such as: bench-timers 9 src/swimlane watch -q -- */
#include "config.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#define TIMEOUTS 500
#define INTERVAL_MS 2
#define N_FIGURES 3

static const double FRACTIONS[N_FIGURES] = { 0.5, 0.9, 0.99 };

typedef struct
{
  GMainLoop *loop;
  unsigned n;
  gint64 due;
  double late[TIMEOUTS];
} Timers;

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void add_timeout (Timers *timers);

static gboolean
on_timeout (gpointer data)
{
  Timers *timers = data;

  timers->late[timers->n++] = (double) (g_get_monotonic_time () - timers->due);
  if (timers->n < TIMEOUTS)
    add_timeout (timers);
  else
    g_main_loop_quit (timers->loop);
  return G_SOURCE_REMOVE;
}

static void
add_timeout (Timers *timers)
{
  g_autoptr (GSource) source = g_timeout_source_new (INTERVAL_MS);

  g_source_set_callback (source, on_timeout, timers, NULL);
  g_source_attach (source, g_main_loop_get_context (timers->loop));
  timers->due = g_source_get_ready_time (source);
}

static int
run_timers (void)
{
  static Timers timers;

  timers.loop = g_main_loop_new (NULL, FALSE);
  add_timeout (&timers);
  g_main_loop_run (timers.loop);
  g_main_loop_unref (timers.loop);
  qsort (timers.late, TIMEOUTS, sizeof timers.late[0], compare);
  for (unsigned i = 0; i < N_FIGURES; i++)
    printf ("%.0f ", timers.late[(size_t) (FRACTIONS[i] * (TIMEOUTS - 1))]);
  return EXIT_SUCCESS;
}

/* Adds a round to the figures. */
static void
run_child (char **command, int n, GArray *figures[N_FIGURES])
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *out = NULL;
  char *next;

  for (int i = 0; i < n; i++)
    g_ptr_array_add (argv, command[i]);
  g_ptr_array_add (argv, self);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
                     NULL, NULL))
    abort ();
  next = out;
  for (unsigned i = 0; i < N_FIGURES; i++)
    {
      double figure = g_ascii_strtod (next, &next);

      g_array_append_val (figures[i], figure);
    }
}

static double
median (GArray *figures)
{
  g_array_sort (figures, compare);
  return g_array_index (figures, double, (figures->len - 1) / 2);
}

int
main (int argc, char **argv)
{
  GArray *figures[2][N_FIGURES];

  if (argc < 3)
    return run_timers ();
  for (unsigned way = 0; way < 2; way++)
    for (unsigned i = 0; i < N_FIGURES; i++)
      figures[way][i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (int round = 0; round < atoi (argv[1]); round++)
    {
      run_child (NULL, 0, figures[0]);
      run_child (argv + 2, argc - 2, figures[1]);
    }
  printf ("GLib %u.%u, µs late\n%-8s %8s %8s\n", glib_major_version, glib_minor_version, "",
          "plain", "watched");
  for (unsigned i = 0; i < N_FIGURES; i++)
    {
      double plain = median (figures[0][i]);

      printf ("%6.0f %% %8.0f %+8.0f\n", FRACTIONS[i] * 100, plain, median (figures[1][i]) - plain);
      g_array_unref (figures[0][i]);
      g_array_unref (figures[1][i]);
    }
  return EXIT_SUCCESS;
}
