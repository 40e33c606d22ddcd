/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run does about the mistakes that a first job makes: completions that never complete, that
 * complete twice, or in another thread, and one outcome for several items. */
#include "config.h"

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

static const char *const names[] = { "a", "b", "c", "d", "e", NULL };

/* A run of the five items in async. */
static SwimRun *
make_run (SwimFakeState *state, guint jobs)
{
  g_autoptr (SwimJob) job = swim_fake_job_new (state);
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  SwimRun *run = swim_run_new (job, items, "async", NULL);

  swim_run_set_jobs (run, jobs);
  return run;
}

/* What a handler of the signal saw, and what it has to do. */
typedef struct
{
  SwimFakeState *state;
  GCancellable *cancellable; /* to be cancelled; NULL: the completions are completed */
  char *text;
  char **items;
  guint times;
  gboolean handled;
} Overdue;

static gboolean
on_overdue (SwimRun *run, const char *text, char **items, gpointer data)
{
  Overdue *overdue = data;

  overdue->times++;
  overdue->text = g_strdup (text);
  overdue->items = g_strdupv (items);
  if (overdue->cancellable != NULL)
    g_cancellable_cancel (overdue->cancellable);
  else
    swim_fake_job_return_kept (overdue->state);
  return overdue->handled;
}

static void
overdue_clear (Overdue *overdue)
{
  g_free (overdue->text);
  g_strfreev (overdue->items);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Overdue, overdue_clear)

static void
watch (SwimRun *run, double seconds, Overdue *overdue)
{
  swim_run_set_overdue_seconds (run, seconds);
  g_signal_connect (run, "overdue", G_CALLBACK (on_overdue), overdue);
}

START_TEST (test_items_that_never_come_back_are_named_once)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  SwimFakeState state = { .kept = kept };
  g_auto (Overdue) overdue = { .state = &state, .handled = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, 5);
  g_autoptr (SwimRecord) record = NULL;

  watch (run, 0.001, &overdue);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (overdue.times, 1);
  ck_assert (g_strv_equal ((const char *const *) overdue.items, names));
  ck_assert_str_eq (overdue.text,
                    "nothing has completed for 0.001 s; still in flight: “a”, “b”, "
                    "“c” and 2 more; does every path of the job's non-blocking form complete the "
                    "item?");
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 5);
}
END_TEST

START_TEST (test_where_nobody_handles_it_a_warning_is_logged)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  SwimFakeState state = { .kept = kept };
  g_auto (Overdue) overdue = { .state = &state };
  g_autoptr (SwimRun) run = make_run (&state, 5);
  g_autoptr (SwimRecord) record = NULL;

  watch (run, 0.001, &overdue);
  g_test_expect_message ("swimlane", G_LOG_LEVEL_WARNING, "nothing has completed for*“a”*");
  record = swim_fake_job_execute (run);
  g_test_assert_expected_messages ();
  ck_assert_uint_eq (record->items, 5);
}
END_TEST

static gboolean
on_idle (gpointer data)
{
  SwimFakeState *state = data;

  if (state->kept->len < G_N_ELEMENTS (names) - 1)
    return G_SOURCE_CONTINUE;
  swim_fake_job_return_kept (state);
  return G_SOURCE_REMOVE;
}

START_TEST (test_a_run_may_be_told_to_wait_for_ever)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  SwimFakeState state = { .kept = kept };
  g_auto (Overdue) overdue = { .state = &state, .handled = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, 5);
  g_autoptr (SwimRecord) record = NULL;

  watch (run, 0, &overdue);
  g_idle_add (on_idle, &state);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (overdue.times, 0);
  ck_assert_uint_eq (record->items, 5);
}
END_TEST

START_TEST (test_cancelling_gives_up_what_never_comes_back)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimFakeState state = { .kept = kept };
  g_auto (Overdue) overdue = { .cancellable = cancellable, .handled = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, 3);
  g_autoptr (SwimRecord) record = NULL;

  swim_run_set_overdue_seconds (run, 0.001);
  swim_run_set_cancellable (run, cancellable);
  g_signal_connect (run, "overdue", G_CALLBACK (on_overdue), &overdue);
  record = swim_fake_job_execute (run);
  ck_assert_uint_eq (record->items, 3);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_CANCELLED], 3);
  ck_assert_uint_eq (state.open, 1); /* it is in use, as far as anybody can know */
  g_clear_object (&run);
  swim_fake_job_return_kept (&state); /* it may yet */
}
END_TEST

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_run_next_finish (SWIM_RUN (source), result, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  *(gboolean *) data = TRUE;
}

START_TEST (test_a_run_may_be_dropped_while_items_are_in_flight)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimFakeState state = { .kept = kept };
  SwimRun *run = make_run (&state, 3);
  gboolean done = FALSE;

  swim_run_next_async (run, cancellable, on_next, &done);
  while (kept->len < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  g_object_unref (run);
  ck_assert_ptr_null (run);
  swim_fake_job_return_kept (&state);
  ck_assert_int_eq (state.in_flight, 0);
}
END_TEST

START_TEST (test_an_item_that_completes_twice_is_told_by_name_and_dropped)
{
  SwimFakeState state = { .delay_ms = 1, .twice = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, 1);
  g_autoptr (SwimRecord) record = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *pattern =
          g_strdup_printf ("*completed “%s” twice, as ok and now as timeout*", names[i]);

      g_test_expect_message ("swimlane", G_LOG_LEVEL_CRITICAL, pattern);
    }
  record = swim_fake_job_execute (run);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_assert_expected_messages ();
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 5);
}
END_TEST

START_TEST (test_an_item_that_completes_in_another_thread_is_told_and_marshalled_to_its_loop)
{
  SwimFakeState state = { .elsewhere = TRUE };
  g_autoptr (SwimRun) run = make_run (&state, 5);
  g_autoptr (SwimRecord) record = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *pattern = g_strdup_printf ("*completed “%s” in another thread*", names[i]);

      g_test_expect_message ("swimlane", G_LOG_LEVEL_CRITICAL, pattern);
    }
  record = swim_fake_job_execute (run);
  g_test_assert_expected_messages ();
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 5);
}
END_TEST

static void
count_name (SwimRun *run, SwimOutcome *outcome, gpointer counts)
{
  ((guint *) counts)[outcome->item->index]++;
  ck_assert_str_eq (outcome->item->name, names[outcome->item->index]);
  ck_assert_str_eq (outcome->detail, "the same");
  ck_assert_int_le (outcome->submitted, outcome->started);
}

/* In each mode. */
START_TEST (test_one_outcome_for_several_items_is_told_and_each_gets_its_own)
{
  SwimFakeState state = { .shared = swim_outcome_new (SWIM_STATUS_OK, "the same") };
  g_autoptr (SwimJob) job = swim_fake_job_new (&state);
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  g_autoptr (SwimRun) run = swim_run_new (job, items, swim_mode_list ()[_i]->name, NULL);
  g_autoptr (SwimRecord) record = NULL;
  guint counts[G_N_ELEMENTS (names) - 1] = { 0 };

  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    g_test_expect_message ("swimlane", G_LOG_LEVEL_CRITICAL, "*one outcome for “?” and for “?”*");
  swim_run_set_sink (run, count_name, counts, NULL);
  record = swim_fake_job_execute (run);
  g_test_assert_expected_messages ();
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    ck_assert_uint_eq (counts[i], 1);
  ck_assert_uint_eq (record->statuses[SWIM_STATUS_OK], 5);
  swim_outcome_unref (state.shared);
}
END_TEST

/* A job that somebody has only begun to write. */
#define SWIM_TYPE_HALF_JOB (swim_half_job_get_type ())
G_DECLARE_FINAL_TYPE (SwimHalfJob, swim_half_job, SWIM, HALF_JOB, GObject)

struct _SwimHalfJob
{
  GObject parent;
};

static SwimOutcome *
half_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  return swim_outcome_new (SWIM_STATUS_OK, NULL);
}

static void
swim_half_job_iface_init (SwimJobInterface *iface)
{
  iface->run = half_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SwimHalfJob,
                               swim_half_job,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, swim_half_job_iface_init))

static void
swim_half_job_class_init (SwimHalfJobClass *klass)
{
}

static void
swim_half_job_init (SwimHalfJob *self)
{
}

START_TEST (test_a_job_without_one_of_its_forms_is_refused)
{
  g_autoptr (SwimJob) job = g_object_new (SWIM_TYPE_HALF_JOB, NULL);
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  g_autoptr (SwimRun) run = swim_run_new (job, items, "async", NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!swim_run_execute (run, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_str_eq (error->message, "a job of the type SwimHalfJob cannot be run: it has no start "
                                    "and no run_async");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_items_that_never_come_back_are_named_once);
  tcase_add_test (tests, test_where_nobody_handles_it_a_warning_is_logged);
  tcase_add_test (tests, test_a_run_may_be_told_to_wait_for_ever);
  tcase_add_test (tests, test_cancelling_gives_up_what_never_comes_back);
  tcase_add_test (tests, test_a_run_may_be_dropped_while_items_are_in_flight);
  tcase_add_test (tests, test_an_item_that_completes_twice_is_told_by_name_and_dropped);
  tcase_add_test (tests,
                  test_an_item_that_completes_in_another_thread_is_told_and_marshalled_to_its_loop);
  tcase_add_loop_test (tests, test_one_outcome_for_several_items_is_told_and_each_gets_its_own, 0,
                       N_MODES);
  tcase_add_test (tests, test_a_job_without_one_of_its_forms_is_refused);
}

SWIM_TEST_MAIN ("overdue", add_tests)
