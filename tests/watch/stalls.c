/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that blocks its main loop once in each way that it is told, each in a function of its
 * own, and writes how long that was, in ns, and the line of the call.
 *
 * usage: stalls NAME… */
#include <fcntl.h>
#include <gio/gio.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STALL_US 100000

static GMainLoop *loop;
static char **next;
static int line; /* of the call */

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
nap (void)
{
  line = __LINE__ + 1;
  g_usleep (STALL_US);
}

/* Another process has the lock, and says so, for as long as the stall is to last. */
static void
cache_lock (void)
{
  char path[] = "/tmp/swimlane-stalls-XXXXXX";
  int fd = mkstemp (path);
  int ready[2];
  char byte;

  if (pipe (ready) < 0)
    abort ();
  if (fork () == 0)
    {
      int mine = open (path, O_RDWR);

      flock (mine, LOCK_EX);
      if (write (ready[1], "", 1) == 1)
        usleep (STALL_US);
      _exit (0);
    }
  if (read (ready[0], &byte, 1) < 0)
    abort ();
  line = __LINE__ + 1;
  flock (fd, LOCK_EX);
  wait (NULL);
  unlink (path);
}

/* What another thread does after that time. */
static gpointer
write_late (gpointer fd)
{
  g_usleep (STALL_US);
  if (write (GPOINTER_TO_INT (fd), "\n", 1) != 1)
    abort ();
  close (GPOINTER_TO_INT (fd));
  return NULL;
}

static void
read_pipe (void)
{
  int ends[2];
  char byte;
  GThread *thread;

  if (pipe (ends) < 0)
    abort ();
  thread = g_thread_new ("writer", write_late, GINT_TO_POINTER (ends[1]));
  line = __LINE__ + 1;
  if (read (ends[0], &byte, 1) != 1)
    abort ();
  g_thread_join (thread);
}

static void
read_line (void)
{
  int ends[2];
  char text[8];
  FILE *file;
  GThread *thread;

  if (pipe (ends) < 0)
    abort ();
  file = fdopen (ends[0], "r");
  thread = g_thread_new ("writer", write_late, GINT_TO_POINTER (ends[1]));
  line = __LINE__ + 1;
  if (fgets (text, sizeof text, file) == NULL)
    abort ();
  g_thread_join (thread);
  fclose (file);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int signalled;

static gpointer
signal_late (gpointer data)
{
  g_usleep (STALL_US);
  pthread_mutex_lock (&mutex);
  signalled = 1;
  pthread_cond_signal (&cond);
  pthread_mutex_unlock (&mutex);
  return data;
}

static void
wait_for_worker (void)
{
  GThread *thread = g_thread_new ("worker", signal_late, NULL);

  pthread_mutex_lock (&mutex);
  while (!signalled)
    {
      line = __LINE__ + 1;
      pthread_cond_wait (&cond, &mutex);
    }
  pthread_mutex_unlock (&mutex);
  g_thread_join (thread);
}

static void
wait_for_child (void)
{
  pid_t child = fork ();

  if (child == 0)
    {
      usleep (STALL_US);
      _exit (0);
    }
  line = __LINE__ + 1;
  waitpid (child, NULL, 0);
}

#ifdef __x86_64__
/* By an instruction of its own, so that no function of libc is called. */
static void
sleep_inline (void)
{
  struct timespec time = { .tv_nsec = STALL_US * 1000 };
  long result;

  line = __LINE__ + 1;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "0"((long) SYS_nanosleep), "D"(&time), "S"(NULL)
                   : "rcx", "r11", "memory");
}
#endif

static void
compute_thumbnail (void)
{
  gint64 until = now_ns () + STALL_US * 1000;

  line = __LINE__ + 1;
  while (now_ns () < until)
    ;
}

static const struct
{
  const char *name;
  void (*act) (void);
} acts[] = {
  { "nap", nap },
  { "cache_lock", cache_lock },
  { "read_pipe", read_pipe },
  { "read_line", read_line },
  { "wait_for_worker", wait_for_worker },
  { "wait_for_child", wait_for_child },
#ifdef __x86_64__
  { "sleep_inline", sleep_inline },
#endif
  { "compute_thumbnail", compute_thumbnail },
};

static gboolean
act (gpointer data)
{
  if (*next == NULL)
    {
      g_main_loop_quit (loop);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (acts[i].name, *next) == 0)
      {
        gint64 began = now_ns ();

        acts[i].act ();
        printf ("%s %" G_GINT64_FORMAT " %d\n", *next, now_ns () - began, line);
      }
  next++;
  return TRUE;
}

int
main (int argc, char **argv)
{
  loop = g_main_loop_new (NULL, FALSE);
  next = argv + 1;
  g_timeout_add (5, act, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return 0;
}
