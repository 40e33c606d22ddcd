/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program with a main loop that waits for its test: the first argument names what it does. */
#include <dlfcn.h>
#include <glib-unix.h>
#include <glib.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static GMainLoop *loop;
static int status;
static int number; /* the second argument */

static void
say (const char *word)
{
  puts (word);
  fflush (stdout);
}

static gboolean
on_ready (gpointer unused)
{
  say ("ready");
  return G_SOURCE_REMOVE;
}

static gboolean
on_quit (gpointer unused)
{
  status = number;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_hang (gpointer unused)
{
  say ("ready");
  while (pause () != 0)
    continue;
  return G_SOURCE_REMOVE;
}

static gboolean
on_stall (gpointer unused)
{
  usleep ((useconds_t) number * 1000);
  g_timeout_add (10, on_quit, NULL);
  number = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_compute (gpointer unused)
{
  gint64 until = g_get_monotonic_time () + number * 1000;

  while (g_get_monotonic_time () < until)
    continue;
  g_timeout_add (10, on_quit, NULL);
  number = 0;
  return G_SOURCE_REMOVE;
}

/* Finds no program in so many folders that it takes long, and computes after that. */
static gboolean
on_search (gpointer unused)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (int i = 0; i < 500000; i++)
    g_string_append (path, "x:");
  g_setenv ("PATH", path->str, TRUE);
  execlp ("none", "none", NULL);
  g_timeout_add (10, on_compute, NULL);
  return G_SOURCE_REMOVE;
}

/* After so many ms in short calls. */
static gboolean
on_crash (gpointer unused)
{
  for (int i = 0; i < number / 5; i++)
    usleep (5000);
  signal (SIGABRT, SIG_DFL);
  abort ();
}

/* In calls that are too short to be told one by one. */
static gboolean
on_rattle (gpointer unused)
{
  gint64 until = g_get_monotonic_time () + number * 1000;

  while (g_get_monotonic_time () < until)
    usleep (100);
  number = 0;
  return on_crash (NULL);
}

static gboolean
on_signal (gpointer name)
{
  say (name);
  status = 7;
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_ignored_signal (gpointer name)
{
  say (name);
  return G_SOURCE_CONTINUE;
}

static void
handle (GSourceFunc func)
{
  g_unix_signal_add (SIGINT, func, (gpointer) "INT");
  g_unix_signal_add (SIGTERM, func, (gpointer) "TERM");
  g_unix_signal_add (SIGHUP, func, (gpointer) "HUP");
}

static void
show_inherited (void)
{
  sigset_t mask;

  sigprocmask (SIG_SETMASK, NULL, &mask);
  for (int i = 1; i < 32; i++)
    {
      struct sigaction action;

      sigaction (i, NULL, &action);
      if (sigismember (&mask, i))
        printf ("blocked %d\n", i);
      if (action.sa_handler == SIG_IGN)
        printf ("ignored %d\n", i);
    }
  printf ("resolver %s\n", g_getenv ("GIO_USE_PROXY_RESOLVER") != NULL ? "set" : "unset");
  printf ("preload %s\n", g_getenv ("LD_PRELOAD"));
  printf ("group %s\n", getpgrp () == getpgid (getppid ()) ? "shared" : "own");
}

/* The loop is that of a grandchild, which nobody waits for. */
static void
become_daemon (void)
{
  if (fork () != 0)
    _exit (0);
  setsid ();
  if (fork () != 0)
    _exit (0);
}

static gboolean
on_help (G_GNUC_UNUSED gpointer data)
{
  usleep (60000000);
  return FALSE;
}

static gpointer
help (G_GNUC_UNUSED gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) helping = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) source = g_timeout_source_new (1);

  g_source_set_callback (source, on_help, NULL, NULL);
  g_source_attach (source, context);
  g_main_loop_run (helping);
  return NULL;
}

/* The loop of a thread runs long before the main one, and is held until the end. */
static void
get_help (void)
{
  g_thread_unref (g_thread_new ("helper", help, NULL));
  usleep (200000);
}

/* What dlerror () tells is lost by other calls of its kind alone. The functions between are called
 * for the first time. */
static void
show_dlerror (void)
{
  g_autofree char *copy = NULL;
  const char *error;

  dlopen ("/none/none.so", RTLD_NOW);
  errno = lockf (-1, F_TEST, 0);
  error = dlerror ();
  copy = g_strdup (error);
  errno = tcdrain (-1);
  say (copy != NULL && strstr (copy, "/none/none.so") != NULL ? "dlerror told" : "dlerror lost");
  say (g_strcmp0 (copy, error) == 0 ? "dlerror kept" : "dlerror changed");
  dlopen ("/none/none.so", RTLD_NOW);
  errno = rmdir ("/none/none");
  say (dlsym (RTLD_DEFAULT, "malloc") != NULL && dlerror () == NULL ? "dlerror cleared"
                                                                    : "dlerror stays");
}

/* A child has a loop that stalls, and can open no file: as one that has given up its rights. It has
 * as many descriptors as there are. */
static void
fork_barred (void)
{
  struct rlimit no_more = { 3, 3 };
  pid_t child = fork ();

  if (child != 0)
    {
      waitpid (child, NULL, 0);
      g_timeout_add (30, on_quit, NULL);
      return;
    }
  setrlimit (RLIMIT_NOFILE, &no_more);
  number = 150;
  g_timeout_add (10, on_stall, NULL);
}

/* The first thread ends, after which the kernel shows nothing of the process's memory. */
static gpointer
run_alone (G_GNUC_UNUSED gpointer data)
{
  loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add (10, on_compute, NULL);
  g_main_loop_run (loop);
  exit (0);
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";

  number = argc > 2 ? atoi (argv[2]) : 0;
  if (strcmp (what, "none") == 0)
    return number;
  if (strcmp (what, "unpolled") == 0)
    return g_main_context_default () == NULL;
  if (strcmp (what, "daemon") == 0)
    become_daemon ();
  if (strcmp (what, "helped") == 0)
    get_help ();
  if (strcmp (what, "alone") == 0)
    {
      g_thread_unref (g_thread_new ("alone", run_alone, NULL));
      pthread_exit (NULL);
    }
  loop = g_main_loop_new (NULL, FALSE);
  if (strcmp (what, "inherited") == 0)
    show_inherited ();
  if (strcmp (what, "dlerror") == 0)
    show_dlerror ();
  if (strcmp (what, "handle") == 0)
    handle (on_signal);
  if (strcmp (what, "stubborn") == 0)
    handle (on_ignored_signal);
  if (strcmp (what, "hang") == 0)
    g_timeout_add (1, on_hang, NULL);
  else if (strcmp (what, "stall") == 0)
    g_timeout_add (10, on_stall, NULL);
  else if (strcmp (what, "barred") == 0)
    fork_barred ();
  else if (strcmp (what, "search") == 0)
    g_timeout_add (10, on_search, NULL);
  else if (strcmp (what, "rattle") == 0)
    g_timeout_add (10, on_rattle, NULL);
  else if (strcmp (what, "crash") == 0)
    g_timeout_add (10, on_crash, NULL);
  else if (strcmp (what, "quit") == 0 || strcmp (what, "inherited") == 0
           || strcmp (what, "dlerror") == 0 || strcmp (what, "daemon") == 0
           || strcmp (what, "helped") == 0)
    g_timeout_add (30, on_quit, NULL);
  else
    g_timeout_add (1, on_ready, NULL);
  g_main_loop_run (loop);
  return status;
}
