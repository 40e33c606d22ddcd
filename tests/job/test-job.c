/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job is open for one run at a time, whatever its class. */
#include "config.h"

#include <string.h>

#include "base/swim-error.h"
#include "tests/run/swim-fake-job.h"
#include "swim-test.h"

START_TEST (test_an_open_job_is_not_opened_again)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (GError) error = NULL;

  ck_assert (swim_job_open (job, 1, SWIM_JOB_BLOCKING, NULL));
  ck_assert (!swim_job_open (job, 2, SWIM_JOB_NON_BLOCKING, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, "a job object for each run"));
  ck_assert_uint_eq (state.open, 1);
  ck_assert_uint_eq (state.opened_slots, 1);

  swim_job_close (job);
  ck_assert (swim_job_open (job, 2, SWIM_JOB_NON_BLOCKING, NULL));
  ck_assert_uint_eq (state.opened_slots, 2);
  swim_job_close (job);
  ck_assert_uint_eq (state.open, 0);
}
END_TEST

START_TEST (test_a_job_that_could_not_be_opened_can_be_opened_later)
{
  SwimFakeState state = { .fail_open = TRUE };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);

  ck_assert (!swim_job_open (job, 1, SWIM_JOB_BLOCKING, NULL));
  state.fail_open = FALSE;
  ck_assert (swim_job_open (job, 1, SWIM_JOB_BLOCKING, NULL));
  swim_job_close (job);
}
END_TEST

START_TEST (test_closing_what_is_not_open_does_nothing)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);

  swim_job_close (job);
  ck_assert (swim_job_open (job, 1, SWIM_JOB_BLOCKING, NULL));
  swim_job_close (job);
  swim_job_close (job);
  ck_assert_uint_eq (state.open, 0);
}
END_TEST

START_TEST (test_a_copy_is_opened_for_itself)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimJob) copy = NULL;

  ck_assert (swim_job_open (job, 1, SWIM_JOB_BLOCKING, NULL));
  copy = swim_job_copy (job, NULL);
  ck_assert (swim_job_open (copy, 1, SWIM_JOB_BLOCKING, NULL));
  ck_assert_uint_eq (state.open, 2);
  swim_job_close (copy);
  swim_job_close (job);
}
END_TEST

typedef struct
{
  SwimJob *job;
  int ready; /* atomic */
} Race;

enum
{
  RACERS = 4,
  RACES = 200
};

static gpointer
open_with_others (gpointer data)
{
  Race *race = data;

  g_atomic_int_inc (&race->ready);
  while (g_atomic_int_get (&race->ready) < RACERS)
    g_thread_yield ();
  return GINT_TO_POINTER (swim_job_open (race->job, 1, SWIM_JOB_BLOCKING, NULL));
}

START_TEST (test_of_several_threads_one_opens_it)
{
  for (int i = 0; i < RACES; i++)
    {
      SwimFakeState state = { 0 };
      g_autoptr (SwimJob) job = swim_fake_job_new (&state);
      Race race = { job, 0 };
      GThread *threads[RACERS];
      int opened = 0;

      /* What GLib makes of a quark may write the same twice, which is called a race. */
      ck_assert_uint_ne (SWIM_ERROR, 0);
      for (int t = 0; t < RACERS; t++)
        threads[t] = g_thread_new ("open", open_with_others, &race);
      for (int t = 0; t < RACERS; t++)
        opened += GPOINTER_TO_INT (g_thread_join (threads[t]));
      ck_assert_int_eq (opened, 1);
      ck_assert_uint_eq (state.open, 1);
      swim_job_close (job);
    }
}
END_TEST

/* What a run says to another with its job. */
typedef struct
{
  SwimJob *job;
  guint outcomes;
  guint refused;
} Overlap;

static SwimRun *
make_run (SwimJob *job)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);

  return swim_run_new (job, items, "async", NULL);
}

static void
run_another (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  Overlap *overlap = data;
  g_autoptr (SwimRun) other = make_run (overlap->job);
  g_autoptr (GError) error = NULL;

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  overlap->outcomes++;
  ck_assert (!swim_run_execute (other, &error));
  if (strstr (error->message, "a job object for each run") != NULL)
    overlap->refused++;
}

START_TEST (test_runs_with_one_job_follow_each_other)
{
  SwimFakeState state = { .delay_ms = 1 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimRun) run = make_run (job);
  g_autoptr (SwimRun) next = make_run (job);
  g_autoptr (GError) error = NULL;
  Overlap overlap = { job, 0, 0 };

  swim_run_set_sink (run, run_another, &overlap, NULL);
  ck_assert (swim_run_execute (run, NULL));
  ck_assert_uint_eq (overlap.outcomes, 3);
  ck_assert_uint_eq (overlap.refused, 3);
  ck_assert_uint_eq (state.open, 0);

  g_clear_object (&run); /* one run is measured in a thread */
  swim_run_execute (next, &error);
  swim_assert_no_error (error);
  ck_assert_uint_eq (state.open, 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_an_open_job_is_not_opened_again);
  tcase_add_test (tests, test_a_job_that_could_not_be_opened_can_be_opened_later);
  tcase_add_test (tests, test_closing_what_is_not_open_does_nothing);
  tcase_add_test (tests, test_a_copy_is_opened_for_itself);
  tcase_add_test (tests, test_of_several_threads_one_opens_it);
  tcase_add_test (tests, test_runs_with_one_job_follow_each_other);
}

SWIM_TEST_MAIN ("job", add_tests)
