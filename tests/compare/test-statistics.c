/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/rounds.h"
#include "compare/statistics.h"
#include "swim-test.h"

/* Computed with exact whole numbers in Python 3: the largest k with
 * 2 * sum (math.comb (n, i) for i in range (k)) <= 0.05 * 2 ** n, and n + 1 - k; they agree with
 * printed tables of 95 % intervals of a median. */
static const struct
{
  guint n;
  guint lower;
  guint upper;
  gboolean confident;
} ranks[] = {
  { 1, 1, 1, FALSE },   { 2, 1, 2, FALSE },   { 5, 1, 5, FALSE },    { 6, 1, 6, TRUE },
  { 7, 1, 7, TRUE },    { 8, 1, 8, TRUE },    { 9, 2, 8, TRUE },     { 10, 2, 9, TRUE },
  { 12, 3, 10, TRUE },  { 15, 4, 12, TRUE },  { 20, 6, 15, TRUE },   { 25, 8, 18, TRUE },
  { 30, 10, 21, TRUE }, { 50, 18, 33, TRUE }, { 100, 40, 61, TRUE }, { 1000, 469, 532, TRUE },
};

START_TEST (test_interval_ranks)
{
  g_autofree double *values = g_new (double, ranks[_i].n); /* each is its own rank */
  SwimSummary summary;

  for (guint i = 0; i < ranks[_i].n; i++)
    values[i] = i + 1;
  ck_assert (swim_statistics_summarize (values, ranks[_i].n, &summary));
  ck_assert_int_eq (summary.confident, ranks[_i].confident);
  ck_assert_double_eq (summary.lower, ranks[_i].lower);
  ck_assert_double_eq (summary.upper, ranks[_i].upper);
}
END_TEST

START_TEST (test_summary_of_few_values)
{
  const double values[] = { 3, 1, 2, 10 };
  SwimSummary summary;

  ck_assert (swim_statistics_summarize (values, 4, &summary));
  ck_assert_double_eq (summary.median, 2.5);
  ck_assert_double_eq (summary.mean, 4);
  ck_assert_double_eq_tol (summary.stddev, 4.08248290463863, 1e-12);
  ck_assert_double_eq (summary.lower, 1);
  ck_assert_double_eq (summary.upper, 10);
  ck_assert (!summary.confident);
  ck_assert (!swim_statistics_summarize (values, 0, &summary));
  ck_assert (swim_statistics_summarize (values, 1, &summary));
  ck_assert_double_eq (summary.median, 3);
  ck_assert_double_eq (summary.stddev, 0);
}
END_TEST

static const struct
{
  const char *what;
  SwimSummary ratio;
  guint needed;
} needs[] = {
  /* The interval is 1.1 times or divided by 1.1: half its width is log 1.1. To leave 1 out it must
   * shrink to log 1.05: (log 1.1 / log 1.05)² is 3.816, times 8. */
  { "a difference of 5 %",
    { .n = 8, .median = 1.05, .lower = 1.05 / 1.1, .upper = 1.05 * 1.1, .confident = TRUE },
    31 },
  /* No difference: it must shrink into the threshold, which is the same. */
  { "no difference",
    { .n = 8, .median = 1, .lower = 1 / 1.1, .upper = 1.1, .confident = TRUE },
    31 },
  { "too few to tell", { .n = 2, .median = 2, .lower = 2, .upper = 2 }, 6 },
  { "nothing", { .n = 0 }, 0 },
  { "hopeless", { .n = 8, .median = 1.025, .lower = 0.5, .upper = 2, .confident = TRUE }, 0 },
};

START_TEST (test_how_many_rounds_would_tell)
{
  ck_assert_msg (swim_statistics_rounds_needed (&needs[_i].ratio, 0.05) == needs[_i].needed,
                 "%s: %u", needs[_i].what, swim_statistics_rounds_needed (&needs[_i].ratio, 0.05));
}
END_TEST

START_TEST (test_order_is_a_latin_square)
{
  guint n = (guint) _i;
  guint seen[8][8] = { { 0 } };

  for (guint round = 0; round < n; round++)
    {
      guint order[8];
      gboolean used[8] = { FALSE };

      swim_rounds_order (n, round, 42, order);
      for (guint place = 0; place < n; place++)
        {
          ck_assert_uint_lt (order[place], n);
          ck_assert (!used[order[place]]);
          used[order[place]] = TRUE;
          seen[order[place]][place]++;
        }
    }
  for (guint mode = 0; mode < n; mode++)
    for (guint place = 0; place < n; place++)
      ck_assert_uint_eq (seen[mode][place], 1);
}
END_TEST

/* A run that takes no time; the order is all that is looked at. */
static gboolean
run_at_once (guint contender,
             guint round,
             SwimChildResult *result,
             GCancellable *cancellable,
             gpointer data,
             GError **error)
{
  guint *runs = data;

  runs[contender]++;
  result->record = swim_record_new ();
  result->record->job = g_strdup ("probe");
  result->record->mode = g_strdup ("async");
  result->record->wall_seconds = 1;
  return TRUE;
}

/* Whether each of @n modes stands equally often in each place over these rounds, of which there are
 * @times n. */
static void
assert_balanced (const SwimComparison *comparison, guint n, guint times)
{
  guint seen[4][4] = { { 0 } };

  ck_assert_uint_eq (comparison->order->len, times * n);
  ck_assert_uint_eq (comparison->places->len, times * n * n);
  for (guint i = 0; i < comparison->places->len; i++)
    {
      guint place = g_array_index (comparison->places, guint, i);
      GStrv names = g_ptr_array_index (comparison->order, i / n);

      ck_assert_str_eq (names[i % n], swim_comparison_get (comparison, place)->mode);
      seen[place][i % n]++;
    }
  for (guint mode = 0; mode < n; mode++)
    for (guint place = 0; place < n; place++)
      ck_assert_uint_eq (seen[mode][place], times);
}

/* As the manual says, whatever was run before and discarded. */
START_TEST (test_rounds_that_are_kept_are_balanced_after_any_warmup)
{
  const char *modes[] = { "async", "tasks", "threads", NULL, NULL };
  guint n = (guint) _i;

  modes[n] = NULL;
  for (guint64 seed = 0; seed < 10; seed++)
    for (guint warmup = 0; warmup < 5; warmup++)
      for (guint times = 1; times <= 2; times++)
        {
          guint runs[4] = { 0 };
          const SwimRounds rounds = { .job = "probe",
                                      .modes = modes,
                                      .rounds = times * n,
                                      .warmup = warmup,
                                      .seed = seed,
                                      .threshold = 0.05,
                                      .run = run_at_once,
                                      .run_data = runs };
          g_autoptr (GError) error = NULL;
          g_autoptr (SwimComparison) comparison = swim_rounds_run (&rounds, NULL, &error);

          swim_assert_no_error (error);
          assert_balanced (comparison, n, times);
          for (guint i = 0; i < n; i++)
            ck_assert_uint_eq (runs[i], warmup + times * n);
        }
}
END_TEST

START_TEST (test_the_seed_decides_the_order)
{
  guint differ = 0;

  for (guint round = 0; round < 10; round++)
    {
      guint one[5], same[5], other[5];

      swim_rounds_order (5, round, 1, one);
      swim_rounds_order (5, round, 1, same);
      swim_rounds_order (5, round, 2, other);
      for (guint i = 0; i < 5; i++)
        {
          ck_assert_uint_eq (one[i], same[i]);
          differ += one[i] != other[i];
        }
    }
  ck_assert_uint_gt (differ, 10);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_interval_ranks, 0, G_N_ELEMENTS (ranks));
  tcase_add_test (tests, test_summary_of_few_values);
  tcase_add_loop_test (tests, test_how_many_rounds_would_tell, 0, G_N_ELEMENTS (needs));
  tcase_add_loop_test (tests, test_order_is_a_latin_square, 1, 8);
  tcase_add_loop_test (tests, test_rounds_that_are_kept_are_balanced_after_any_warmup, 1, 4);
  tcase_add_test (tests, test_the_seed_decides_the_order);
}

SWIM_TEST_MAIN ("statistics", add_tests)
