/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When rounds are enough, of hand-made times. */
#include "config.h"

#include <math.h>

#include "compare/auto-rounds.h"
#include "swim-hand-made.h"
#include "swim-test.h"

#define MOST 1000

/* A comparison of these times, stopped at 5 % or after 100 s. */
static SwimComparison *
make (const double *baseline, const double *contender, guint n)
{
  SwimComparison *comparison = swim_comparison_new ("probe");

  comparison->stopping = (SwimStopping){ .precision = 0.05, .max_seconds = 100 };
  swim_hand_made_add (comparison, "sequential", "d", baseline, n);
  swim_hand_made_add (comparison, "async", "d", contender, n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (comparison->order, g_strsplit ("sequential,async", ",", -1));
  return comparison;
}

static const double steady[] = { 1, 1.01, 1.02, 1.03, 1.01, 1.02 };
static const double wide[] = { 1, 1.01, 1.02, 1.2, 1.01, 1.02 };
static const double failed[] = { 1, -1, 1, -1, 1, 1 };
/* Where the machine slows down, both do: their ratio is steady, and their times are not. */
static const double drifting[] = { 1, 1.1, 1.2, 1.3, 1.4, 1.5 };

START_TEST (test_narrow_intervals_end_the_rounds)
{
  g_autoptr (SwimComparison) comparison = make (steady, steady, 6);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_PRECISION);
  comparison->stopping.precision = 0.02;
  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
}
END_TEST

START_TEST (test_too_few_rounds_have_no_interval)
{
  g_autoptr (SwimComparison) comparison = make (steady, steady, 5);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
}
END_TEST

START_TEST (test_one_wide_interval_is_enough_to_go_on)
{
  g_autoptr (SwimComparison) comparison = make (steady, wide, 6);
  double width;

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
  ck_assert_str_eq (swim_comparison_find_widest (comparison, &width)->mode, "async");
  ck_assert_double_gt (width, 0.18);
}
END_TEST

START_TEST (test_times_count_as_well_as_their_ratio)
{
  g_autoptr (SwimComparison) comparison = make (drifting, drifting, 6);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
}
END_TEST

START_TEST (test_time_ends_the_rounds_after_the_first)
{
  g_autoptr (SwimComparison) none = make (steady, wide, 0);
  g_autoptr (SwimComparison) one = make (steady, wide, 1);

  ck_assert_int_eq (swim_comparison_judge_stop (none, 101, MOST), SWIM_STOP_NONE);
  ck_assert_int_eq (swim_comparison_judge_stop (one, 99, MOST), SWIM_STOP_NONE);
  ck_assert_int_eq (swim_comparison_judge_stop (one, 100, MOST), SWIM_STOP_TIME);
}
END_TEST

START_TEST (test_precision_counts_before_time)
{
  g_autoptr (SwimComparison) comparison = make (steady, steady, 6);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 101, 6), SWIM_STOP_PRECISION);
}
END_TEST

START_TEST (test_there_is_a_most_of_rounds)
{
  g_autoptr (SwimComparison) comparison = make (steady, wide, 6);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, 6), SWIM_STOP_MOST);
}
END_TEST

/* More rounds do nothing for a mode that failed, and without a baseline the times are enough. */
START_TEST (test_a_mode_that_failed_is_not_waited_for)
{
  g_autoptr (SwimComparison) comparison = make (steady, failed, 6);
  SwimContender *contender = swim_comparison_get (comparison, 1);

  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
  contender->problem = g_strdup ("a signal ended its process");
  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_PRECISION);
}
END_TEST

START_TEST (test_without_a_baseline_the_times_are_enough)
{
  g_autoptr (SwimComparison) comparison = make (failed, steady, 6);

  swim_comparison_get (comparison, 0)->problem = g_strdup ("a signal ended its process");
  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_PRECISION);
}
END_TEST

/* An interval of nothing is not narrow. */
START_TEST (test_where_all_failed_nothing_is_precise)
{
  g_autoptr (SwimComparison) comparison = make (failed, failed, 6);

  for (guint i = 0; i < 2; i++)
    swim_comparison_get (comparison, i)->problem = g_strdup ("a signal ended its process");
  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 1, MOST), SWIM_STOP_NONE);
  ck_assert_int_eq (swim_comparison_judge_stop (comparison, 100, MOST), SWIM_STOP_TIME);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_narrow_intervals_end_the_rounds);
  tcase_add_test (tests, test_too_few_rounds_have_no_interval);
  tcase_add_test (tests, test_one_wide_interval_is_enough_to_go_on);
  tcase_add_test (tests, test_times_count_as_well_as_their_ratio);
  tcase_add_test (tests, test_time_ends_the_rounds_after_the_first);
  tcase_add_test (tests, test_precision_counts_before_time);
  tcase_add_test (tests, test_there_is_a_most_of_rounds);
  tcase_add_test (tests, test_a_mode_that_failed_is_not_waited_for);
  tcase_add_test (tests, test_without_a_baseline_the_times_are_enough);
  tcase_add_test (tests, test_where_all_failed_nothing_is_precise);
}

SWIM_TEST_MAIN ("auto-rounds", add_tests)
