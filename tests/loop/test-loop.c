/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger and its auditor, the heartbeat, against stalls of known length. Wall clocks differ
 * from what was asked by what the machine adds, so each stall measures itself, and that is what
 * must be found again. */
#include "config.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

#include "loop/heartbeat.h"
#include "loop/ledger.h"
#include "swim-test.h"

typedef enum
{
  SLEEP,
  SPIN,
  READ_PIPE,
} StallKind;

typedef struct
{
  double seconds;
  StallKind kind;
  double measured; /* what the stall really took */
  GMainLoop *loop;
} Stall;

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* The other end of a pipe that is silent for a while. */
typedef struct
{
  int fd;
  double seconds;
} Writer;

static gpointer
write_later (gpointer data)
{
  const Writer *writer = data;

  g_usleep ((gulong) (writer->seconds * 1e6));
  return GINT_TO_POINTER (write (writer->fd, "x", 1) == 1);
}

static void
read_pipe (double seconds)
{
  int ends[2];
  char byte;
  Writer writer = { .seconds = seconds };
  GThread *thread;

  ck_assert_int_eq (pipe (ends), 0);
  writer.fd = ends[1];
  thread = g_thread_new ("writer", write_later, &writer);
  ck_assert_int_eq (read (ends[0], &byte, 1), 1);
  g_thread_join (thread);
  close (ends[0]);
  close (ends[1]);
}

static gboolean
on_stall (gpointer data)
{
  Stall *stall = data;
  double began = now ();

  if (stall->kind == READ_PIPE)
    read_pipe (stall->seconds);
  else if (stall->kind == SLEEP)
    g_usleep ((gulong) (stall->seconds * 1e6));
  else
    while (now () - began < stall->seconds)
      ;
  stall->measured = now () - began;
  return G_SOURCE_REMOVE;
}

static gboolean
on_quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* Runs the loop for @seconds with one stall in the middle; both figures are filled in. */
static void
run_loop (Stall *stall, double seconds, SwimLoopReport *ledger, SwimHeartbeatFigures *heartbeat)
{
  g_autoptr (SwimLedger) book = swim_ledger_new (g_main_context_default (), 0.0005);
  g_autoptr (SwimHeartbeat) beat = swim_heartbeat_new (g_main_context_default (), NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  ck_assert_ptr_nonnull (beat);
  if (stall != NULL)
    g_timeout_add ((guint) (seconds * 500), on_stall, stall);
  g_timeout_add ((guint) (seconds * 1000), on_quit, loop);
  swim_ledger_begin (book);
  g_main_loop_run (loop);
  swim_ledger_end (book);
  swim_heartbeat_end (beat);
  swim_loop_report_init (ledger);
  swim_spans_get_report (swim_ledger_get_spans (book), ledger);
  swim_heartbeat_get_figures (beat, heartbeat);
}

START_TEST (test_the_curve_of_delays_falls_and_meets_the_figures)
{
  Stall stall = { .seconds = 0.05 };
  g_autoptr (SwimLedger) book = swim_ledger_new (g_main_context_default (), 0.01);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GArray) curve = NULL;
  const SwimDelayPoint *points;
  g_auto (SwimLoopReport) figures = { 0 };

  g_timeout_add (10, on_stall, &stall);
  g_timeout_add (100, on_quit, loop);
  swim_ledger_begin (book);
  g_main_loop_run (loop);
  swim_ledger_end (book);
  swim_loop_report_init (&figures);
  swim_spans_get_report (swim_ledger_get_spans (book), &figures);
  curve = g_array_ref (figures.delay_curve);
  points = (const SwimDelayPoint *) (gpointer) curve->data;

  ck_assert_uint_gt (curve->len, 30);
  ck_assert_double_eq_tol (points[0].seconds, 1e-6, 1e-12);
  /* Whatever arrives in the stall waits, and that is all but a microsecond of the busy time. */
  ck_assert_double_gt (points[0].probability, 0.02);
  ck_assert_double_le (points[0].probability, figures.utilization);
  for (guint i = 1; i < curve->len; i++)
    {
      ck_assert_double_gt (points[i].seconds, points[i - 1].seconds);
      ck_assert_double_le (points[i].probability, points[i - 1].probability);
    }
  ck_assert_double_eq_tol (points[curve->len - 1].seconds, figures.delay_max, 1e-9);
  ck_assert_double_eq (points[curve->len - 1].probability, 0);
}
END_TEST

static const Stall stalls[] = {
  { .seconds = 0.001 },
  { .seconds = 0.01 },
  { .seconds = 0.1 },
  { .seconds = 0.1, .kind = SPIN },
  { .seconds = 0.1, .kind = READ_PIPE },
};

/* Whether both figures give the stall back: the ledger within 2 % or 0.2 ms, the heartbeat within a
 * tick. A tick due just after the stall began waits it out, less at most a period. */
static gboolean
is_recovered (const Stall *stall,
              const SwimLoopReport *ledger,
              const SwimHeartbeatFigures *heartbeat)
{
  double most = MAX (stall->measured * 1.02, stall->measured + 0.0002);

  if (ledger->delay_max > most)
    return FALSE;
  return stall->measured <= heartbeat->period
         || fabs (heartbeat->max - ledger->delay_max) <= heartbeat->period;
}

/* On a busy machine the thread may lose its CPU between the end of the stall and the next poll, and
 * then the span truly is longer. That comes and goes; an error of ours would stay. */
START_TEST (test_an_injected_stall_is_recovered)
{
  gboolean recovered = FALSE;

  for (guint attempt = 0; attempt < 10 && !recovered; attempt++)
    {
      Stall stall = stalls[_i];
      g_auto (SwimLoopReport) ledger = { 0 };
      SwimHeartbeatFigures heartbeat;

      run_loop (&stall, 0.3, &ledger, &heartbeat);
      ck_assert_double_gt (stall.measured, 0);
      ck_assert_double_ge (ledger.delay_max, stall.measured);
      ck_assert_uint_ge (ledger.stalls, 1);
      recovered = is_recovered (&stall, &ledger, &heartbeat);
    }
  ck_assert (recovered);
}
END_TEST

START_TEST (test_missed_ticks_are_filled_in)
{
  Stall stall = { .seconds = 0.1 };
  g_auto (SwimLoopReport) ledger = { 0 };
  SwimHeartbeatFigures heartbeat;

  run_loop (&stall, 0.3, &ledger, &heartbeat);
  /* 0.3 s hold 60 ticks, no matter how many dispatches there were. */
  ck_assert_uint_ge (heartbeat.ticks, 59);
  ck_assert_double_ge (heartbeat.max, 0.09);
}
END_TEST

/* On a busy machine one second may be different. */
START_TEST (test_an_idle_loop_has_no_stall_and_hardly_works)
{
  gboolean idle = FALSE;

  for (guint attempt = 0; attempt < 10 && !idle; attempt++)
    {
      g_auto (SwimLoopReport) ledger = { 0 };
      SwimHeartbeatFigures heartbeat;

      run_loop (NULL, 1, &ledger, &heartbeat);
      idle = ledger.utilization < 0.02 && ledger.delay_p50 < 1e-9 && ledger.iterations >= 190;
    }
  ck_assert (idle);
}
END_TEST

static gboolean
on_nest (gpointer data)
{
  g_autoptr (GMainLoop) inner = g_main_loop_new (NULL, FALSE);

  g_timeout_add (20, on_quit, inner);
  g_main_loop_run (inner);
  return G_SOURCE_REMOVE;
}

START_TEST (test_nested_loops_are_counted)
{
  g_autoptr (SwimLedger) book = swim_ledger_new (g_main_context_default (), 0.05);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_auto (SwimLoopReport) figures = { 0 };

  g_idle_add (on_nest, NULL);
  g_timeout_add (60, on_quit, loop);
  swim_ledger_begin (book);
  g_main_loop_run (loop);
  swim_ledger_end (book);
  swim_loop_report_init (&figures);
  swim_spans_get_report (swim_ledger_get_spans (book), &figures);
  ck_assert_uint_ge (figures.nested_iterations, 1);
  ck_assert_uint_lt (figures.nested_iterations, figures.iterations);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_the_curve_of_delays_falls_and_meets_the_figures);
  tcase_add_loop_test (tests, test_an_injected_stall_is_recovered, 0, G_N_ELEMENTS (stalls));
  tcase_add_test (tests, test_missed_ticks_are_filled_in);
  tcase_add_test (tests, test_an_idle_loop_has_no_stall_and_hardly_works);
  tcase_add_test (tests, test_nested_loops_are_counted);
}

SWIM_TEST_MAIN ("loop", add_tests)
