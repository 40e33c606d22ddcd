/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GLib program for the cost of being watched: a main loop that handles so many events, one a
 * turn, each with so much counting. An idle source has them come one after the other; with a period
 * they come by a timer, as in a program that waits most of its time.
 *
 * usage: bench-turns TURNS COUNT [PERIOD], in ms */
#include "config.h"

#include <glib.h>
#include <stdlib.h>

#include "spin.h"

typedef struct
{
  GMainLoop *loop;
  gulong turns;
  gulong count;
} Bench;

static gboolean
on_turn (gpointer data)
{
  Bench *bench = data;

  spin (bench->count);
  if (--bench->turns > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (bench->loop);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  Bench bench = { g_main_loop_new (NULL, FALSE), 0, 0 };

  if (argc != 3 && argc != 4)
    return 2;
  bench.turns = strtoul (argv[1], NULL, 10);
  bench.count = strtoul (argv[2], NULL, 10);
  if (argc == 4)
    g_timeout_add ((guint) strtoul (argv[3], NULL, 10), on_turn, &bench);
  else
    g_idle_add (on_turn, &bench);
  g_main_loop_run (bench.loop);
  g_main_loop_unref (bench.loop);
  return 0;
}
