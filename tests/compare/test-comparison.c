/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons of hand-made records, of which the answers are known. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "compare/comparison-json.h"
#include "compare/rounds.h"
#include "report/report.h"
#include "swim-test.h"

/* A contender whose runs took these times; a negative time is a run that failed. */
static SwimContender *
add (SwimComparison *comparison, const char *mode, const char *digest, const double *times, guint n)
{
  SwimContender *contender = swim_comparison_add (comparison, mode);

  for (guint i = 0; i < n; i++)
    {
      SwimRecord *record = times[i] < 0 ? NULL : swim_record_new ();
      int exit_code = record == NULL ? -1 : 0;

      if (record != NULL)
        {
          record->job = g_strdup ("probe");
          record->mode = g_strdup (mode);
          record->items = 18;
          record->statuses[SWIM_STATUS_OK] = 8;
          record->statuses[SWIM_STATUS_NOT_FOUND] = 10;
          record->digest = g_strdup (digest);
          record->wall_seconds = times[i];
          record->throughput_per_sec = 18 / times[i];
        }
      g_ptr_array_add (contender->records, record);
      g_array_append_val (contender->exit_codes, exit_code);
    }
  return contender;
}

static const struct
{
  const char *what;
  guint rounds;
  double baseline[9];
  double times[9];
  double estimate, lower, upper;
  SwimVerdict verdict;
  /* clang-format off */
} cases[] = {
  { "one round says nothing", 1, { 1 }, { 0.1 }, 10, 10, 10, SWIM_VERDICT_UNCLEAR },
  { "five rounds say the range", 5, { 1, 1, 1, 1, 1 }, { 0.5, 0.5, 0.5, 0.5, 0.4 }, 2, 2, 2.5,
    SWIM_VERDICT_UNCLEAR },
  { "six rounds suffice", 6, { 1, 1, 1, 1, 1, 1 }, { 0.5, 0.5, 0.5, 0.5, 0.5, 0.4 }, 2, 2, 2.5,
    SWIM_VERDICT_FASTER },
  { "nine rounds leave the extremes out", 9, { 1, 1, 1, 1, 1, 1, 1, 1, 1 },
    { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 2 }, 2, 2, 2, SWIM_VERDICT_FASTER },
  { "slower", 6, { 1, 1, 1, 1, 1, 1 }, { 2, 2, 2, 2, 2, 2.5 }, 0.5, 0.4, 0.5,
    SWIM_VERDICT_SLOWER },
  { "a tie is the same", 6, { 1, 1, 1, 1, 1, 1 }, { 1, 1, 1, 1, 1, 1 }, 1, 1, 1,
    SWIM_VERDICT_SAME },
  { "within the threshold is the same", 6, { 1, 1, 1, 1, 1, 1 },
    { 0.97, 0.97, 0.97, 0.98, 0.98, 0.98 }, (1 / 0.97 + 1 / 0.98) / 2, 1 / 0.98, 1 / 0.97,
    SWIM_VERDICT_SAME },
  { "across the line is unclear", 6, { 1, 1, 1, 1, 1, 1 }, { 0.8, 1.25, 0.8, 1.25, 0.8, 1.25 },
    1.025, 0.8, 1.25, SWIM_VERDICT_UNCLEAR },
  { "pairs follow a drifting machine", 6, { 1, 2, 3, 4, 5, 6 }, { 0.5, 1, 1.5, 2, 2.5, 3 }, 2, 2,
    2, SWIM_VERDICT_FASTER },
};
/* clang-format on */

START_TEST (test_verdicts)
{
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender;

  add (comparison, "sequential", "d", cases[_i].baseline, cases[_i].rounds);
  contender = add (comparison, "async", "d", cases[_i].times, cases[_i].rounds);
  swim_comparison_conclude (comparison);
  ck_assert_double_eq_tol (contender->speedup.median, cases[_i].estimate, 1e-9);
  ck_assert_double_eq_tol (contender->speedup.lower, cases[_i].lower, 1e-9);
  ck_assert_double_eq_tol (contender->speedup.upper, cases[_i].upper, 1e-9);
  ck_assert_msg (contender->verdict == cases[_i].verdict, "%s: %s", cases[_i].what,
                 swim_verdict_to_string (contender->verdict));
  ck_assert (swim_comparison_agrees (comparison));
}
END_TEST

START_TEST (test_different_work_is_never_compared)
{
  const double times[] = { 1, 1, 1, 1, 1, 1 };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender;
  g_autofree char *words = NULL;

  add (comparison, "sequential", "d", times, 6);
  contender = add (comparison, "async", "other", times, 6);
  swim_comparison_conclude (comparison);
  ck_assert_int_eq (contender->verdict, SWIM_VERDICT_DIFFERENT_WORK);
  ck_assert (!swim_comparison_agrees (comparison));
  words = swim_report_words (comparison);
  ck_assert_ptr_nonnull (strstr (words, "different work"));
}
END_TEST

START_TEST (test_fewer_successes_are_different_work)
{
  const double times[] = { 1, 1, 1, 1, 1, 1 };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender;
  SwimRecord *record;

  add (comparison, "sequential", "d", times, 6);
  contender = add (comparison, "async", "d", times, 6);
  record = g_ptr_array_index (contender->records, 3);
  record->statuses[SWIM_STATUS_OK]--;
  record->statuses[SWIM_STATUS_TIMEOUT]++;
  swim_comparison_conclude (comparison);
  ck_assert_int_eq (contender->verdict, SWIM_VERDICT_DIFFERENT_WORK);
  ck_assert_ptr_nonnull (strstr (contender->problem, "it has 7 items that are ok"));
}
END_TEST

START_TEST (test_a_mode_that_crashed_has_failed)
{
  const double times[] = { 1, 1, 1 };
  const double crashed[] = { 1, -1, 1 };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender;

  add (comparison, "sequential", "d", times, 3);
  contender = add (comparison, "async", "d", crashed, 3);
  contender->problem = g_strdup ("a signal ended its process");
  swim_comparison_conclude (comparison);
  ck_assert_int_eq (contender->verdict, SWIM_VERDICT_FAILED);
  ck_assert (!swim_comparison_agrees (comparison));
  ck_assert_uint_eq (contender->wall.n, 2);
}
END_TEST

START_TEST (test_the_export_is_a_superset_of_hyperfines)
{
  const double times[] = { 1, 2, 3, 4, 5, 6 };
  /* clang-format off */
  static const char *const members[]
      = { "command", "mean",  "stddev",   "median",           "user",       "system",
          "min",     "max",   "times",    "memory_usage_byte", "exit_codes", "parameters",
          "mode",    "usage", "latency",  "loop",             "throughput_per_sec" };
  /* clang-format on */
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  g_autoptr (GPtrArray) comparisons = g_ptr_array_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *result;

  add (comparison, "sequential", "d", times, 6);
  add (comparison, "async", "d", times, 6);
  swim_comparison_conclude (comparison);
  g_ptr_array_add (comparisons, comparison);
  node = swim_comparisons_to_json (comparisons, NULL);
  result = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (node), "results"), 1);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    ck_assert_msg (json_object_has_member (result, members[i]), "%s is missing", members[i]);
  ck_assert_str_eq (json_object_get_string_member (result, "command"), "async");
  ck_assert_double_eq (json_object_get_double_member (result, "median"), 3.5);
  ck_assert_uint_eq (json_array_get_length (json_object_get_array_member (result, "times")), 6);
}
END_TEST

static GPtrArray *
make_outcomes (guint n)
{
  GPtrArray *outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (outcomes, swim_outcome_new (SWIM_STATUS_OK, NULL));
  return outcomes;
}

START_TEST (test_the_run_nearest_to_the_median_is_shown)
{
  static const double uneven[] = { 9, 1, 4, -1, 3, 5 };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender = add (comparison, "async", "d", uneven, 6);
  guint holders = 0;

  for (guint i = 0; i < 6; i++)
    if (contender->records->pdata[i] != NULL)
      ((SwimRecord *) contender->records->pdata[i])->outcomes = make_outcomes (10);
  /* What is farthest from the median, 4, goes first. */
  swim_contender_thin_outcomes (contender, 30);
  ck_assert_ptr_null (((SwimRecord *) contender->records->pdata[0])->outcomes);
  ck_assert_ptr_null (((SwimRecord *) contender->records->pdata[1])->outcomes);
  ck_assert_ptr_nonnull (((SwimRecord *) contender->records->pdata[5])->outcomes);
  swim_comparison_conclude (comparison);
  for (guint i = 0; i < 6; i++)
    if (contender->records->pdata[i] != NULL)
      holders += ((SwimRecord *) contender->records->pdata[i])->outcomes != NULL;
  ck_assert_uint_eq (holders, 1);
  ck_assert_ptr_eq (swim_contender_get_shown (contender), contender->records->pdata[2]);
}
END_TEST

START_TEST (test_a_mode_without_a_run_shows_none)
{
  static const double crashed[] = { -1, -1 };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimContender *contender = add (comparison, "async", "d", crashed, 2);

  swim_contender_thin_outcomes (contender, 0);
  ck_assert_ptr_null (swim_contender_get_shown (contender));
}
END_TEST

/* Somebody cancels just when a run has ended. */
static gboolean
run_and_cancel (guint contender,
                guint round,
                SwimChildResult *result,
                GCancellable *cancellable,
                gpointer data,
                GError **error)
{
  guint *runs = data;

  (*runs)++;
  result->record = swim_record_new ();
  g_cancellable_cancel (cancellable);
  return TRUE;
}

START_TEST (test_no_run_begins_after_a_cancellation)
{
  const char *const modes[] = { "a", "b", NULL };
  guint runs = 0;
  SwimRounds rounds = {
    .job = "command", .modes = modes, .rounds = 2, .run = run_and_cancel, .run_data = &runs
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_rounds_run (&rounds, cancellable, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_uint_eq (runs, 1);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_verdicts, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tests, test_different_work_is_never_compared);
  tcase_add_test (tests, test_fewer_successes_are_different_work);
  tcase_add_test (tests, test_a_mode_that_crashed_has_failed);
  tcase_add_test (tests, test_the_export_is_a_superset_of_hyperfines);
  tcase_add_test (tests, test_the_run_nearest_to_the_median_is_shown);
  tcase_add_test (tests, test_a_mode_without_a_run_shows_none);
  tcase_add_test (tests, test_no_run_begins_after_a_cancellation);
}

SWIM_TEST_MAIN ("comparison", add_tests)
