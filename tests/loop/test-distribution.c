/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <math.h>

#include "loop/distribution.h"
#include "swim-test.h"

START_TEST (test_quantiles_are_by_nearest_rank)
{
  g_autoptr (SwimDistribution) values = swim_distribution_new ();

  for (guint i = 100; i >= 1; i--)
    swim_distribution_add (values, i);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.5), 50);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.9), 90);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.99), 99);
  ck_assert_double_eq (swim_distribution_quantile (values, 1), 100);
  ck_assert_uint_eq (swim_distribution_get_max (values), 100);
  ck_assert_double_eq (swim_distribution_get_sum (values), 5050);
}
END_TEST

START_TEST (test_nothing_has_no_quantile)
{
  g_autoptr (SwimDistribution) values = swim_distribution_new ();

  ck_assert (isnan (swim_distribution_quantile (values, 0.5)));
  ck_assert_double_eq (swim_distribution_wait_quantile (values, 100, 0.5), 0);
}
END_TEST

START_TEST (test_excess_is_in_closed_form)
{
  g_autoptr (SwimDistribution) spans = swim_distribution_new ();

  swim_distribution_add (spans, 10);
  swim_distribution_add (spans, 30);
  ck_assert_double_eq (swim_distribution_excess (spans, 0), 40);
  ck_assert_double_eq (swim_distribution_excess (spans, 10), 20);
  ck_assert_double_eq (swim_distribution_excess (spans, 25), 5);
  ck_assert_double_eq (swim_distribution_excess (spans, 30), 0);
}
END_TEST

/* One span of 30 and one of 10 in 100: an event waits longer than x with probability
 * (30 - x) / 100 for x from 10 on, and (40 - 2x) / 100 below. */
START_TEST (test_wait_of_an_event_at_a_random_moment)
{
  g_autoptr (SwimDistribution) spans = swim_distribution_new ();

  swim_distribution_add (spans, 10);
  swim_distribution_add (spans, 30);
  ck_assert_double_eq_tol (swim_distribution_wait_quantile (spans, 100, 0.99), 29, 1e-9);
  ck_assert_double_eq_tol (swim_distribution_wait_quantile (spans, 100, 0.90), 20, 1e-9);
  ck_assert_double_eq_tol (swim_distribution_wait_quantile (spans, 100, 0.70), 5, 1e-9);
  ck_assert_double_eq (swim_distribution_wait_quantile (spans, 100, 0.50), 0);
  ck_assert_double_eq (swim_distribution_wait_quantile (spans, 100, 1), 30);
}
END_TEST

START_TEST (test_a_million_and_more_stay_within_a_thousandth)
{
  g_autoptr (SwimDistribution) values = swim_distribution_new ();
  const guint64 n = 1500000;
  static const double quantiles[] = { 0.01, 0.5, 0.9, 0.99, 0.999 };

  for (guint64 i = 1; i <= n; i++)
    swim_distribution_add (values, i * 7);
  ck_assert_uint_eq (swim_distribution_get_count (values), n);
  ck_assert_uint_eq (swim_distribution_get_max (values), n * 7);
  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      double exact = 7 * ceil (quantiles[i] * (double) n);

      ck_assert_double_eq_tol (swim_distribution_quantile (values, quantiles[i]) / exact, 1, 0.001);
    }
  /* Σ max (0, v - x) for x in the middle, of 7 · (1 … n): an eighth of 7 n². */
  ck_assert_double_eq_tol (swim_distribution_excess (values, 7.0 * (double) n / 2)
                               / (7.0 * (double) n * (double) n / 8),
                           1, 0.01);
}
END_TEST

START_TEST (test_large_values_stay_within_a_thousandth)
{
  const guint64 large = G_GUINT64_CONSTANT (1) << 40;
  g_autoptr (SwimDistribution) values = swim_distribution_new ();

  swim_distribution_add (values, large + 1);
  swim_distribution_add (values, 5);
  swim_distribution_add (values, large);
  swim_distribution_add (values, G_MAXUINT32);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.25), 5);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.50), (double) G_MAXUINT32);
  ck_assert_double_eq_tol (swim_distribution_quantile (values, 0.75) / (double) large, 1, 0.001);
  ck_assert_double_eq (swim_distribution_quantile (values, 1), (double) (large + 1));
  ck_assert_double_eq (swim_distribution_excess (values, (double) large), 1);
}
END_TEST

START_TEST (test_the_largest_number_has_a_bucket)
{
  g_autoptr (SwimDistribution) values = swim_distribution_new ();

  swim_distribution_add (values, G_MAXUINT64);
  ck_assert_double_eq (swim_distribution_quantile (values, 0.5), (double) G_MAXUINT64);
}
END_TEST

static SwimDistribution *
count_up (guint64 from, guint64 to)
{
  SwimDistribution *distribution = swim_distribution_new ();

  for (guint64 i = from; i < to; i++)
    swim_distribution_add (distribution, i);
  return distribution;
}

START_TEST (test_one_added_to_another_is_as_if_all_had_been_added_to_it)
{
  static const guint64 middles[] = { 0, 500, 500000, 1000 };
  static const guint64 ends[] = { 1000, 1000, 2000000, 1000 };
  g_autoptr (SwimDistribution) one = count_up (0, middles[_i]);
  g_autoptr (SwimDistribution) other = count_up (middles[_i], ends[_i]);
  g_autoptr (SwimDistribution) all = count_up (0, ends[_i]);

  swim_distribution_add_all (one, other);
  ck_assert_uint_eq (swim_distribution_get_count (one), ends[_i]);
  ck_assert_uint_eq (swim_distribution_get_max (one), ends[_i] - 1);
  ck_assert_double_eq (swim_distribution_get_sum (one), swim_distribution_get_sum (all));
  ck_assert_double_eq (swim_distribution_quantile (one, 0.25),
                       swim_distribution_quantile (all, 0.25));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_one_added_to_another_is_as_if_all_had_been_added_to_it, 0, 4);
  tcase_add_test (tests, test_quantiles_are_by_nearest_rank);
  tcase_add_test (tests, test_nothing_has_no_quantile);
  tcase_add_test (tests, test_excess_is_in_closed_form);
  tcase_add_test (tests, test_wait_of_an_event_at_a_random_moment);
  tcase_add_test (tests, test_a_million_and_more_stay_within_a_thousandth);
  tcase_add_test (tests, test_large_values_stay_within_a_thousandth);
  tcase_add_test (tests, test_the_largest_number_has_a_bucket);
}

SWIM_TEST_MAIN ("distribution", add_tests)
