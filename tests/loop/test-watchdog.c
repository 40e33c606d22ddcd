/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog names what held up the loop: stalls of every kind are injected, and found. */
#include "config.h"

#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "loop/thread-state.h"
#include "loop/watchdog.h"
#include "swim-test.h"

#define THRESHOLD 0.02

typedef struct
{
  void (*block) (void);
  SwimCause cause;
  const char *call; /* NULL: any */
  const char *target;
} Case;

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static void
sleep_a_while (void)
{
  g_usleep (100000);
}

/* On a busy machine a thread that spins may get less of a CPU than it waits for: then it starves,
 * and that is what must be found. By how much it was the one or the other. */
static double share_on_cpu;

static void
spin_a_while (void)
{
  SwimThreadState before, after;
  double until = now () + 0.1;
  double on_cpu, waiting;

  swim_thread_state_read (0, (int) gettid (), &before);
  while (now () < until)
    ;
  swim_thread_state_read (0, (int) gettid (), &after);
  on_cpu = (double) (after.on_cpu - before.on_cpu);
  waiting = (double) (after.waiting - before.waiting);
  share_on_cpu = on_cpu / MAX (on_cpu + waiting, 1);
}

static gboolean
is_as_injected (const Case *injected, const SwimStall *stall)
{
  if (injected->cause != SWIM_CAUSE_COMPUTING || share_on_cpu > 0.9)
    return stall->cause == injected->cause;
  return stall->cause == SWIM_CAUSE_STARVED
         || (share_on_cpu > 0.3 && stall->cause == SWIM_CAUSE_COMPUTING);
}

static gpointer
write_later (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);

  g_usleep (100000);
  return GINT_TO_POINTER (write (fd, "x", 1) == 1);
}

static void
read_a_silent_pipe (void)
{
  int ends[2];
  char byte;
  GThread *writer;

  ck_assert_int_eq (pipe (ends), 0);
  writer = g_thread_new ("writer", write_later, GINT_TO_POINTER (ends[1]));
  ck_assert_int_eq (read (ends[0], &byte, 1), 1);
  g_thread_unref (writer); /* joining it would be another wait */
  close (ends[0]);
  close (ends[1]);
}

static void
poll_a_silent_pipe (void)
{
  int ends[2];
  GPollFD polled;

  ck_assert_int_eq (pipe (ends), 0);
  polled.fd = ends[0];
  polled.events = G_IO_IN;
  ck_assert_int_eq (g_poll (&polled, 1, 100), 0);
  close (ends[0]);
  close (ends[1]);
}

static const Case cases[] = {
  { sleep_a_while, SWIM_CAUSE_BLOCKED, NULL, NULL },
  { spin_a_while, SWIM_CAUSE_COMPUTING, NULL, NULL },
  { read_a_silent_pipe, SWIM_CAUSE_BLOCKED, "read", "pipe" },
  { poll_a_silent_pipe, SWIM_CAUSE_BLOCKED, NULL, "pipe" },
};

static gboolean
on_stall (gpointer data)
{
  const Case *injected = data;

  swim_ledger_note_subject ("item.dev");
  injected->block ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
proc_answers (void)
{
  SwimThreadState state;

  swim_thread_state_read (0, (int) gettid (), &state);
  return state.known && state.on_cpu >= 0;
}

/* What was found out about a stall of 100 ms. */
static SwimStall *
inject (const Case *injected)
{
  g_autoptr (SwimLedger) ledger = swim_ledger_new (g_main_context_default (), THRESHOLD);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  SwimWatchdog *watchdog = swim_watchdog_new (ledger, NULL);
  GPtrArray *stalls;

  g_idle_add (on_stall, (gpointer) injected);
  g_timeout_add (200, on_quit, loop);
  swim_ledger_begin (ledger);
  g_main_loop_run (loop);
  swim_ledger_end (ledger);
  ck_assert_int_ge (swim_watchdog_end (watchdog), 1);

  stalls = swim_spans_get_stalls (swim_ledger_get_spans (ledger));
  ck_assert_uint_ge (stalls->len, 1);
  return swim_stall_copy (g_ptr_array_index (stalls, 0));
}

/* A watchdog that gets no CPU itself sees nothing, and says so: then there is another stall. */
START_TEST (test_a_stall_is_classified)
{
  const Case *injected = &cases[_i];
  g_autoptr (SwimStall) stall = inject (injected);

  ck_assert_int_ge (stall->duration, 99000000);
  ck_assert_str_eq (stall->subject, "item.dev");
  if (!proc_answers ())
    {
      ck_assert_int_eq (stall->cause, SWIM_CAUSE_UNKNOWN);
      return;
    }
  for (guint more = 0; more < 20 && stall->cause == SWIM_CAUSE_UNKNOWN; more++)
    {
      swim_stall_free (stall);
      stall = inject (injected);
    }
  ck_assert_msg (is_as_injected (injected, stall), "found %s, injected %s",
                 swim_cause_in_words (stall->cause), swim_cause_in_words (injected->cause));
  if (injected->call != NULL)
    ck_assert_str_eq (stall->call, injected->call);
  if (injected->target != NULL)
    ck_assert_str_eq (stall->fd_target, injected->target);
  if (injected->cause == SWIM_CAUSE_COMPUTING)
    ck_assert_ptr_null (stall->call);
}
END_TEST

static void
sleep_10_ms (void)
{
  g_usleep (10000);
}

static void
sleep_1_ms (void)
{
  g_usleep (1000);
}

static void
sleep_100_ms (void)
{
  g_usleep (100200);
}

/* The last one is over as soon as it is a stall: what it was is only seen by looking before. */
static const struct
{
  Case injected;
  double threshold;
} shorts[] = {
  { { sleep_10_ms, SWIM_CAUSE_BLOCKED, NULL, NULL }, 0.003 },
  { { sleep_1_ms, SWIM_CAUSE_BLOCKED, NULL, NULL }, 0.0004 },
  { { sleep_100_ms, SWIM_CAUSE_BLOCKED, NULL, NULL }, 0.1 },
};

/* The cause that is found of a stall that is over soon. */
static SwimCause
find_cause (const Case *injected, double threshold)
{
  g_autoptr (SwimLedger) ledger = swim_ledger_new (g_main_context_default (), threshold);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  SwimWatchdog *watchdog = swim_watchdog_new (ledger, NULL);
  SwimCause cause = SWIM_CAUSE_UNKNOWN;
  GPtrArray *stalls;

  g_timeout_add (10, on_stall, (gpointer) injected);
  g_timeout_add (40, on_quit, loop);
  swim_ledger_begin (ledger);
  g_main_loop_run (loop);
  swim_ledger_end (ledger);
  swim_watchdog_end (watchdog);
  stalls = swim_spans_get_stalls (swim_ledger_get_spans (ledger));
  for (guint i = 0; i < stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (stalls, i);

      if (stall->subject != NULL)
        cause = stall->cause;
    }
  return cause;
}

/* Of so short a stall the watchdog may see too little, and then its cause is unknown; on a busy
 * machine the thread may wait longer for a CPU than it slept, and then it truly starved. But it
 * never computed, and in many attempts it is found to have slept. */
START_TEST (test_a_short_sleep_is_never_taken_for_work)
{
  guint found = 0;

  for (guint attempt = 0; attempt < 50 && found == 0; attempt++)
    {
      SwimCause cause = find_cause (&shorts[_i].injected, shorts[_i].threshold);

      ck_assert_int_ne (cause, SWIM_CAUSE_COMPUTING);
      found += cause == shorts[_i].injected.cause;
    }
  ck_assert_uint_eq (found, proc_answers () ? 1 : 0);
}
END_TEST

START_TEST (test_causes_are_found_by_their_names)
{
  SwimCause cause = SWIM_CAUSE_STARVED;

  ck_assert (swim_cause_from_string ("blocked", &cause));
  ck_assert_int_eq (cause, SWIM_CAUSE_BLOCKED);
  ck_assert (swim_cause_from_string (NULL, &cause));
  ck_assert_int_eq (cause, SWIM_CAUSE_UNKNOWN);
  ck_assert (!swim_cause_from_string ("bored", &cause));
}
END_TEST

static const struct
{
  gint64 number;
  const char *name; /* NULL: it has none */
} syscalls[] = {
  { SYS_read, "read" },
  { SYS_getpid, "getpid" },
  { SYS_sched_setattr, "sched_setattr" },
  { SYS_pidfd_open, "pidfd_open" },
  { SYS_exit_group, "exit_group" },
  { -1, NULL },
  { 100000, NULL },
};

START_TEST (test_each_system_call_has_its_name)
{
  ck_assert_pstr_eq (swim_syscall_get_name (syscalls[_i].number), syscalls[_i].name);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_each_system_call_has_its_name, 0, G_N_ELEMENTS (syscalls));
  tcase_add_loop_test (tests, test_a_stall_is_classified, 0, G_N_ELEMENTS (cases));
  tcase_add_loop_test (tests, test_a_short_sleep_is_never_taken_for_work, 0, G_N_ELEMENTS (shorts));
  tcase_add_test (tests, test_causes_are_found_by_their_names);
}

SWIM_TEST_MAIN ("watchdog", add_tests)
