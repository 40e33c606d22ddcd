/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls that wait: each is made by the function whose name it has. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <iconv.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watch/watched.h"

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

  watched_sleep ();
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
  watched_sleep ();
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
      int fd = open (watched_file, O_RDONLY);

      if (read (fd, data, sizeof data) < 0)
        abort ();
      close (fd);
    }
}

static void
act_fsync (void)
{
  int fd = open (watched_file, O_RDWR);

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
  int owner = open (watched_file, O_RDONLY);
  int fd = open (watched_file, O_RDONLY);
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
  watched_sleep ();
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
  watched_sleep ();
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
      watched_sleep ();
      _exit (0);
    }
  if (waitpid (child, NULL, 0) != child)
    abort ();
}

static void
act_stdio (void)
{
  FILE *stream = fopen (watched_file, "w+");
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

/* Functions that call others inside of libc, where nothing stands between. */
static void
act_indirect (void)
{
  FILE *stream = fopen (watched_file, "r+");

  fputs ("x", stream);
  rewind (stream);
  fclose (stream);
  lchmod (watched_file, 0600);
  iconv_close (iconv_open ("UTF-16", "UTF-8"));
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

static void
act_inline (void)
{
  struct timespec time = { .tv_nsec = WATCHED_MS * 1000000L };

  if (watched_inline_syscall (SYS_nanosleep, &time, NULL) != 0)
    abort ();
}

static const struct
{
  const char *name;
  WatchedAct act;
} ACTS[] = {
  { "nanosleep", act_nanosleep },
  { "usleep", act_usleep },
  { "clock_nanosleep", act_clock_nanosleep },
  { "files", act_files },
  { "fsync", act_fsync },
  { "flock", act_flock },
  { "pipe", act_pipe },
  { "connect", act_connect },
  { "unix", act_unix_socket },
  { "getaddrinfo", act_getaddrinfo },
  { "condition", act_condition },
  { "condition-timed", act_condition_timed },
  { "mutex", act_mutex },
  { "rwlock", act_rwlock },
  { "semaphore", act_semaphore },
  { "g-cond", act_g_cond },
  { "waitpid", act_waitpid },
  { "stdio", act_stdio },
  { "indirect", act_indirect },
  { "poll", act_poll },
  { "select", act_select },
  { "epoll", act_epoll },
  { "system", act_system },
  { "spawn", act_spawn },
  { "inline", act_inline },
};

WatchedAct
watched_call (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (ACTS); i++)
    if (strcmp (name, ACTS[i].name) == 0)
      return ACTS[i].act;
  return NULL;
}
