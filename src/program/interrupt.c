/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread waits for the signals. A source on the loop would not be dispatched in the blocking
 * modes, where the loop may be inside a call that only cancelling ends. */
#include "config.h"

#include "program/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

/* How long a signal that comes again is the same one; nobody presses a key twice as quickly. */
#define SAME_US (250 * 1000)
/* From the first signal until the loop counts as stuck, and from then on until SIGTERM or SIGHUP
 * ends us. */
#define GRACE_US G_USEC_PER_SEC
#define LAST_US (10 * G_USEC_PER_SEC)

/* A process has one set of signals, hence the globals. */
static int caught;        /* atomic; 0: none yet */
static gboolean is_nohup; /* SIGHUP was ignored when we were started, and stays so */
static GMutex lock;       /* guards the next two */
static SwimStuckFunc on_stuck;
static gpointer stuck_data;

static void
fill (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGINT);
  sigaddset (set, SIGTERM);
  if (!is_nohup) /* what is blocked would come to us all the same */
    sigaddset (set, SIGHUP);
}

/* For at most so many microseconds, or without end where they are less than 0. */
static int
wait_for_signal (gint64 at_most)
{
  const struct timespec time = { at_most / G_USEC_PER_SEC, at_most % G_USEC_PER_SEC * 1000 };
  sigset_t set;
  int number;

  fill (&set);
  do
    number = sigtimedwait (&set, NULL, at_most >= 0 ? &time : NULL);
  while (number < 0 && errno == EINTR);
  return number;
}

/* Waits for another signal until the grace is over. timeout(1), say, signals its child and then its
 * process group: the same signal comes again, microseconds later, and that is not another one. */
static int
wait_for_second (int first)
{
  gint64 begun = g_get_monotonic_time ();

  for (;;)
    {
      gint64 passed = g_get_monotonic_time () - begun;
      int number = wait_for_signal (MAX (GRACE_US - passed, 0));

      if (number != first || g_get_monotonic_time () - begun > SAME_US)
        return number;
    }
}

/* In a thread of its own, since writing what is done may itself never end. */
static gpointer
end_stuck (gpointer unused)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (on_stuck != NULL)
    on_stuck (stuck_data);
  return NULL;
}

/* Ends the process as the signal does by default, so that its parent sees by which it ended. */
static void
end_by_signal (int number)
{
  sigset_t set;

  fill (&set);
  signal (number, SIG_DFL);
  pthread_sigmask (SIG_UNBLOCK, &set, NULL);
  raise (number);
  abort (); /* process 1 of a container is not ended by default */
}

static gpointer
wait_for_signals (gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  int first = wait_for_signal (-1);
  int number;

  g_atomic_int_set (&caught, first);
  g_cancellable_cancel (cancellable);

  /* A second signal ends the process at once, and all but SIGINT in any case. */
  number = wait_for_second (first);
  if (number < 0)
    {
      g_autoptr (GThread) thread = g_thread_try_new ("stuck", end_stuck, NULL, NULL);

      number = wait_for_signal (first == SIGINT ? -1 : LAST_US); /* after SIGHUP nobody is there */
    }
  end_by_signal (number > 0 ? number : first);
  return NULL;
}

static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* From now on each of the signals cancels. Call once, before any other thread is started. Where no
 * thread can be had, the signals end the program at once, as they do without this. */
void
swim_interrupt_watch (GCancellable *cancellable)
{
  sigset_t set;
  GThread *thread;

  is_nohup = is_ignored (SIGHUP);
  fill (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  thread = g_thread_try_new ("signals", wait_for_signals, g_object_ref (cancellable), NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  g_object_unref (cancellable);
  pthread_sigmask (SIG_UNBLOCK, &set, NULL);
}

/* Sets what to do if the loop does not return; NULL: nothing. */
void
swim_interrupt_set_stuck (SwimStuckFunc stuck, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  on_stuck = stuck;
  stuck_data = data;
}

/* The exit status: 128 and the signal that was received, or @otherwise. */
int
swim_interrupt_exit_status (int otherwise)
{
  int number = g_atomic_int_get (&caught);

  return number != 0 ? 128 + number : otherwise;
}
