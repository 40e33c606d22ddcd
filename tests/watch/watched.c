/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small program to be watched: its argument names what it does, most of it in a callback of a
 * main loop. It writes the address of the function that does it, so that a test can look for it. */
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "watch/watched.h"

char *watched_file;

static gboolean
on_quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
run_for_a_while (GMainContext *context)
{
  GMainLoop *loop = g_main_loop_new (context, FALSE);
  GSource *source = g_timeout_source_new (WATCHED_MS);

  g_source_set_callback (source, on_quit, loop, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

static void
act_nested (void)
{
  run_for_a_while (NULL);
}

static void
act_private (void)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  run_for_a_while (context);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static void run (WatchedAct act);

static void
act_fork (void)
{
  pid_t child = fork ();

  if (child == 0)
    {
      run_for_a_while (NULL);
      run (watched_call ("usleep"));
      exit (EXIT_SUCCESS);
    }
  if (waitpid (child, NULL, 0) != child)
    abort ();
}

static void
act_exec (void)
{
  watched_sleep ();
  execl ("/proc/self/exe", "watched", "usleep", watched_file, NULL);
  abort ();
}

/* Two functions that call the same one, with the same depth of the stack. */
static __attribute__ ((noinline)) void
nap (void)
{
  usleep (100);
  __asm__ volatile("");
}

static __attribute__ ((noinline)) void
twin (void)
{
  nap ();
  __asm__ volatile("");
}

static __attribute__ ((noinline)) void
other_twin (void)
{
  nap ();
  __asm__ volatile("" ::: "memory");
}

static void
act_twins (void)
{
  for (unsigned i = 0; i < WATCHED_TWINS; i++)
    {
      twin ();
      other_twin ();
    }
}

static void
act_twins_elsewhere (void)
{
  static char stack[WATCHED_STACK] __attribute__ ((aligned (4096)));
  static ucontext_t here, there;

  if (getcontext (&there) < 0)
    abort ();
  there.uc_stack = (stack_t){ .ss_sp = stack, .ss_size = sizeof stack };
  there.uc_link = &here;
  makecontext (&there, act_twins, 0);
  if (swapcontext (&here, &there) < 0)
    abort ();
}

static gboolean
on_act (gpointer data)
{
  ((WatchedAct) data) ();
  return G_SOURCE_REMOVE;
}

static void
run_in (GMainContext *context, WatchedAct act)
{
  GMainLoop *loop = g_main_loop_new (context, FALSE);
  GSource *source = g_idle_source_new ();
  GSource *quit = g_idle_source_new ();

  g_source_set_callback (source, on_act, (gpointer) act, NULL);
  g_source_set_callback (quit, on_quit, loop, NULL);
  /* Of sources with a high priority, GLib does not poll the context first. */
  g_source_set_priority (quit, G_PRIORITY_LOW);
  g_source_attach (quit, context);
  g_source_attach (source, context);
  g_main_loop_run (loop);
  g_source_unref (source);
  g_source_unref (quit);
  g_main_loop_unref (loop);
}

static void
run (WatchedAct act)
{
  run_in (NULL, act);
}

static void
pause_between (void)
{
  for (unsigned i = 0; i < WATCHED_PAUSE; i++)
    watched_sleep ();
}

static void
run_two_loops (WatchedAct act)
{
  act_private ();
  pause_between ();
  run (act);
  pause_between ();
  run (act);
}

static void *
iterate_in_thread (void *data)
{
  for (unsigned i = 0; i < WATCHED_FILES; i++)
    g_main_context_iteration (data, FALSE);
  return NULL;
}

/* Two threads serve one context by turns, which never waits long. */
static void
run_shared (WatchedAct act)
{
  pthread_t thread;

  for (unsigned i = 0; i < WATCHED_AT_ONCE; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      pthread_create (&thread, NULL, iterate_in_thread, NULL);
      act ();
      pthread_join (thread, NULL);
    }
}

static void
run_blocked (WatchedAct act)
{
  sigset_t all;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, NULL);
  run (act);
}

static void
run_closed (WatchedAct act)
{
  fflush (stdout);
  for (int fd = 3; fd < 1024; fd++)
    close (fd);
  run (act);
}

static gboolean
on_turn (gpointer data)
{
  unsigned *left = data;

  access ("/", R_OK);
  return --*left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
run_turns (WatchedAct act)
{
  unsigned left = WATCHED_TURNS;

  g_idle_add (on_turn, &left);
  run (act);
}

static void *
run_thread (void *data)
{
  GMainContext *context = g_main_context_new ();

  run_in (context, (WatchedAct) data);
  g_main_context_unref (context);
  return NULL;
}

static void
run_threads (WatchedAct act)
{
  pthread_t threads[WATCHED_AT_ONCE];

  for (unsigned n = 0; n < WATCHED_THREADS; n += WATCHED_AT_ONCE)
    {
      for (unsigned i = 0; i < WATCHED_AT_ONCE; i++)
        if (pthread_create (&threads[i], NULL, run_thread, (void *) act) != 0)
          abort ();
      for (unsigned i = 0; i < WATCHED_AT_ONCE; i++)
        pthread_join (threads[i], NULL);
      /* The parent is to take what they told. */
      watched_sleep ();
    }
}

static const struct
{
  const char *name;
  void (*run) (WatchedAct act);
  WatchedAct act; /* NULL: to sleep */
} ACTS[] = {
  { "nested", run, act_nested },
  { "private", run, act_private },
  { "fork", run, act_fork },
  { "exec", run, act_exec },
  { "twins", run, act_twins },
  { "twins-elsewhere", run, act_twins_elsewhere },
  { "two-loops", run_two_loops, NULL },
  { "shared", run_shared, NULL },
  { "blocked", run_blocked, NULL },
  { "closed", run_closed, NULL },
  { "turns", run_turns, NULL },
  { "threads", run_threads, NULL },
};

static void
do_act (void (*run_act) (WatchedAct act), WatchedAct act)
{
  printf ("%p\n", (void *) act);
  fflush (stdout);
  run_act (act);
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";
  WatchedAct act = watched_call (name);

  watched_file = argc > 2 ? argv[2] : NULL;
  if (act == NULL)
    act = watched_fault (name);
  for (size_t i = 0; act == NULL && i < G_N_ELEMENTS (ACTS); i++)
    if (strcmp (name, ACTS[i].name) == 0)
      {
        do_act (ACTS[i].run, ACTS[i].act != NULL ? ACTS[i].act : watched_call ("usleep"));
        return EXIT_SUCCESS;
      }
  if (act == NULL)
    {
      fprintf (stderr, "usage: watched ACT FILE\n");
      return EXIT_FAILURE;
    }
  do_act (run, act);
  return EXIT_SUCCESS;
}
