/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results of several files as one. */
#include "config.h"

#include "compare/merge.h"
#include "swim-hand-made.h"
#include "swim-test.h"

static const double slow[] = { 4, 5, 6 };
static const double fast[] = { 2, 2.5, 3 };

static GPtrArray *
make (const char *job, guint rounds, const char *other)
{
  GPtrArray *list = swim_hand_made_list ();
  SwimComparison *comparison = swim_comparison_new (job);

  swim_hand_made_add (comparison, "sequential", "d", slow, rounds);
  swim_hand_made_add (comparison, other, "d", fast, rounds);
  g_ptr_array_add (list, comparison);
  return list;
}

static const SwimRecord *
record_at (GPtrArray *list, guint mode, guint round)
{
  return swim_comparison_get (g_ptr_array_index (list, 0), mode)->records->pdata[round];
}

static void
conclude (GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      swim_comparison_pad (g_ptr_array_index (list, i));
      swim_comparison_conclude (g_ptr_array_index (list, i));
    }
}

START_TEST (test_rounds_of_the_same_modes_add_up)
{
  g_autoptr (GPtrArray) into = make ("probe", 3, "async");
  g_autoptr (GPtrArray) from = make ("probe", 3, "async");
  const SwimComparison *comparison = g_ptr_array_index (into, 0);

  swim_comparisons_merge (into, from, FALSE);
  conclude (into);
  ck_assert_uint_eq (into->len, 1);
  ck_assert_uint_eq (comparison->rounds, 6);
  ck_assert_uint_eq (comparison->contenders->len, 2);
  ck_assert_uint_eq (swim_comparison_get (comparison, 1)->speedup.n, 6);
  ck_assert_double_eq (swim_comparison_get (comparison, 1)->speedup.median, 2);
  ck_assert_int_eq (swim_comparison_get (comparison, 1)->verdict, SWIM_VERDICT_FASTER);
}
END_TEST

START_TEST (test_what_ran_in_one_round_stays_in_one)
{
  g_autoptr (GPtrArray) into = make ("probe", 3, "async");
  g_autoptr (GPtrArray) from = make ("probe", 2, "mixed");

  swim_comparisons_merge (into, from, FALSE);
  conclude (into);
  ck_assert_uint_eq (((SwimComparison *) into->pdata[0])->rounds, 5);
  ck_assert_ptr_null (record_at (into, 1, 3));
  ck_assert_ptr_null (record_at (into, 2, 2));
  ck_assert_double_eq (record_at (into, 0, 3)->wall_seconds, 4);
  ck_assert_double_eq (record_at (into, 2, 3)->wall_seconds, 2);
  ck_assert_uint_eq (swim_comparison_get (into->pdata[0], 2)->speedup.n, 2);
}
END_TEST

START_TEST (test_single_runs_make_rounds_in_their_order)
{
  static const char *const modes[] = { "sequential", "async", "async", "sequential" };
  g_autoptr (GPtrArray) into = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GPtrArray) run =
          swim_comparisons_of_record (swim_hand_made_record ("probe", modes[i], "d", i + 1), 0);

      if (into == NULL)
        into = g_steal_pointer (&run);
      else
        swim_comparisons_merge (into, run, TRUE);
    }
  conclude (into);
  ck_assert_uint_eq (((SwimComparison *) into->pdata[0])->rounds, 2);
  ck_assert_double_eq (record_at (into, 0, 1)->wall_seconds, 4);
  ck_assert_double_eq (record_at (into, 1, 1)->wall_seconds, 3);
}
END_TEST

START_TEST (test_jobs_stay_apart)
{
  g_autoptr (GPtrArray) into = make ("probe", 3, "async");
  g_autoptr (GPtrArray) from = make ("download", 3, "async");
  g_autoptr (GPtrArray) again = make ("download", 1, "async");

  swim_comparisons_merge (into, from, FALSE);
  swim_comparisons_merge (into, again, FALSE);
  conclude (into);
  ck_assert_uint_eq (into->len, 2);
  ck_assert_uint_eq (((SwimComparison *) into->pdata[0])->rounds, 3);
  ck_assert_uint_eq (((SwimComparison *) into->pdata[1])->rounds, 4);
}
END_TEST

START_TEST (test_a_failure_in_one_file_is_one_of_all)
{
  g_autoptr (GPtrArray) into = make ("probe", 3, "async");
  g_autoptr (GPtrArray) from = make ("probe", 3, "async");

  swim_comparison_get (from->pdata[0], 1)->problem = g_strdup ("a signal ended it");
  swim_comparisons_merge (into, from, FALSE);
  conclude (into);
  ck_assert_int_eq (swim_comparison_get (into->pdata[0], 1)->verdict, SWIM_VERDICT_FAILED);
}
END_TEST

/* Those of hyperfine are in blocks: nothing is added to either. */
START_TEST (test_blocks_are_not_padded)
{
  g_autoptr (GPtrArray) into = make ("command", 3, "async");
  g_autoptr (GPtrArray) from = make ("command", 2, "mixed");
  const SwimComparison *comparison = g_ptr_array_index (into, 0);

  ((SwimComparison *) g_ptr_array_index (from, 0))->in_blocks = TRUE;
  swim_comparisons_merge (into, from, FALSE);
  conclude (into);
  ck_assert (comparison->in_blocks);
  ck_assert_uint_eq (swim_comparison_get (comparison, 0)->records->len, 5);
  ck_assert_uint_eq (swim_comparison_get (comparison, 1)->records->len, 3);
  ck_assert_uint_eq (swim_comparison_get (comparison, 2)->records->len, 2);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_rounds_of_the_same_modes_add_up);
  tcase_add_test (tests, test_what_ran_in_one_round_stays_in_one);
  tcase_add_test (tests, test_single_runs_make_rounds_in_their_order);
  tcase_add_test (tests, test_jobs_stay_apart);
  tcase_add_test (tests, test_blocks_are_not_padded);
  tcase_add_test (tests, test_a_failure_in_one_file_is_one_of_all);
}

SWIM_TEST_MAIN ("merge", add_tests)
