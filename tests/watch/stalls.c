/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that blocks its main loop once in each way that it is told, each in a function of its
 * own. It writes for each the longest turn of the loop in it, in ns, and the line of the call; and
 * in the end the turns that were long at all.
 *
 * usage: stalls [before:NAME…] NAME…      before: the loop runs */
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watch/stalls-peers.h"

#define LONG_NS 2000000
#define DOCUMENT_BYTES (64 << 20)
#define RANDOM_BYTES (24 << 20)

static GMainLoop *loop;
static char **next;
static int line;        /* of the call */
static gboolean is_act; /* this turn is that of the act */

static void
nap (void)
{
  line = __LINE__ + 1;
  g_usleep (STALL_US);
}

/* For as long as the stall is to last. */
static gpointer
unlock_late (gpointer fd)
{
  g_usleep (STALL_US);
  close (GPOINTER_TO_INT (fd));
  return NULL;
}

static void
cache_lock (void)
{
  char path[] = "/tmp/swimlane-stalls-XXXXXX";
  int fd = mkstemp (path);
  int owner = open (path, O_RDWR);
  GThread *thread;

  unlink (path);
  if (flock (owner, LOCK_EX) != 0)
    abort ();
  thread = g_thread_new ("owner", unlock_late, GINT_TO_POINTER (owner));
  line = __LINE__ + 1;
  flock (fd, LOCK_EX);
  g_thread_join (thread);
  close (fd);
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
compute (clockid_t clock, gint64 us)
{
  gint64 until = now_ns (clock) + us * 1000;

  while (now_ns (clock) < until)
    ;
}

static void
compute_thumbnail (void)
{
  line = __LINE__ + 1;
  compute (CLOCK_THREAD_CPUTIME_ID, STALL_US);
}

static void
compute_beside_hogs (void)
{
  start_hogs ();
  line = __LINE__ + 1;
  compute (CLOCK_THREAD_CPUTIME_ID, STALL_US / 2);
  stop_hogs ();
}

/* A call that does not wait for anything but the CPU. */
static void
read_beside_hogs (void)
{
  g_autofree char *bytes = g_malloc (RANDOM_BYTES);
  int fd = open ("/dev/urandom", O_RDONLY);

  start_hogs ();
  line = __LINE__ + 1;
  if (read (fd, bytes, RANDOM_BYTES) <= 0)
    abort ();
  stop_hogs ();
  close (fd);
}

/* The other end accepts no connection before the call gives up. */
static void
connect_to_server (void)
{
  struct sockaddr_in address;
  struct timeval limit = { .tv_usec = STALL_US };
  int listener = listen_tcp (&address);
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  line = __LINE__ + 1;
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    abort ();
  close (fd);
  close (listener);
}

static void
connect_to_daemon (void)
{
  struct sockaddr_un address;
  int listener = listen_unix (&address);
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  GThread *thread = g_thread_new ("daemon", accept_late, GINT_TO_POINTER (listener));

  line = __LINE__ + 1;
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    abort ();
  g_thread_join (thread);
  close (fd);
  close (listener);
}

static void
look_up_server (void)
{
  struct addrinfo hints = { .ai_family = AF_INET };
  struct addrinfo *found;

  line = __LINE__ + 1;
  if (getaddrinfo ("server.test.", NULL, &hints, &found) == 0)
    abort ();
}

static int document;

/* Not to the disk. */
static void
write_document (void)
{
  char path[] = "/var/tmp/swimlane-stalls-XXXXXX";
  g_autofree char *bytes = g_malloc0 (DOCUMENT_BYTES);

  document = mkstemp (path);
  if (write (document, bytes, DOCUMENT_BYTES) != DOCUMENT_BYTES)
    abort ();
  unlink (path);
}

static void
save_document (void)
{
  line = __LINE__ + 1;
  fsync (document);
}

static GDBusConnection *service;

static void
find_service (void)
{
  service = connect_to_service ();
}

static void
call_service (void)
{
  g_autoptr (GVariant) answer = NULL;

  line = __LINE__ + 1;
  answer = g_dbus_connection_call_sync (service, NULL, "/", "net.swimlane.Stalls", "Wait", NULL,
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  if (answer == NULL)
    abort ();
}

static void
run_helper (void)
{
  const char *argv[] = { "sleep", "0.1", NULL };

  line = __LINE__ + 1;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
run_for_a_while (GMainContext *context)
{
  GMainLoop *inner = g_main_loop_new (context, FALSE);
  GSource *source = g_timeout_source_new (STALL_US / 1000);

  g_source_set_callback (source, quit, inner, NULL);
  g_source_attach (source, context);
  g_main_loop_run (inner);
  g_source_unref (source);
  g_main_loop_unref (inner);
}

/* A loop inside a callback serves the same context: nothing has to wait. */
static void
open_dialog (void)
{
  line = __LINE__ + 1;
  run_for_a_while (NULL);
}

static void
nap_in_dialog (gpointer data)
{
  is_act = TRUE;
  line = __LINE__ + 1;
  g_usleep (STALL_US);
}

static void
open_dialog_that_naps (void)
{
  g_timeout_add_once (10, nap_in_dialog, NULL);
  run_for_a_while (NULL);
}

static void
run_private_loop (void)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  line = __LINE__ + 1;
  run_for_a_while (context);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static const struct
{
  const char *name; /* the function that waits */
  void (*act) (void);
  void (*prepare) (void); /* before the loop runs */
} acts[] = {
  { "nap", nap, NULL },
  { "cache_lock", cache_lock, NULL },
  { "read_pipe", read_pipe, NULL },
  { "read_line", read_line, NULL },
  { "wait_for_worker", wait_for_worker, NULL },
  { "wait_for_child", wait_for_child, NULL },
#ifdef __x86_64__
  { "sleep_inline", sleep_inline, NULL },
#endif
  { "compute_thumbnail", compute_thumbnail, NULL },
  { "compute_beside_hogs", compute_beside_hogs, make_hogs },
  { "read_beside_hogs", read_beside_hogs, make_hogs },
  { "connect_to_server", connect_to_server, NULL },
  { "connect_to_daemon", connect_to_daemon, NULL },
  { "look_up_server", look_up_server, use_slow_name_server },
  { "save_document", save_document, write_document },
  { "call_service", call_service, find_service },
  { "run_helper", run_helper, NULL },
  { "open_dialog", open_dialog, NULL },
  { "nap_in_dialog", open_dialog_that_naps, NULL },
  { "run_private_loop", run_private_loop, NULL },
};

/* What the program itself sees of its loop: GLib asks each source before it polls, and after. */
static gint64 turn_began;
static gint64 act_ns;
static GArray *long_turns;

static gboolean
end_turn (GSource *source, int *timeout)
{
  gint64 ns = now_ns (CLOCK_MONOTONIC) - turn_began;

  *timeout = -1;
  if (turn_began == 0)
    return FALSE;
  if (is_act)
    act_ns = ns;
  is_act = FALSE;
  if (ns >= LONG_NS)
    g_array_append_val (long_turns, ns);
  return FALSE;
}

static gboolean
begin_turn (GSource *source)
{
  turn_began = now_ns (CLOCK_MONOTONIC);
  return FALSE;
}

static void
watch_turns (void)
{
  static GSourceFuncs funcs = { end_turn, begin_turn, NULL, NULL, NULL, NULL };
  GSource *source = g_source_new (&funcs, sizeof (GSource));

  long_turns = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, NULL);
  g_source_unref (source);
}

static void
say_turns (void)
{
  printf ("turns");
  for (guint i = 0; i < long_turns->len; i++)
    printf (" %" G_GINT64_FORMAT, g_array_index (long_turns, gint64, i));
  printf ("\n");
}

static guint
find_act (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (acts[i].name, name) == 0)
      return i;
  g_error ("there is no act %s", name);
}

static gboolean
act (gpointer data)
{
  static const char *last;

  /* The turn of the act ended after it. */
  if (last != NULL)
    printf ("%s %" G_GINT64_FORMAT " %d\n", last, act_ns, line);
  if (*next == NULL)
    {
      g_main_loop_quit (loop);
      return G_SOURCE_REMOVE;
    }
  is_act = TRUE;
  last = *next++;
  acts[find_act (last)].act ();
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  next = argv + 1;
  for (; *next != NULL && g_str_has_prefix (*next, "before:"); next++)
    {
      guint i = find_act (*next + strlen ("before:"));

      if (acts[i].prepare != NULL)
        acts[i].prepare ();
      acts[i].act ();
    }
  for (char **name = next; *name != NULL; name++)
    if (acts[find_act (*name)].prepare != NULL)
      acts[find_act (*name)].prepare ();
  loop = g_main_loop_new (NULL, FALSE);
  watch_turns ();
  g_timeout_add (5, act, NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  say_turns ();
  return 0;
}
