/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small program to be watched: its argument names what it does, most of it in a callback of a
 * main loop. It writes the address of the function that does it, so that a test can look for it. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watch/watched.h"

typedef void (*Act) (void);

static char *file_name;

static void
sleep_ms (unsigned ms)
{
  struct timespec time = { .tv_nsec = ms * 1000000L };

  nanosleep (&time, NULL);
}

static struct timespec
deadline_in_ms (clockid_t clock, unsigned ms)
{
  struct timespec time;

  clock_gettime (clock, &time);
  time.tv_nsec += ms * 1000000L;
  time.tv_sec += time.tv_nsec / 1000000000L;
  time.tv_nsec %= 1000000000L;
  return time;
}

/* What another thread does a while after the act began to wait for it. */
typedef struct
{
  void (*release) (void *data);
  void *data;
  pthread_t thread;
} Later;

static void *
run_later (void *data)
{
  Later *later = data;

  sleep_ms (WATCHED_MS);
  later->release (later->data);
  return NULL;
}

static void
do_later (Later *later, void (*release) (void *), void *data)
{
  later->release = release;
  later->data = data;
  if (pthread_create (&later->thread, NULL, run_later, later) != 0)
    abort ();
}

static void
act_nanosleep (void)
{
  sleep_ms (WATCHED_MS);
}

static void
act_usleep (void)
{
  usleep (WATCHED_MS * 1000);
}

static void
act_clock_nanosleep (void)
{
  struct timespec time = deadline_in_ms (CLOCK_MONOTONIC, WATCHED_MS);

  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void
act_files (void)
{
  char data[16];

  for (unsigned i = 0; i < WATCHED_FILES; i++)
    {
      int fd = open (file_name, O_RDONLY);

      if (read (fd, data, sizeof data) < 0)
        abort ();
      close (fd);
    }
}

static void
act_fsync (void)
{
  int fd = open (file_name, O_RDWR);

  if (write (fd, "x", 1) != 1 || fsync (fd) != 0)
    abort ();
  close (fd);
}

static void
unlock_file (void *data)
{
  flock (*(int *) data, LOCK_UN);
}

static void
act_flock (void)
{
  int owner = open (file_name, O_RDONLY);
  int fd = open (file_name, O_RDONLY);
  Later later;

  flock (owner, LOCK_EX);
  do_later (&later, unlock_file, &owner);
  flock (fd, LOCK_EX);
  pthread_join (later.thread, NULL);
}

static void
write_byte (void *data)
{
  if (write (*(int *) data, "x", 1) != 1)
    abort ();
}

static void
act_pipe (void)
{
  int ends[2];
  char byte;
  Later later;

  if (pipe (ends) != 0)
    abort ();
  do_later (&later, write_byte, &ends[1]);
  if (read (ends[0], &byte, 1) != 1)
    abort ();
  pthread_join (later.thread, NULL);
}

static void
act_connect (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t size = sizeof address;
  int server = socket (AF_INET, SOCK_STREAM, 0);
  int client = socket (AF_INET, SOCK_STREAM, 0);
  char data[4];

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (bind (server, (struct sockaddr *) &address, size) != 0 || listen (server, 1) != 0
      || getsockname (server, (struct sockaddr *) &address, &size) != 0)
    abort ();
  if (connect (client, (struct sockaddr *) &address, size) != 0)
    abort ();
  server = accept (server, NULL, NULL);
  if (send (server, "abc", 3, 0) != 3 || recv (client, data, 3, 0) != 3)
    abort ();
}

static void
act_unix_socket (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int server = socket (AF_UNIX, SOCK_STREAM, 0);
  int client = socket (AF_UNIX, SOCK_STREAM, 0);

  memcpy (address.sun_path, "\0swimlane-watched", strlen ("swimlane-watched") + 1);
  snprintf (address.sun_path + 1, sizeof address.sun_path - 1, "swimlane-watched-%d", getpid ());
  if (bind (server, (struct sockaddr *) &address, sizeof address) != 0 || listen (server, 1) != 0
      || connect (client, (struct sockaddr *) &address, sizeof address) != 0)
    abort ();
}

static void
act_getaddrinfo (void)
{
  struct addrinfo *found;

  if (getaddrinfo ("localhost", NULL, NULL, &found) == 0)
    freeaddrinfo (found);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t semaphore;
static gboolean is_set;

static void
set_condition (void *data)
{
  (void) data;
  pthread_mutex_lock (&mutex);
  is_set = TRUE;
  pthread_cond_signal (&condition);
  pthread_mutex_unlock (&mutex);
}

static void
act_condition (void)
{
  Later later;

  pthread_mutex_lock (&mutex);
  do_later (&later, set_condition, NULL);
  while (!is_set)
    pthread_cond_wait (&condition, &mutex);
  pthread_mutex_unlock (&mutex);
  pthread_join (later.thread, NULL);
}

static void
act_condition_timed (void)
{
  struct timespec deadline = deadline_in_ms (CLOCK_REALTIME, WATCHED_MS);

  pthread_mutex_lock (&mutex);
  while (pthread_cond_timedwait (&condition, &mutex, &deadline) != ETIMEDOUT)
    continue;
  pthread_mutex_unlock (&mutex);
}

static void *
hold_mutex (void *data)
{
  pthread_mutex_lock (&mutex);
  sem_post (data);
  sleep_ms (WATCHED_MS);
  pthread_mutex_unlock (&mutex);
  return NULL;
}

static void
act_mutex (void)
{
  pthread_t thread;

  for (unsigned i = 0; i < WATCHED_FILES; i++)
    {
      pthread_mutex_lock (&mutex);
      pthread_mutex_unlock (&mutex);
    }
  sem_init (&semaphore, 0, 0);
  pthread_create (&thread, NULL, hold_mutex, &semaphore);
  sem_wait (&semaphore);
  pthread_mutex_lock (&mutex);
  pthread_mutex_unlock (&mutex);
  pthread_join (thread, NULL);
}

static void *
hold_rwlock (void *data)
{
  pthread_rwlock_wrlock (&rwlock);
  sem_post (data);
  sleep_ms (WATCHED_MS);
  pthread_rwlock_unlock (&rwlock);
  return NULL;
}

static void
act_rwlock (void)
{
  pthread_t thread;

  sem_init (&semaphore, 0, 0);
  pthread_create (&thread, NULL, hold_rwlock, &semaphore);
  sem_wait (&semaphore);
  pthread_rwlock_rdlock (&rwlock);
  pthread_rwlock_unlock (&rwlock);
  pthread_join (thread, NULL);
}

static void
post (void *data)
{
  sem_post (data);
}

static void
act_semaphore (void)
{
  Later later;

  sem_init (&semaphore, 0, 1);
  sem_wait (&semaphore);
  do_later (&later, post, &semaphore);
  sem_wait (&semaphore);
  pthread_join (later.thread, NULL);
}

static void
act_g_cond (void)
{
  GMutex lock;
  GCond cond;
  gint64 deadline = g_get_monotonic_time () + WATCHED_MS * 1000;

  g_mutex_init (&lock);
  g_cond_init (&cond);
  g_mutex_lock (&lock);
  while (g_cond_wait_until (&cond, &lock, deadline))
    continue;
  g_mutex_unlock (&lock);
}

static void
act_waitpid (void)
{
  pid_t child = fork ();

  if (child == 0)
    {
      sleep_ms (WATCHED_MS);
      _exit (0);
    }
  if (waitpid (child, NULL, 0) != child)
    abort ();
}

static void
act_stdio (void)
{
  FILE *stream = fopen (file_name, "w+");
  char line[16];
  int number;

  fprintf (stream, "%d\nline\nx", 7);
  fputs (strerror (0), stream);
  fflush (stream);
  fseek (stream, 0, SEEK_SET);
  if (fscanf (stream, "%d\n", &number) != 1 || number != 7
      || fgets (line, sizeof line, stream) == NULL || strcmp (line, "line\n") != 0
      || fread (line, 1, 2, stream) != 2)
    abort ();
  fclose (stream);
}

static void
act_poll (void)
{
  int ends[2];

  if (pipe (ends) != 0)
    abort ();
  poll (&(struct pollfd){ ends[0], POLLIN, 0 }, 1, WATCHED_MS);
}

static void
act_select (void)
{
  select (0, NULL, NULL, NULL, &(struct timeval){ 0, WATCHED_MS * 1000 });
}

static void
act_epoll (void)
{
  struct epoll_event event;

  epoll_wait (epoll_create1 (0), &event, 1, WATCHED_MS);
}

static void
act_system (void)
{
  if (system ("exit 0") != 0)
    abort ();
}

static void
act_spawn (void)
{
  const char *argv[] = { "/bin/sh", "-c", "sleep 0.03; echo x", NULL };
  char *out = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL,
                     NULL)
      || strcmp (out, "x\n") != 0)
    abort ();
  g_free (out);
}

static long
inline_syscall (long number, const void *a, const void *b)
{
  long result;

#ifdef __x86_64__
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b) : "rcx", "r11", "memory");
#else
  result = syscall (number, a, b);
#endif
  return result;
}

static void
act_inline (void)
{
  struct timespec time = { .tv_nsec = WATCHED_MS * 1000000L };

  if (inline_syscall (SYS_nanosleep, &time, NULL) != 0)
    abort ();
}

static volatile sig_atomic_t n_handled;

/* A handler that makes calls which no library stands before. */
static void
on_signal (int number)
{
  (void) number;
  n_handled++;
  inline_syscall (SYS_sched_yield, NULL, NULL);
}

static void
handle (int number)
{
  struct sigaction action = { .sa_handler = on_signal };

  sigfillset (&action.sa_mask);
  if (sigaction (number, &action, NULL) != 0)
    abort ();
}

/* Its own handler for the signal by which calls may be trapped, and all signals blocked. */
static void
act_signals (void)
{
  struct sigaction action;
  sigset_t all;

  handle (SIGSYS);
  handle (SIGUSR1);
  raise (SIGUSR1);
  raise (SIGSYS);
  act_inline ();
  if (sigaction (SIGSYS, NULL, &action) != 0 || action.sa_handler != on_signal || n_handled != 2)
    abort ();
  sigfillset (&all);
  pthread_sigmask (SIG_BLOCK, &all, NULL);
  act_inline ();
  sigprocmask (SIG_UNBLOCK, &all, NULL);
  raise (SIGSYS);
  if (signal (SIGSYS, SIG_IGN) != on_signal || n_handled != 3)
    abort ();
  raise (SIGSYS);
  act_inline ();
}

static void *
return_data (void *data)
{
  return data;
}

/* Ways to threads and processes of which the kernel must not be told twice. */
static void
act_children (void)
{
  pthread_t thread;
  void *result;
  int status;
  pid_t child;

  if (pthread_create (&thread, NULL, return_data, file_name) != 0
      || pthread_join (thread, &result) != 0 || result != file_name)
    abort ();
  child = vfork ();
  if (child == 0)
    {
      execl ("/bin/sh", "sh", "-c", "exit 7", NULL);
      _exit (1);
    }
  if (waitpid (child, &status, 0) != child || WEXITSTATUS (status) != 7)
    abort ();
  child = (pid_t) syscall (SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0)
    {
      act_inline ();
      _exit (8);
    }
  if (waitpid (child, &status, 0) != child || WEXITSTATUS (status) != 8)
    abort ();
  act_inline ();
}

static void __attribute__ ((noinline)) call_at_depth (unsigned depth)
{
  access ("/", R_OK);
  if (depth > 1)
    call_at_depth (depth - 1);
  /* That there is something left to do keeps the call from being made a loop. */
  __asm__ volatile("");
}

static void
act_depths (void)
{
  call_at_depth (WATCHED_DEPTH);
}

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

static sigjmp_buf back;

static void
on_alarm (int number)
{
  (void) number;
  siglongjmp (back, 1);
}

static void
act_jump (void)
{
  struct itimerval timer = { .it_value = { 0, WATCHED_MS * 1000 } };

  signal (SIGALRM, on_alarm);
  setitimer (ITIMER_REAL, &timer, NULL);
  if (sigsetjmp (back, 1) == 0)
    sleep (10);
  usleep (WATCHED_MS * 1000);
}

static void
act_bad_pointers (void)
{
  const void *nowhere = (const void *) (uintptr_t) strtoul ("8", NULL, 10);

  if (open (nowhere, O_RDONLY) != -1 || errno != EFAULT)
    abort ();
  if (connect (socket (AF_INET, SOCK_STREAM, 0), nowhere, 16) != -1 || errno != EFAULT)
    abort ();
}

static void run (Act act);

static void
act_fork (void)
{
  pid_t child = fork ();

  if (child == 0)
    {
      run_for_a_while (NULL);
      run (act_usleep);
      exit (EXIT_SUCCESS);
    }
  if (waitpid (child, NULL, 0) != child)
    abort ();
}

static void
act_exec (void)
{
  execl ("/proc/self/exe", "watched", "usleep", file_name, NULL);
  abort ();
}

static gboolean
on_act (gpointer data)
{
  ((Act) data) ();
  return G_SOURCE_REMOVE;
}

static void
run_in (GMainContext *context, Act act)
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
run (Act act)
{
  run_in (NULL, act);
}

static void
run_two_loops (Act act)
{
  act_private ();
  sleep_ms (2 * WATCHED_MS);
  run (act);
  sleep_ms (2 * WATCHED_MS);
  run (act);
}

static void
run_blocked (Act act)
{
  sigset_t all;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, NULL);
  run (act);
}

static void
run_closed (Act act)
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
run_turns (Act act)
{
  unsigned left = WATCHED_TURNS;

  g_idle_add (on_turn, &left);
  run (act);
}

static void *
run_thread (void *data)
{
  GMainContext *context = g_main_context_new ();

  run_in (context, (Act) data);
  g_main_context_unref (context);
  return NULL;
}

static void
run_threads (Act act)
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
      sleep_ms (WATCHED_MS);
    }
}

static const struct
{
  const char *name;
  void (*run) (Act act);
  Act act;
} ACTS[] = {
  { "nanosleep", run, act_nanosleep },
  { "usleep", run, act_usleep },
  { "clock_nanosleep", run, act_clock_nanosleep },
  { "files", run, act_files },
  { "fsync", run, act_fsync },
  { "flock", run, act_flock },
  { "pipe", run, act_pipe },
  { "connect", run, act_connect },
  { "unix", run, act_unix_socket },
  { "getaddrinfo", run, act_getaddrinfo },
  { "condition", run, act_condition },
  { "condition-timed", run, act_condition_timed },
  { "mutex", run, act_mutex },
  { "rwlock", run, act_rwlock },
  { "semaphore", run, act_semaphore },
  { "g-cond", run, act_g_cond },
  { "waitpid", run, act_waitpid },
  { "stdio", run, act_stdio },
  { "poll", run, act_poll },
  { "select", run, act_select },
  { "epoll", run, act_epoll },
  { "system", run, act_system },
  { "spawn", run, act_spawn },
  { "inline", run, act_inline },
  { "signals", run, act_signals },
  { "children", run, act_children },
  { "nested", run, act_nested },
  { "private", run, act_private },
  { "jump", run, act_jump },
  { "bad-pointers", run, act_bad_pointers },
  { "fork", run, act_fork },
  { "exec", run, act_exec },
  { "two-loops", run_two_loops, act_usleep },
  { "blocked", run_blocked, act_usleep },
  { "closed", run_closed, act_usleep },
  { "depths", run, act_depths },
  { "turns", run_turns, act_usleep },
  { "threads", run_threads, act_usleep },
};

int
main (int argc, char **argv)
{
  file_name = argc > 2 ? argv[2] : NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (ACTS); i++)
    if (argc > 1 && strcmp (argv[1], ACTS[i].name) == 0)
      {
        printf ("%p\n", (void *) ACTS[i].act);
        fflush (stdout);
        ACTS[i].run (ACTS[i].act);
        return EXIT_SUCCESS;
      }
  fprintf (stderr, "usage: watched ACT FILE\n");
  return EXIT_FAILURE;
}
