/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread waits for the signals. A handler on the loop would not do: in the blocking modes the
 * loop may be inside a call that only cancelling ends. */
#include "config.h"

#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

static int caught; /* atomic; 0: none yet. A process has one set of signals, hence a global. */

static void
fill (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGINT);
  sigaddset (set, SIGTERM);
}

static gpointer
wait_for_signals (gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  sigset_t set;
  int number;

  fill (&set);
  while (sigwait (&set, &number) != 0)
    ;
  g_atomic_int_set (&caught, number);
  g_cancellable_cancel (cancellable);

  /* Asked twice, whoever asks does not want to wait. */
  while (sigwait (&set, &number) != 0)
    ;
  _exit (128 + number);
  return NULL;
}

/* From now on either signal cancels. Call once, before any other thread is started. */
void
swim_interrupt_watch (GCancellable *cancellable)
{
  sigset_t set;

  fill (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (g_thread_new ("signals", wait_for_signals, g_object_ref (cancellable)));
}

/* The signal that came, or 0. */
int
swim_interrupt_get_signal (void)
{
  return g_atomic_int_get (&caught);
}

/* The exit status of a command that would else exit with @otherwise. */
int
swim_interrupt_exit_status (int otherwise)
{
  int number = swim_interrupt_get_signal ();

  return number != 0 ? 128 + number : otherwise;
}
