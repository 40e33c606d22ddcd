/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before and after, of hand-made comparisons of which the answers are known. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "compare/change.h"
#include "report/report.h"
#include "swim-hand-made.h"
#include "swim-test.h"

#define MAX_ROUNDS 9

typedef struct
{
  GPtrArray *before;
  GPtrArray *after;
  GPtrArray *changes;
} Pair;

static SwimComparison *
add_comparison (GPtrArray *list, const char *job)
{
  SwimComparison *comparison = swim_comparison_new (job);

  g_ptr_array_add (list, comparison);
  return comparison;
}

static void
find (Pair *pair)
{
  for (guint i = 0; i < pair->before->len; i++)
    swim_comparison_conclude (g_ptr_array_index (pair->before, i));
  for (guint i = 0; i < pair->after->len; i++)
    swim_comparison_conclude (g_ptr_array_index (pair->after, i));
  pair->changes = swim_changes_find (pair->before, pair->after, 0.05);
}

static void
pair_init (Pair *pair)
{
  pair->before = swim_hand_made_list ();
  pair->after = swim_hand_made_list ();
  pair->changes = NULL;
}

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->changes, g_ptr_array_unref);
  g_ptr_array_unref (pair->before);
  g_ptr_array_unref (pair->after);
}

static const SwimChange *
change_at (const Pair *pair, guint index)
{
  ck_assert_uint_lt (index, pair->changes->len);
  return g_ptr_array_index (pair->changes, index);
}

static const struct
{
  const char *what;
  guint n_before, n_after;
  double before[MAX_ROUNDS], after[MAX_ROUNDS];
  double ratio, lower, upper;
  gboolean confident;
  SwimVerdict verdict;
  /* clang-format off */
} cases[] = {
  { "half the time", 7, 7, { 2, 2, 2, 2, 2, 2, 2 }, { 1, 1, 1, 1, 1, 1, 1 }, 0.5, 0.5, 0.5, TRUE,
    SWIM_VERDICT_FASTER },
  { "twice the time", 7, 7, { 1, 1, 1, 1, 1, 1, 1 }, { 2, 2, 2, 2, 2, 2, 2 }, 2, 2, 2, TRUE,
    SWIM_VERDICT_SLOWER },
  { "the same", 7, 7, { 1, 1, 1, 1, 1, 1, 1 }, { 1, 1, 1, 1, 1, 1, 1 }, 1, 1, 1, TRUE,
    SWIM_VERDICT_SAME },
  { "within the threshold", 7, 7, { 1, 1, 1, 1, 1, 1, 1.01 }, { 1, 1, 1, 1.02, 1.02, 1.02, 1.02 },
    1.02, 1 / 1.01, 1.02, TRUE, SWIM_VERDICT_SAME },
  { "not clearly faster", 7, 7, { 0.8, 1, 1, 1, 1, 1, 1.2 }, { 0.7, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9 },
    0.9, 0.7 / 1.2, 0.9 / 0.8, TRUE, SWIM_VERDICT_UNCLEAR },
  { "the interval is the worst against the best", 7, 7, { 1, 1, 1.2, 1.2, 1.2, 1.4, 1.4 },
    { 0.5, 0.5, 0.5, 0.6, 0.8, 0.9, 0.9 }, 0.6 / 1.2, 0.5 / 1.4, 0.9, TRUE, SWIM_VERDICT_FASTER },
  { "one round says nothing", 1, 1, { 2 }, { 1 }, 0.5, 0.5, 0.5, FALSE, SWIM_VERDICT_UNCLEAR },
  { "six rounds are too few for two intervals at once", 6, 9, { 2, 2, 2, 2, 2, 2 },
    { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 0.5, 0.5, 0.5, FALSE, SWIM_VERDICT_UNCLEAR },
  { "with nine an outlier still counts", 9, 7, { 2, 2, 2, 2, 2, 2, 2, 2, 4 },
    { 1, 1, 1, 1, 1, 1, 1 }, 0.5, 0.25, 0.5, TRUE, SWIM_VERDICT_FASTER },
  { "rounds that failed before the end are left out", 8, 7, { 2, 2, 2, -1, 2, 2, 2, 2 },
    { 1, 1, 1, 1, 1, 1, 1 }, 0.5, 0.5, 0.5, TRUE, SWIM_VERDICT_FASTER },
};
/* clang-format on */

START_TEST (test_verdicts)
{
  Pair pair;
  const SwimChange *change;

  pair_init (&pair);
  swim_hand_made_add (add_comparison (pair.before, "probe"), "async", "d", cases[_i].before,
                      cases[_i].n_before);
  swim_hand_made_add (add_comparison (pair.after, "probe"), "async", "d", cases[_i].after,
                      cases[_i].n_after);
  find (&pair);
  ck_assert_uint_eq (pair.changes->len, 1);
  change = change_at (&pair, 0);
  ck_assert_msg (change->verdict == cases[_i].verdict, "%s: %s", cases[_i].what,
                 swim_verdict_to_string (change->verdict));
  ck_assert_double_eq_tol (change->ratio, cases[_i].ratio, 1e-9);
  ck_assert_double_eq_tol (change->lower, cases[_i].lower, 1e-9);
  ck_assert_double_eq_tol (change->upper, cases[_i].upper, 1e-9);
  ck_assert_int_eq (change->confident, cases[_i].confident);
  ck_assert (swim_changes_agree (pair.changes));
  pair_clear (&pair);
}
END_TEST

static const double ones[] = { 1, 1, 1, 1, 1, 1, 1 };

static const struct
{
  const char *digest;
  guint64 items;
  guint64 ok;
  const char *word;
} works[] = {
  { "e", 18, 8, "a run after has the digest e and the first before has d" },
  { "d", 19, 8, "a run after did 19 items and the first before did 18" },
  { "d", 18, 7, "a run after has 7 items that are ok and the first before has 8" },
};

START_TEST (test_different_work_is_never_compared)
{
  Pair pair;
  SwimContender *after;
  SwimRecord *record;
  g_autofree char *words = NULL;

  pair_init (&pair);
  swim_hand_made_add (add_comparison (pair.before, "probe"), "async", "d", ones, 7);
  after =
      swim_hand_made_add (add_comparison (pair.after, "probe"), "async", works[_i].digest, ones, 7);
  record = g_ptr_array_index (after->records, 6);
  record->items = works[_i].items;
  record->statuses[SWIM_STATUS_OK] = works[_i].ok;
  find (&pair);
  ck_assert_int_eq (change_at (&pair, 0)->verdict, SWIM_VERDICT_DIFFERENT_WORK);
  ck_assert (isnan (change_at (&pair, 0)->ratio));
  ck_assert (!swim_changes_agree (pair.changes));
  words = swim_report_change_words (pair.changes, 0.05);
  ck_assert_ptr_nonnull (strstr (words, works[_i].word));
  pair_clear (&pair);
}
END_TEST

START_TEST (test_a_mode_that_failed_is_not_compared)
{
  const double failed[] = { 1, 1, 1, -1, 1, 1, 1 };
  Pair pair;
  SwimContender *after;
  g_autofree char *words = NULL;

  pair_init (&pair);
  swim_hand_made_add (add_comparison (pair.before, "probe"), "async", "d", ones, 7);
  after = swim_hand_made_add (add_comparison (pair.after, "probe"), "async", "d", failed, 7);
  after->problem = g_strdup ("a signal ended its process");
  find (&pair);
  ck_assert_int_eq (change_at (&pair, 0)->verdict, SWIM_VERDICT_FAILED);
  words = swim_report_change_words (pair.changes, 0.05);
  ck_assert_ptr_nonnull (strstr (words, "after, a signal ended its process"));
  pair_clear (&pair);
}
END_TEST

START_TEST (test_modes_and_jobs_of_only_one_are_said)
{
  Pair pair;
  SwimComparison *comparison;
  g_autofree char *words = NULL;
  g_autofree char *table = NULL;

  pair_init (&pair);
  comparison = add_comparison (pair.before, "probe");
  swim_hand_made_add (comparison, "async", "d", ones, 7);
  swim_hand_made_add (comparison, "mixed", "d", ones, 7);
  comparison = add_comparison (pair.after, "probe");
  swim_hand_made_add (comparison, "offload", "d", ones, 7);
  swim_hand_made_add (comparison, "async", "d", ones, 7);
  swim_hand_made_add (add_comparison (pair.after, "download"), "async", "d", ones, 7);
  find (&pair);
  ck_assert_uint_eq (pair.changes->len, 4);
  ck_assert_int_eq (change_at (&pair, 0)->verdict, SWIM_VERDICT_SAME);
  ck_assert_ptr_null (change_at (&pair, 1)->after);
  ck_assert_ptr_null (change_at (&pair, 2)->before);
  ck_assert_str_eq (change_at (&pair, 3)->job, "download");
  ck_assert (swim_changes_agree (pair.changes));
  words = swim_report_change_words (pair.changes, 0.05);
  ck_assert_ptr_nonnull (strstr (words, "probe mixed is only in the comparison before"));
  ck_assert_ptr_nonnull (strstr (words, "probe offload is only in the comparison after"));
  ck_assert_ptr_nonnull (strstr (words, "download async is only in the comparison after"));
  table = swim_report_change (pair.changes, 80);
  ck_assert_ptr_nonnull (strstr (table, "only before"));
  pair_clear (&pair);
}
END_TEST

START_TEST (test_a_mode_beside_itself_keeps_its_place)
{
  const double twos[] = { 2, 2, 2, 2, 2, 2, 2 };
  Pair pair;
  SwimComparison *comparison;

  pair_init (&pair);
  comparison = add_comparison (pair.before, "probe");
  swim_hand_made_add (comparison, "async", "d", ones, 7);
  swim_hand_made_add (comparison, "async", "d", twos, 7);
  comparison = add_comparison (pair.after, "probe");
  swim_hand_made_add (comparison, "async", "d", twos, 7);
  swim_hand_made_add (comparison, "async", "d", twos, 7);
  find (&pair);
  ck_assert_uint_eq (pair.changes->len, 2);
  ck_assert_double_eq (change_at (&pair, 0)->ratio, 2);
  ck_assert_double_eq (change_at (&pair, 1)->ratio, 1);
  pair_clear (&pair);
}
END_TEST

START_TEST (test_other_settings_are_said)
{
  Pair pair;
  SwimContender *after;
  g_autofree char *words = NULL;

  pair_init (&pair);
  swim_hand_made_add (add_comparison (pair.before, "probe"), "async", "d", ones, 7);
  after = swim_hand_made_add (add_comparison (pair.after, "probe"), "async", "d", ones, 7);
  ((SwimRecord *) g_ptr_array_index (after->records, 0))->jobs = 32;
  find (&pair);
  words = swim_report_change_words (pair.changes, 0.05);
  ck_assert_ptr_nonnull (strstr (words, "items in flight (64, then 32)"));
  pair_clear (&pair);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_verdicts, 0, G_N_ELEMENTS (cases));
  tcase_add_loop_test (tests, test_different_work_is_never_compared, 0, G_N_ELEMENTS (works));
  tcase_add_test (tests, test_a_mode_that_failed_is_not_compared);
  tcase_add_test (tests, test_modes_and_jobs_of_only_one_are_said);
  tcase_add_test (tests, test_a_mode_beside_itself_keeps_its_place);
  tcase_add_test (tests, test_other_settings_are_said);
}

SWIM_TEST_MAIN ("change", add_tests)
