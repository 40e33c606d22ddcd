/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every mode must do, whatever the job; and what sets them apart. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/swim-error.h"
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

static const SwimMode *
mode_at (int i)
{
  const SwimMode *const *modes = swim_mode_list ();

  ck_assert_ptr_nonnull (modes[i]);
  return modes[i];
}

static gboolean
has (const SwimMode *mode, SwimModeTraits trait)
{
  return (mode->traits & trait) != 0;
}

static SwimItems *
make_items (guint n)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) array = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("item%u", i);

      g_strv_builder_add (names, name);
    }
  array = g_strv_builder_end (names);
  return swim_items_new_from_names ((const char *const *) array);
}

static SwimRun *
make_run (SwimFakeState *state, const SwimMode *mode, guint n, guint jobs)
{
  g_autoptr (SwimJob) job = swim_fake_job_new (state);
  g_autoptr (SwimItems) items = make_items (n);
  SwimRun *run = swim_run_new (job, items, mode->name, NULL);

  ck_assert_ptr_nonnull (run);
  swim_run_set_jobs (run, jobs);
  swim_run_set_seed (run, 1);
  return run;
}

START_TEST (test_every_item_has_one_outcome)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 1000, 16);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  ck_assert_uint_eq (record->items, 1000);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 1000);
  ck_assert_uint_eq (record->bytes, 1000);
  for (guint i = 0; i < record->outcomes->len; i++)
    {
      SwimOutcome *outcome = g_ptr_array_index (record->outcomes, i);

      ck_assert (g_hash_table_add (seen, outcome->item->name));
      ck_assert_int_le (outcome->submitted, outcome->started);
      ck_assert_int_le (outcome->started, outcome->finished);
    }
  ck_assert_uint_eq (g_hash_table_size (seen), 1000);
  ck_assert_uint_eq (state.open, 0);
}
END_TEST

START_TEST (test_no_more_in_flight_than_slots_and_none_shared)
{
  SwimFakeState state = { .delay_ms = 1 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 60, 8);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);

  ck_assert_int_le (state.most_in_flight, (int) state.opened_slots);
  ck_assert_int_eq (state.slot_clashes, 0);
  ck_assert_int_eq (state.in_flight, 0);
  ck_assert_uint_eq (record->jobs, has (mode_at (_i), SWIM_MODE_USES_JOBS) ? 8 : 1);
}
END_TEST

START_TEST (test_a_mode_calls_the_forms_that_it_says)
{
  const SwimMode *mode = mode_at (_i);
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode, 200, 8);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);

  ck_assert_int_eq (state.blocking_calls + state.started_calls, 200);
  ck_assert_int_eq (state.calls_on_loop > 0, has (mode, SWIM_MODE_BLOCKS_LOOP));
  ck_assert_int_eq (state.started_calls > 0, mode->form == SWIM_JOB_NON_BLOCKING);
  ck_assert_int_eq (state.opened_form, mode->form);
  if (has (mode, SWIM_MODE_USES_SHARE))
    ck_assert_int_eq (state.blocking_calls, 20);
  ck_assert_int_eq (isnan (record->blocking_share), !has (mode, SWIM_MODE_USES_SHARE));
}
END_TEST

START_TEST (test_what_the_job_offloads_counts_where_a_mode_says_so)
{
  const SwimMode *mode = mode_at (_i);
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode, 10, 2);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  const char *const *parts = (const char *const *) record->offloaded;

  ck_assert_int_eq (g_strv_contains (parts, SWIM_FAKE_JOB_OFFLOADED),
                    has (mode, SWIM_MODE_JOB_OFFLOADS));
  ck_assert (mode->offloaded == NULL || g_strv_contains (parts, mode->offloaded));
}
END_TEST

START_TEST (test_modes_that_did_the_same_work_have_the_same_digest)
{
  SwimFakeState one = { 0 };
  SwimFakeState other = { 0 };
  SwimFakeState failing = { .fail_items = TRUE };
  g_autoptr (SwimRun) baseline = make_run (&one, mode_at (0), 50, 8);
  g_autoptr (SwimRun) run = make_run (&other, mode_at (_i), 50, 8);
  g_autoptr (SwimRun) different = make_run (&failing, mode_at (_i), 50, 8);
  g_autoptr (SwimRecord) expected = swim_fake_job_execute (baseline);
  g_autoptr (SwimRecord) record = NULL;
  g_autoptr (SwimRecord) unequal = NULL;

  g_clear_object (&baseline); /* a thread has one ledger at a time */
  record = swim_fake_job_execute (run);
  ck_assert_str_eq (record->digest, expected->digest);
  g_clear_object (&run);
  unequal = swim_fake_job_execute (different);
  ck_assert_str_ne (unequal->digest, expected->digest);
  ck_assert_uint_eq (unequal->statuses[SWIM_STATUS_TIMEOUT], 50);
}
END_TEST

START_TEST (test_several_loops_do_the_same_work)
{
  const SwimMode *mode = mode_at (_i);
  SwimFakeState one = { 0 };
  SwimFakeState many = { .delay_ms = 1 };
  g_autoptr (SwimRun) single = make_run (&one, mode, 300, 8);
  g_autoptr (SwimRun) run = make_run (&many, mode, 300, 8);
  g_autoptr (SwimRecord) expected = swim_fake_job_execute (single);
  g_autoptr (SwimRecord) record = NULL;

  g_clear_object (&single);
  swim_run_set_loops (run, 3);
  record = swim_fake_job_execute (run);
  ck_assert_str_eq (record->digest, expected->digest);
  ck_assert_uint_eq (record->items, 300);
  ck_assert_uint_eq (record->loops, has (mode, SWIM_MODE_USES_LOOPS) ? 3 : 1);
  ck_assert_int_eq (many.blocking_calls, one.blocking_calls);
  ck_assert_int_eq (many.slot_clashes, 0);
  ck_assert_uint_eq (many.open, 0);
  ck_assert_int_le (many.most_in_flight, 8);
  ck_assert_int_eq (many.calls_on_loop > 0, has (mode, SWIM_MODE_BLOCKS_LOOP));
}
END_TEST

START_TEST (test_no_more_loops_than_slots)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, swim_mode_lookup ("async"), 20, 2);
  g_autoptr (SwimRecord) record = NULL;

  swim_run_set_loops (run, 5);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (record->loops, 2);
  ck_assert_uint_eq (record->items, 20);
}
END_TEST

/* The mode that is on several loops and blocks each, or NULL. */
static const SwimMode *
find_blocking_loops (void)
{
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    if (has (*mode, SWIM_MODE_BLOCKS_LOOP) && has (*mode, SWIM_MODE_USES_LOOPS))
      return *mode;
  return NULL;
}

/* Half of the items block the loop that they are on, whichever that is. */
START_TEST (test_stalls_of_every_loop_are_in_the_figures)
{
  SwimFakeState state = { .delay_ms = 20 };
  g_autoptr (SwimRun) run = make_run (&state, find_blocking_loops (), 40, 8);
  g_autoptr (SwimRecord) record = NULL;
  guint elsewhere = 0;

  swim_run_set_loops (run, 2);
  swim_run_set_blocking_share (run, 0.5);
  swim_run_set_stall_seconds (run, 0.015);
  record = swim_fake_job_execute (run);
  ck_assert_uint_ge (record->loop.stalls, 20);
  ck_assert_uint_eq (record->loop.worst_stalls->len, record->loop.stalls);
  ck_assert_double_ge (record->loop.delay_max, 0.02);
  ck_assert_double_ge (record->loop.blocked_seconds, 20 * 0.02);
  ck_assert_double_le (record->loop.utilization, 1); /* of the time of both */
  for (guint i = 0; i < record->outcomes->len; i++)
    elsewhere += ((SwimOutcome *) g_ptr_array_index (record->outcomes, i))->item->slot % 2;
  ck_assert_uint_gt (elsewhere, 0);
}
END_TEST

START_TEST (test_a_long_run_keeps_figures_but_no_outcomes)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run =
      make_run (&state, swim_mode_lookup ("async"), SWIM_RECORD_MOST_OUTCOMES + 1, 64);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);

  ck_assert_ptr_null (record->outcomes);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], SWIM_RECORD_MOST_OUTCOMES + 1);
  ck_assert (isfinite (record->service.p999));
}
END_TEST

START_TEST (test_nothing_to_do_is_done_at_once)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 0, 8);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);

  ck_assert_uint_eq (record->items, 0);
  ck_assert (isnan (record->first_result_seconds));
}
END_TEST

START_TEST (test_the_loop_is_free_when_a_run_is_over)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 10, 8);
  g_autoptr (SwimRun) next = make_run (&state, mode_at (_i), 10, 8);
  GPollFunc before = g_main_context_get_poll_func (NULL);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autoptr (SwimRecord) record_of_next = NULL;

  ck_assert (g_main_context_get_poll_func (NULL) == before);
  record_of_next = swim_fake_job_execute (next); /* which is measured, too */
  ck_assert_uint_eq (record_of_next->items, 10);
  ck_assert_uint_eq (record->items, 10);
}
END_TEST

START_TEST (test_a_job_that_cannot_be_opened_ends_the_run)
{
  SwimFakeState state = { .fail_open = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 5, 8);
  g_autoptr (GError) error = NULL;

  ck_assert (!swim_run_execute (run, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_int_eq (state.blocking_calls + state.started_calls, 0);
}
END_TEST

static void
cancel_at_five (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  if (swim_run_get_tally (run)->total == 5)
    g_cancellable_cancel (data);
}

START_TEST (test_cancelling_ends_it_early_with_an_outcome_for_all_that_was_pulled)
{
  SwimFakeState state = { .delay_ms = 1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 1000, 4);
  g_autoptr (SwimRecord) record = NULL;

  swim_run_set_cancellable (run, cancellable);
  swim_run_set_sink (run, cancel_at_five, cancellable, NULL);
  record = swim_fake_job_execute (run);
  ck_assert_uint_ge (record->items, 5);
  ck_assert_uint_lt (record->items, 50);
  ck_assert_uint_eq (record->items, (guint) (state.blocking_calls + state.started_calls));
  ck_assert_int_eq (state.in_flight, 0);
}
END_TEST

static void
spoil_odd (SwimItem *item, gpointer data)
{
  if (item->index % 2 == 1)
    item->problem = g_strdup ("list:1: no good");
}

static gpointer
abort_run (gpointer run)
{
  return GINT_TO_POINTER (swim_run_abort_from_thread (run));
}

/* A program that was told to end has left its loop, but not yet the function that ran it. */
START_TEST (test_a_run_that_has_ended_is_not_aborted)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 20, 8);

  ck_assert (swim_run_execute (run, NULL));
  ck_assert_ptr_null (g_thread_join (g_thread_new ("abort", abort_run, run)));
}
END_TEST

START_TEST (test_a_bad_item_is_an_outcome_and_never_reaches_the_job)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = make_items (100);
  g_autoptr (SwimRun) run = swim_run_new (job, items, mode_at (_i)->name, NULL);
  g_autoptr (SwimRecord) record = NULL;

  swim_items_set_map (items, spoil_odd, NULL, NULL);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 50);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_INVALID], 50);
  ck_assert_int_eq (state.blocking_calls + state.started_calls, 50);
}
END_TEST

START_TEST (test_a_record_survives_its_file)
{
  SwimFakeState state = { .delay_ms = 1 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 30, 8);
  g_autoptr (SwimRecord) record = swim_fake_job_execute (run);
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "record", NULL);
  g_autofree char *rewritten = g_build_filename (folder, "rewritten", NULL);
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autoptr (SwimRecord) read = NULL;
  GError *error = NULL;

  ck_assert (swim_record_save (record, path, &error));
  read = swim_record_load (path, &error);
  swim_assert_no_error (error);
  ck_assert (swim_record_save (read, rewritten, &error));
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert (g_file_get_contents (rewritten, &other, NULL, NULL));
  ck_assert_str_eq (text, other);
  ck_assert_uint_eq (read->outcomes->len, 30);
  g_unlink (path);
  g_unlink (rewritten);
  g_rmdir (folder);
}
END_TEST

/* Takes the outcomes one by one, as a program of the user's own would. */
typedef struct
{
  SwimRun *run;
  GMainLoop *loop;
  guint n;
  int mode;
} Iteration;

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  Iteration *iteration = data;
  GError *error = NULL;
  g_autoptr (SwimOutcome) outcome = swim_run_next_finish (iteration->run, result, &error);

  swim_assert_no_error (error);
  if (outcome == NULL)
    {
      g_main_loop_quit (iteration->loop);
      return;
    }
  ck_assert_ptr_nonnull (outcome->item);
  iteration->n++;
  swim_run_next_async (iteration->run, NULL, on_next, iteration);
}

START_TEST (test_outcomes_can_be_awaited_one_by_one)
{
  SwimFakeState state = { .delay_ms = _i % 2 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 100, 8);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Iteration iteration = { run, loop, 0, _i };

  swim_run_next_async (run, NULL, on_next, &iteration);
  g_main_loop_run (loop);
  ck_assert_uint_eq (iteration.n, 100);
}
END_TEST

static void
on_next_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  Iteration *iteration = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimOutcome) outcome = swim_run_next_finish (iteration->run, result, &error);

  /* A mode that blocks the loop may have had its first outcome ready before the loop could see that
   * the waiting was cancelled. */
  if (has (mode_at (iteration->mode), SWIM_MODE_BLOCKS_LOOP) && outcome != NULL)
    iteration->n++;
  else
    ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  swim_run_next_async (iteration->run, NULL, on_next, iteration);
}

START_TEST (test_cancelled_waiting_loses_no_outcome)
{
  SwimFakeState state = { .delay_ms = 2 };
  g_autoptr (SwimRun) run = make_run (&state, mode_at (_i), 40, 8);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Iteration iteration = { run, loop, 0, _i };

  swim_run_next_async (run, cancellable, on_next_cancelled, &iteration);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (loop);
  ck_assert_uint_eq (iteration.n, 40);
}
END_TEST

START_TEST (test_the_loop_is_blocked_only_where_a_mode_says_so)
{
  const SwimMode *mode = mode_at (_i);
  SwimFakeState state = { .delay_ms = 30 };
  g_autoptr (SwimRun) run = make_run (&state, mode, 20, 8);
  g_autoptr (SwimRecord) record = NULL;

  swim_run_set_stall_seconds (run, 0.025);
  record = swim_fake_job_execute (run);
  if (has (mode, SWIM_MODE_BLOCKS_LOOP))
    ck_assert_double_ge (record->loop.delay_max, 0.03);
  else
    ck_assert_uint_eq (record->loop.stalls, 0);
}
END_TEST

START_TEST (test_an_unknown_mode_is_refused)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = make_items (1);
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_run_new (job, items, "fast", &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_every_item_has_one_outcome, 0, N_MODES);
  tcase_add_loop_test (tests, test_no_more_in_flight_than_slots_and_none_shared, 0, N_MODES);
  tcase_add_loop_test (tests, test_a_mode_calls_the_forms_that_it_says, 0, N_MODES);
  tcase_add_loop_test (tests, test_what_the_job_offloads_counts_where_a_mode_says_so, 0, N_MODES);
  tcase_add_loop_test (tests, test_several_loops_do_the_same_work, 0, N_MODES);
  tcase_add_test (tests, test_no_more_loops_than_slots);
  tcase_add_test (tests, test_a_long_run_keeps_figures_but_no_outcomes);
  if (find_blocking_loops () != NULL)
    tcase_add_test (tests, test_stalls_of_every_loop_are_in_the_figures);
  tcase_add_loop_test (tests, test_modes_that_did_the_same_work_have_the_same_digest, 0, N_MODES);
  tcase_add_loop_test (tests, test_nothing_to_do_is_done_at_once, 0, N_MODES);
  tcase_add_loop_test (tests, test_the_loop_is_free_when_a_run_is_over, 0, N_MODES);
  tcase_add_loop_test (tests, test_a_job_that_cannot_be_opened_ends_the_run, 0, N_MODES);
  tcase_add_loop_test (tests, test_cancelling_ends_it_early_with_an_outcome_for_all_that_was_pulled,
                       0, N_MODES);
  tcase_add_loop_test (tests, test_a_run_that_has_ended_is_not_aborted, 0, N_MODES);
  tcase_add_loop_test (tests, test_a_bad_item_is_an_outcome_and_never_reaches_the_job, 0, N_MODES);
  tcase_add_loop_test (tests, test_a_record_survives_its_file, 0, N_MODES);
  tcase_add_loop_test (tests, test_outcomes_can_be_awaited_one_by_one, 0, N_MODES);
  tcase_add_loop_test (tests, test_cancelled_waiting_loses_no_outcome, 0, N_MODES);
  tcase_add_loop_test (tests, test_the_loop_is_blocked_only_where_a_mode_says_so, 0, N_MODES);
  tcase_add_test (tests, test_an_unknown_mode_is_refused);
}

SWIM_TEST_MAIN ("run", add_tests)
