/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <math.h>

#include "mode/share.h"
#include "swim-test.h"

static const double shares[] = { 0.003, 0.01, 0.05, 0.1, 0.25, 1.0 / 3, 0.5, 0.75, 0.9, 0.999 };

START_TEST (test_a_share_is_met_to_within_one_item_at_any_length)
{
  double share = shares[_i];
  guint chosen = 0;

  for (guint i = 0; i < 5000; i++)
    {
      chosen += swim_share_has (share, 7, i);
      ck_assert_double_le (fabs (chosen - share * (i + 1)), 2);
    }
  ck_assert_double_le (fabs (chosen - share * 5000), 1);
}
END_TEST

START_TEST (test_the_count_is_that_of_asking_for_each)
{
  double share = shares[_i];
  guint64 chosen = 0;

  for (guint i = 0; i < 5000; i++)
    {
      ck_assert_uint_eq (swim_share_count (share, 7, i), chosen);
      chosen += swim_share_has (share, 7, i);
    }
}
END_TEST

/* Such as a file may have them: they end at once. */
START_TEST (test_numbers_that_no_list_has)
{
  static const double tiny[] = { 1e-320, 1e-300, 1e-18, 1e-9, 0.5, 0.9999999999999999 };

  for (guint i = 0; i < G_N_ELEMENTS (tiny); i++)
    for (guint bits = 50; bits <= 64; bits++)
      {
        guint64 items = bits < 64 ? G_GUINT64_CONSTANT (1) << bits : G_MAXUINT64;
        double expected = tiny[i] * (double) items;
        double count = (double) swim_share_count (tiny[i], 7, items);

        ck_assert_double_le (fabs (count - expected), 1 + expected / 1e15);
        swim_share_has (tiny[i], 7, items);
      }
}
END_TEST

START_TEST (test_none_and_all)
{
  for (guint i = 0; i < 100; i++)
    {
      ck_assert (!swim_share_has (0, 1, i));
      ck_assert (swim_share_has (1, 1, i));
      ck_assert_uint_eq (swim_share_count (0, 1, i), 0);
      ck_assert_uint_eq (swim_share_count (NAN, 1, i), 0);
      ck_assert_uint_eq (swim_share_count (1, 1, i), i);
    }
}
END_TEST

START_TEST (test_the_seed_decides_which)
{
  guint same = 0;
  guint chosen = 0;

  for (guint i = 0; i < 1000; i++)
    {
      gboolean one = swim_share_has (0.1, 1, i);

      ck_assert_int_eq (one, swim_share_has (0.1, 1, i));
      chosen += one;
      same += one && swim_share_has (0.1, 2, i);
    }
  ck_assert_uint_eq (chosen, 100);
  ck_assert_uint_lt (same, 40);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_share_is_met_to_within_one_item_at_any_length, 0,
                       G_N_ELEMENTS (shares));
  tcase_add_loop_test (tests, test_the_count_is_that_of_asking_for_each, 0, G_N_ELEMENTS (shares));
  tcase_add_test (tests, test_numbers_that_no_list_has);
  tcase_add_test (tests, test_none_and_all);
  tcase_add_test (tests, test_the_seed_decides_which);
}

SWIM_TEST_MAIN ("share", add_tests)
