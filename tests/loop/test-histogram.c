/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <math.h>

#include "loop/histogram.h"
#include "swim-test.h"

static const double quantiles[] = { 0.5, 0.9, 0.99, 0.999, 1 };

/* Values over five powers of ten, most of them small, as latencies are. */
static guint64
draw (GRand *random)
{
  return (guint64) exp (g_rand_double_range (random, log (20), log (5e6)));
}

static GArray *
pass_through_json (const GArray *histogram)
{
  g_autoptr (JsonObject) object = swim_histogram_to_json (histogram);
  g_autoptr (GError) error = NULL;
  GArray *read = swim_histogram_from_json (object, &error);

  swim_assert_no_error (error);
  return read;
}

static void
assert_same (const GArray *one, const GArray *other)
{
  ck_assert_uint_eq (one->len, other->len);
  for (guint i = 0; i < one->len; i++)
    {
      const SwimHistogramBucket *a = &g_array_index (one, SwimHistogramBucket, i);
      const SwimHistogramBucket *b = &g_array_index (other, SwimHistogramBucket, i);

      ck_assert_uint_eq (a->value, b->value);
      ck_assert_uint_eq (a->count, b->count);
    }
}

/* However the values are shared out, the sum of the shares' histograms is that of all. */
START_TEST (test_shares_add_up_to_the_whole)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (18);
  g_autoptr (SwimDistribution) whole = swim_distribution_new ();
  g_autoptr (SwimDistribution) joined = swim_distribution_new ();
  SwimDistribution *shares[7];
  g_autoptr (GArray) of_whole = NULL;
  g_autoptr (GArray) of_joined = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    shares[i] = swim_distribution_new ();
  for (guint i = 0; i < 50000; i++)
    {
      guint64 value = draw (random);

      swim_distribution_add (whole, value);
      swim_distribution_add (shares[value % 1000 % G_N_ELEMENTS (shares)], value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autoptr (GArray) histogram = swim_histogram_of (shares[i]);
      g_autoptr (GArray) read = pass_through_json (histogram);

      assert_same (histogram, read);
      swim_histogram_add_to (read, joined);
      swim_distribution_free (shares[i]);
    }
  of_whole = swim_histogram_of (whole);
  of_joined = swim_histogram_of (joined);
  assert_same (of_whole, of_joined);
  ck_assert_uint_eq (swim_histogram_get_count (of_joined), 50000);
  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      double exact = swim_distribution_quantile (whole, quantiles[i]);

      ck_assert_double_eq_tol (swim_distribution_quantile (joined, quantiles[i]) / exact, 1, 0.005);
    }
}
END_TEST

START_TEST (test_values_are_apart_by_less_than_a_hundredth)
{
  for (guint64 value = 1; value < G_MAXINT64 / 3; value += value / 7 + 1)
    {
      g_autoptr (SwimDistribution) one = swim_distribution_new ();
      g_autoptr (SwimDistribution) read = swim_distribution_new ();
      g_autoptr (GArray) histogram = NULL;

      swim_distribution_add (one, value);
      histogram = swim_histogram_of (one);
      ck_assert_uint_eq (histogram->len, 1);
      ck_assert_uint_le (g_array_index (histogram, SwimHistogramBucket, 0).value, value);
      swim_histogram_add_to (histogram, read);
      ck_assert_double_eq_tol (swim_distribution_quantile (read, 0.5) / (double) value, 1, 0.004);
    }
}
END_TEST

START_TEST (test_nothing_is_an_empty_histogram)
{
  g_autoptr (SwimDistribution) none = swim_distribution_new ();
  g_autoptr (GArray) histogram = swim_histogram_of (none);
  g_autoptr (GArray) read = pass_through_json (histogram);

  ck_assert_uint_eq (read->len, 0);
}
END_TEST

static void
assert_refused (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_nonnull (node);
  ck_assert_msg (swim_histogram_from_json (json_node_get_object (node), &error) == NULL, "%s",
                 text);
  ck_assert_ptr_nonnull (error);
}

START_TEST (test_what_is_no_histogram_is_refused)
{
  assert_refused ("{}");
  assert_refused ("{\"us\":[1]}");
  assert_refused ("{\"us\":[1],\"count\":7}");
  assert_refused ("{\"us\":[1],\"count\":[]}");
  assert_refused ("{\"us\":[1],\"count\":[0]}");
  assert_refused ("{\"us\":[1],\"count\":[-1]}");
  assert_refused ("{\"us\":[-1],\"count\":[1]}");
  assert_refused ("{\"us\":[1.5],\"count\":[1]}");
  assert_refused ("{\"us\":[\"1\"],\"count\":[1]}");
  assert_refused ("{\"us\":[[1]],\"count\":[1]}");
  assert_refused ("{\"us\":[2,1],\"count\":[1,1]}");
  assert_refused ("{\"us\":[1,1],\"count\":[1,1]}");
  assert_refused ("{\"us\":[1001],\"count\":[1]}"); /* not the smallest value of its bucket */
  assert_refused ("{\"us\":[1,2],\"count\":[9223372036854775807,1]}");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_shares_add_up_to_the_whole);
  tcase_add_test (tests, test_values_are_apart_by_less_than_a_hundredth);
  tcase_add_test (tests, test_nothing_is_an_empty_histogram);
  tcase_add_test (tests, test_what_is_no_histogram_is_refused);
}

SWIM_TEST_MAIN ("histogram", add_tests)
