/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a library in a program that it does not know must be ready for. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watch/watched.h"

static void
sleep_inline (void)
{
  struct timespec time = { .tv_nsec = WATCHED_MS * 1000000L };

  if (watched_inline_syscall (SYS_nanosleep, &time, NULL) != 0)
    abort ();
}

static volatile sig_atomic_t n_handled;

/* A handler that makes calls which no library stands before. */
static void
on_signal (int number)
{
  (void) number;
  n_handled++;
  watched_inline_syscall (SYS_sched_yield, NULL, NULL);
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
  sleep_inline ();
  if (sigaction (SIGSYS, NULL, &action) != 0 || action.sa_handler != on_signal || n_handled != 2)
    abort ();
  sigfillset (&all);
  pthread_sigmask (SIG_BLOCK, &all, NULL);
  sleep_inline ();
  sigprocmask (SIG_UNBLOCK, &all, NULL);
  raise (SIGSYS);
  if (signal (SIGSYS, SIG_IGN) != on_signal || n_handled != 3)
    abort ();
  raise (SIGSYS);
  sleep_inline ();
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

  if (pthread_create (&thread, NULL, return_data, watched_file) != 0
      || pthread_join (thread, &result) != 0 || result != watched_file)
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
      sleep_inline ();
      _exit (8);
    }
  if (waitpid (child, &status, 0) != child || WEXITSTATUS (status) != 8)
    abort ();
  sleep_inline ();
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

static gboolean
quit (gpointer loop)
{
  access ("/", R_OK);
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static int handler_fd;

/* As programs do that are woken by a pipe. */
static void
write_in_handler (int number)
{
  (void) number;
  if (write (handler_fd, "", 1) != 1)
    abort ();
}

/* Loops begin and end while a handler makes calls. */
static void
act_handlers (void)
{
  struct itimerval timer = { { 0, 50 }, { 0, 50 } };
  struct itimerval none = { { 0, 0 }, { 0, 0 } };
  struct sigaction action = { .sa_handler = write_in_handler, .sa_flags = SA_RESTART };
  GMainContext *context = g_main_context_new ();
  GMainLoop *loop = g_main_loop_new (context, FALSE);

  handler_fd = open ("/dev/null", O_WRONLY);
  sigaction (SIGALRM, &action, NULL);
  setitimer (ITIMER_REAL, &timer, NULL);
  for (unsigned i = 0; i < 3000; i++)
    {
      GSource *source = g_idle_source_new ();

      g_source_set_callback (source, quit, loop, NULL);
      g_source_attach (source, context);
      g_source_unref (source);
      g_main_loop_run (loop);
    }
  setitimer (ITIMER_REAL, &none, NULL);
  g_main_loop_unref (loop);
  g_main_context_unref (context);
}

static void
act_bad_pointers (void)
{
  const void *nowhere = (const void *) (uintptr_t) strtoul ("8", NULL, 10);
  DIR *none = (DIR *) (uintptr_t) strtoul ("0", NULL, 10);

  if (open (nowhere, O_RDONLY) != -1 || errno != EFAULT)
    abort ();
  if (connect (socket (AF_INET, SOCK_STREAM, 0), nowhere, 16) != -1 || errno != EFAULT)
    abort ();
  if (closedir (none) != -1 || errno != EINVAL)
    abort ();
}

#define END_FOR(number) \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), \
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

/* A filter that ends the process for system calls which it does not make itself. */
static void
act_filtered (void)
{
  struct sock_filter steps[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    END_FOR (SYS_process_vm_readv),
    END_FOR (SYS_readlinkat),
    END_FOR (SYS_getpeername),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (steps), steps };
  int fd;

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program, 0, 0, 0) != 0)
    abort ();
  fd = open (watched_file, O_RDONLY);
  if (fd < 0 || close (fd) != 0)
    abort ();
}

static const struct
{
  const char *name;
  WatchedAct act;
} ACTS[] = {
  { "signals", act_signals },           { "children", act_children }, { "jump", act_jump },
  { "bad-pointers", act_bad_pointers }, { "depths", act_depths },     { "handlers", act_handlers },
  { "filtered", act_filtered },
};

WatchedAct
watched_fault (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (ACTS); i++)
    if (strcmp (name, ACTS[i].name) == 0)
      return ACTS[i].act;
  return NULL;
}
