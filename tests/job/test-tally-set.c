/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/tally-set.h"
#include "swim-test.h"

#define MANY 100000 /* far more than it has room for at first */

START_TEST (test_name_is_taken_as_often_as_it_was_added)
{
  g_autoptr (SwimTallySet) set = swim_tally_set_new ();

  ck_assert (!swim_tally_set_take (set, "a"));
  swim_tally_set_add (set, "a");
  swim_tally_set_add (set, "b");
  swim_tally_set_add (set, "a");
  ck_assert (swim_tally_set_take (set, "a"));
  ck_assert (swim_tally_set_take (set, "a"));
  ck_assert (!swim_tally_set_take (set, "a"));
  ck_assert (swim_tally_set_take (set, "b"));
  ck_assert (!swim_tally_set_take (set, ""));
  swim_tally_set_add (set, "a");
  ck_assert (swim_tally_set_take (set, "a"));
}
END_TEST

START_TEST (test_a_name_may_be_there_very_often)
{
  g_autoptr (SwimTallySet) set = swim_tally_set_new ();

  swim_tally_set_add (set, "b");
  for (guint i = 0; i < MANY; i++)
    swim_tally_set_add (set, "a");
  for (guint i = 0; i < MANY; i++)
    ck_assert (swim_tally_set_take (set, "a"));
  ck_assert (!swim_tally_set_take (set, "a"));
  swim_tally_set_add (set, "a");
  ck_assert (swim_tally_set_take (set, "a"));
  ck_assert (!swim_tally_set_take (set, "a"));
  ck_assert (swim_tally_set_take (set, "b"));
}
END_TEST

START_TEST (test_many_names_are_told_apart)
{
  g_autoptr (SwimTallySet) set = swim_tally_set_new ();
  char name[32];

  for (guint i = 0; i < MANY; i++)
    for (guint times = 0; times <= i % 3; times++)
      {
        g_snprintf (name, sizeof name, "name%u.dev", i);
        swim_tally_set_add (set, name);
      }
  for (guint i = 0; i < 2 * MANY; i++)
    {
      guint times = 0;

      g_snprintf (name, sizeof name, "name%u.dev", i);
      while (swim_tally_set_take (set, name))
        times++;
      ck_assert_uint_eq (times, i < MANY ? 1 + i % 3 : 0);
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_name_is_taken_as_often_as_it_was_added);
  tcase_add_test (tests, test_a_name_may_be_there_very_often);
  tcase_add_test (tests, test_many_names_are_told_apart);
}

SWIM_TEST_MAIN ("tally-set", add_tests)
