/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program learns of its run without a file: the same as the record says. */
#include "config.h"

#include <math.h>

#include "base/swim-error.h"
#include "loop/swim-loop-meter.h"
#include "mode/mode.h"
#include "tests/run/swim-fake-job.h"
#include "swim-test.h"

enum
{
#define SWIM_MODE(name) MODE_##name,
#include "mode/modes.def"
#undef SWIM_MODE
  N_MODES
};

static SwimRun *
make_run (SwimFakeState *state, const char *mode)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  g_autoptr (SwimJob) job = swim_fake_job_new (state);
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  SwimRun *run = swim_run_new (job, items, mode, NULL);

  ck_assert_ptr_nonnull (run);
  swim_run_set_stall_seconds (run, 0.02);
  return run;
}

static void
assert_same (double figure, double expected)
{
  ck_assert (isnan (expected) ? isnan (figure) : fabs (figure - expected) < 1e-12);
}

static void
assert_figure (const SwimRunResult *result, const char *name, double expected)
{
  assert_same (swim_run_result_get_figure (result, name), expected);
}

START_TEST (test_there_is_a_result_only_when_the_run_is_over)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, "async");
  g_autoptr (SwimRecord) record = NULL;
  g_autoptr (SwimRunResult) result = NULL;

  swim_run_set_stall_seconds (run, 10); /* on a slow machine, too, there is none */
  ck_assert_ptr_null (swim_run_get_result (run));
  record = swim_fake_job_execute (run);
  result = swim_run_get_result (run);
  ck_assert_ptr_nonnull (result);
  ck_assert (!swim_run_result_get_worst_stall (result, NULL, NULL, NULL, NULL, NULL));
}
END_TEST

START_TEST (test_the_result_is_what_the_record_says)
{
  SwimFakeState state = { .delay_ms = 30 };
  g_autoptr (SwimRun) run = make_run (&state, "sequential");
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autoptr (SwimRunResult) result = swim_run_get_result (run);

  assert_figure (result, "wall", record->wall_seconds);
  assert_figure (result, "setup", record->setup_seconds);
  assert_figure (result, "throughput", record->throughput_per_sec);
  ck_assert_uint_eq (swim_run_result_get_count (result, SWIM_STATUS_OK), 3);
  ck_assert_uint_eq (swim_run_result_get_count (result, SWIM_STATUS_TIMEOUT), 0);
  assert_figure (result, "bytes", 3);
  assert_figure (result, "p50", record->service.p50);
  assert_figure (result, "max", record->service.max);
  assert_figure (result, "delay.p99", record->loop.delay_p99);
  assert_figure (result, "stall.max", record->loop.delay_max);
  assert_figure (result, "blocked", record->loop.blocked_fraction);
  assert_figure (result, "utilization", record->loop.utilization);
  assert_figure (result, "cpu.user", record->usage.cpu_user_seconds);
  assert_figure (result, "cpu.system", record->usage.cpu_system_seconds);
  assert_figure (result, "threads", (double) record->usage.threads_max);
  assert_figure (result, "switches",
                 (double) (record->usage.context_switches_voluntary
                           + record->usage.context_switches_involuntary));
  ck_assert_double_gt (swim_run_result_get_figure (result, "rss"), 0);
}
END_TEST

START_TEST (test_a_figure_that_is_not_known_is_nan)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, "async");
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autoptr (SwimRunResult) result = swim_run_get_result (run);

  ck_assert (isnan (swim_run_result_get_figure (result, "p90")));     /* of three items */
  ck_assert (isnan (swim_run_result_get_figure (result, "speedup"))); /* takes two runs */
  ck_assert (isnan (swim_run_result_get_figure (result, "no such figure")));
}
END_TEST

START_TEST (test_the_worst_stall_is_told_with_its_cause)
{
  SwimFakeState state = { .delay_ms = 60 };
  g_autoptr (SwimRun) run = make_run (&state, "sequential");
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autoptr (SwimRunResult) result = swim_run_get_result (run);
  double start = -1;
  double seconds = -1;
  const char *cause = NULL;
  const char *item = NULL;

  ck_assert_double_ge (swim_run_result_get_figure (result, "stall.count"), 3);
  ck_assert (swim_run_result_get_worst_stall (result, &start, &seconds, &cause, &item, NULL));
  ck_assert_double_ge (start, 0);
  assert_same (seconds, record->loop.delay_max);
  ck_assert_ptr_nonnull (cause);
  ck_assert_ptr_nonnull (item);
}
END_TEST

/* A stall as long as any number is none, and not each turn of the loop. */
START_TEST (test_a_threshold_may_be_any_number)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, "sequential");
  g_autoptr (SwimRecord) record = NULL;

  swim_run_set_stall_seconds (run, G_MAXDOUBLE);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (record->loop.worst_stalls->len, 0);
  assert_same (record->loop.blocked_fraction, 0);
}
END_TEST

START_TEST (test_a_run_is_made_from_its_properties)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = swim_items_new_from_names ((const char *const[]){ "a", "b", NULL });
  g_autoptr (SwimRun) run = g_object_new (SWIM_TYPE_RUN, "job", job, "items", items, "mode",
                                          "threads", "jobs", 2, "seed", G_MAXUINT64, NULL);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);

  ck_assert_str_eq (record->mode, "threads");
  ck_assert_uint_eq (record->jobs, 2);
  ck_assert_uint_eq (record->seed, G_MAXUINT64);
  ck_assert_uint_eq (record->items, 2);
}
END_TEST

static void
assert_cannot_begin (SwimRun *run)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!swim_run_execute (run, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_null (swim_run_get_result (run));
}

START_TEST (test_a_run_that_lacks_something_cannot_begin)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = swim_items_new_from_names ((const char *const[]){ "a", NULL });
  g_autoptr (SwimRun) empty = g_object_new (SWIM_TYPE_RUN, NULL);
  g_autoptr (SwimRun) unknown =
      g_object_new (SWIM_TYPE_RUN, "job", job, "items", items, "mode", "fast", NULL);

  g_autofree char *mode = NULL;

  g_object_get (empty, "mode", &mode, NULL);
  ck_assert_str_eq (mode, "async");
  assert_cannot_begin (empty);
  assert_cannot_begin (unknown);
  ck_assert_uint_eq (state.open, 0);
}
END_TEST

/* Awaits the next outcome, or why there is none. */
typedef struct
{
  SwimOutcome *outcome;
  GError *error;
  gboolean done;
} Next;

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  Next *next = data;

  next->outcome = swim_run_next_finish (SWIM_RUN (source), result, &next->error);
  next->done = TRUE;
}

static Next
await_next (SwimRun *run)
{
  Next next = { 0 };

  swim_run_next_async (run, NULL, on_next, &next);
  while (!next.done)
    g_main_context_iteration (NULL, TRUE);
  return next;
}

static void
assert_same_error_twice (SwimRun *run)
{
  Next first = await_next (run);
  Next second = await_next (run);

  ck_assert_ptr_null (first.outcome);
  ck_assert_ptr_null (second.outcome);
  ck_assert_ptr_nonnull (first.error);
  ck_assert_ptr_nonnull (second.error);
  ck_assert_str_eq (first.error->message, second.error->message);
  g_clear_error (&first.error);
  g_clear_error (&second.error);
}

/* In every mode; on one loop and on two; executed and awaited one by one. */
START_TEST (test_a_run_that_could_not_begin_can_be_tried_again)
{
  SwimFakeState state = { 0 };
  gpointer job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = swim_items_new_from_names ((const char *const[]){ "a", "b", NULL });
  g_autoptr (GMainContext) other = g_main_context_new ();
  g_autoptr (SwimLoopMeter) meter = swim_loop_meter_new (other, 0.05);
  g_autoptr (SwimRun) run = swim_run_new (job, items, swim_mode_list ()[_i % N_MODES]->name, NULL);

  swim_run_set_jobs (run, 2);
  swim_run_set_loops (run, 1 + (guint) _i / N_MODES % 2);
  ck_assert (swim_loop_meter_start (meter, NULL));
  assert_same_error_twice (run);
  swim_loop_meter_stop (meter);
  ck_assert_uint_eq (state.open, 0);
  if (_i / N_MODES < 2)
    ck_assert (swim_run_execute (run, NULL));
  else
    for (guint i = 0; i <= 2; i++)
      {
        Next next = await_next (run);

        swim_assert_no_error (next.error);
        ck_assert_int_eq (next.outcome != NULL, i < 2);
        g_clear_pointer (&next.outcome, swim_outcome_unref);
      }
  ck_assert_uint_eq (state.open, 0);
  g_object_add_weak_pointer (job, &job);
  g_object_unref (job);
  g_clear_object (&run);
  ck_assert_ptr_null (job);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_there_is_a_result_only_when_the_run_is_over);
  tcase_add_test (tests, test_the_result_is_what_the_record_says);
  tcase_add_test (tests, test_a_figure_that_is_not_known_is_nan);
  tcase_add_test (tests, test_the_worst_stall_is_told_with_its_cause);
  tcase_add_test (tests, test_a_threshold_may_be_any_number);
  tcase_add_test (tests, test_a_run_is_made_from_its_properties);
  tcase_add_test (tests, test_a_run_that_lacks_something_cannot_begin);
  tcase_add_loop_test (tests, test_a_run_that_could_not_begin_can_be_tried_again, 0, 4 * N_MODES);
}

SWIM_TEST_MAIN ("run-result", add_tests)
