/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that leaves its loops in ways that a watch is to tell from one another: its argument
 * names one. In the end it writes when the work of the last turn began, to when that went on at
 * least, when the loop had been left, and a moment between two loops, in ns. */
#include <dlfcn.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watch/watched.h"

#define WATCHED_NS (WATCHED_MS * G_GINT64_CONSTANT (1000000))

static GMainLoop *loop;
static gint64 began;
static gint64 ended;
static gint64 left;   /* 0: it was not */
static gint64 paused; /* when no loop ran; 0: no such moment */

/* As the program is linked with them, or as bindings find them. */
static void (*run_loop) (GMainLoop *loop) = g_main_loop_run;
static gboolean (*iterate_context) (GMainContext *context,
                                    gboolean may_block) = g_main_context_iteration;

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
compute (void)
{
  gint64 until = now_ns () + WATCHED_NS;

  while (now_ns () < until)
    ;
}

/* It lasts that long at least, and what comes after it may take no time. */
static void
sleep_in_turn (void)
{
  gint64 start = now_ns ();

  watched_sleep ();
  ended = start + WATCHED_NS;
}

/* What is done after a loop must not be counted, so it is another call. */
static void
work_outside (void)
{
  for (unsigned i = 0; i < 3; i++)
    {
      compute ();
      if (access ("/", R_OK) != 0)
        abort ();
    }
}

static void
say (void)
{
  printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
          began, ended, left, paused);
  fflush (stdout);
}

static gboolean
block_and_quit (gpointer data)
{
  began = now_ns ();
  sleep_in_turn ();
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
compute_and_quit (gpointer data)
{
  began = now_ns ();
  compute ();
  ended = now_ns ();
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
quit_and_block (gpointer data)
{
  began = now_ns ();
  g_main_loop_quit (data);
  sleep_in_turn ();
  return G_SOURCE_REMOVE;
}

static gboolean
block_only (gpointer data)
{
  gboolean *is_done = data;

  began = now_ns ();
  sleep_in_turn ();
  *is_done = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
compute_only (gpointer data)
{
  gboolean *is_done = data;

  began = now_ns ();
  compute ();
  ended = now_ns ();
  *is_done = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
compute_and_quit_application (gpointer data)
{
  began = now_ns ();
  compute ();
  ended = now_ns ();
  g_application_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
exit_at_once (gpointer data)
{
  began = now_ns ();
  compute ();
  ended = now_ns ();
  exit (EXIT_SUCCESS);
}

static gboolean
exit_without_handlers (gpointer data)
{
  began = now_ns ();
  ended = began + WATCHED_NS;
  say ();
  compute ();
  _exit (EXIT_SUCCESS);
}

static void
add (GMainContext *context, GSourceFunc work, gpointer data)
{
  GSource *source = g_timeout_source_new (WATCHED_MS);

  g_source_set_callback (source, work, data, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

static void
run_in (GMainContext *context, GSourceFunc work)
{
  GMainLoop *one = g_main_loop_new (context, FALSE);

  add (context, work, one);
  run_loop (one);
  left = now_ns ();
  g_main_loop_unref (one);
}

static void
run (GSourceFunc work)
{
  run_in (NULL, work);
  work_outside ();
}

static void
run_thrice (GSourceFunc work)
{
  for (unsigned i = 0; i < 3; i++)
    {
      run_in (NULL, work);
      work_outside ();
      paused = i == 0 ? now_ns () : paused;
      work_outside ();
    }
}

/* All are left at the same places of the program, and no call is made between. */
static void
run_thrice_computing (GSourceFunc work)
{
  for (unsigned i = 0; i < 3; i++)
    {
      run_in (NULL, work);
      compute ();
      paused = i == 0 ? now_ns () : paused;
      compute ();
    }
}

static GSourceFunc inner_work;

/* The turn goes on after the loop inside of it. */
static gboolean
run_inside (gpointer data)
{
  GMainContext *context = data;
  gint64 start = now_ns ();

  run_in (context, inner_work);
  began = start;
  sleep_in_turn ();
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
run_around (GMainContext *context, GSourceFunc work)
{
  inner_work = work;
  loop = g_main_loop_new (NULL, FALSE);
  add (NULL, run_inside, context);
  run_loop (loop);
  left = now_ns ();
  g_main_loop_unref (loop);
  work_outside ();
}

static void
run_nested (GSourceFunc work)
{
  run_around (NULL, work);
}

static void
run_private (GSourceFunc work)
{
  GMainContext *context = g_main_context_new ();

  run_around (context, work);
  g_main_context_unref (context);
}

static gpointer
run_thread (gpointer data)
{
  GMainContext *context = g_main_context_new ();

  run_in (context, (GSourceFunc) data);
  work_outside ();
  g_main_context_unref (context);
  return NULL;
}

static void
run_in_thread (GSourceFunc work)
{
  g_thread_join (g_thread_new ("worker", run_thread, (gpointer) work));
}

/* The work after an iteration is the loop's as long as another follows. */
static void
iterate (GSourceFunc work)
{
  gboolean is_done = FALSE;

  add (NULL, work, &is_done);
  while (!is_done)
    {
      if (rmdir ("/") == 0)
        abort ();
      iterate_context (NULL, TRUE);
    }
  left = now_ns ();
  work_outside ();
}

static void
iterate_once (GSourceFunc work)
{
  gboolean is_done = FALSE;

  add (NULL, work, &is_done);
  iterate_context (NULL, TRUE);
  left = now_ns ();
  work_outside ();
}

static void
on_activate (GApplication *application, gpointer work)
{
  g_application_hold (application);
  add (NULL, (GSourceFunc) work, application);
}

static void
on_shutdown (void)
{
  left = now_ns ();
  work_outside ();
}

static void
run_application (GSourceFunc work)
{
  g_autoptr (GApplication) application =
      g_application_new ("net.swimlane.LastTurns", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), (gpointer) work);
  g_signal_connect (application, "shutdown", G_CALLBACK (on_shutdown), NULL);
  g_application_run (application, 0, NULL);
}

static void
run_to_exit (GSourceFunc work)
{
  atexit (say);
  atexit (work_outside);
  run_in (NULL, work);
}

static const struct
{
  const char *name;
  void (*run) (GSourceFunc work);
  GSourceFunc work;
} ACTS[] = {
  { "block", run, block_and_quit },
  { "compute", run, compute_and_quit },
  { "quit-first", run, quit_and_block },
  { "thrice", run_thrice, block_and_quit },
  { "thrice-computing", run_thrice_computing, block_and_quit },
  { "nested", run_nested, block_and_quit },
  { "private", run_private, block_and_quit },
  { "thread", run_in_thread, block_and_quit },
  { "iterate", iterate, block_only },
  { "iterate-once", iterate_once, block_only },
  { "iterate-computing", iterate, compute_only },
  { "application", run_application, compute_and_quit_application },
  { "exit", run_to_exit, exit_at_once },
  { "_exit", run, exit_without_handlers },
};

static void
find_functions (void)
{
  void *library = dlopen ("libglib-2.0.so.0", RTLD_LAZY);

  run_loop = (__typeof__ (run_loop)) dlsym (library, "g_main_loop_run");
  iterate_context = (__typeof__ (iterate_context)) dlsym (library, "g_main_context_iteration");
}

int
main (int argc, char **argv)
{
  if (argc > 2 && strcmp (argv[2], "dlsym") == 0)
    find_functions ();
  for (size_t i = 0; i < G_N_ELEMENTS (ACTS); i++)
    if (argc > 1 && strcmp (argv[1], ACTS[i].name) == 0)
      {
        ACTS[i].run (ACTS[i].work);
        say ();
        return EXIT_SUCCESS;
      }
  fprintf (stderr, "usage: last-turns ACT [dlsym]\n");
  return EXIT_FAILURE;
}
