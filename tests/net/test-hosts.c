/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-hosts.h"
#include "swim-test.h"

static int granted;

static void
on_granted (SwimPlace *place)
{
  granted++;
}

static void
set_up (void)
{
  granted = 0;
}

static gboolean
enter (SwimHosts *hosts, SwimPlace *place, guint64 host, SwimEntry entry)
{
  *place = (SwimPlace){ .granted = on_granted };
  return swim_hosts_enter (hosts, place, host, entry) != G_MAXINT64;
}

static gboolean
is_inside (SwimHosts *hosts, SwimPlace *place)
{
  return swim_hosts_get_due (hosts, place) != G_MAXINT64;
}

START_TEST (test_one_more_than_allowed_waits_until_one_leaves)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (2);
  SwimPlace places[3];

  ck_assert (enter (hosts, &places[0], 1, SWIM_ENTRY_LAST));
  ck_assert (enter (hosts, &places[1], 1, SWIM_ENTRY_LAST));
  ck_assert (!enter (hosts, &places[2], 1, SWIM_ENTRY_LAST));
  swim_hosts_leave (hosts, &places[0]);

  ck_assert_int_eq (granted, 1);
  ck_assert (is_inside (hosts, &places[2]));
  swim_hosts_leave (hosts, &places[1]);
  swim_hosts_leave (hosts, &places[2]);
  ck_assert_uint_eq (swim_hosts_count (hosts), 0);
}
END_TEST

START_TEST (test_hosts_do_not_share_their_places)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);
  SwimPlace places[2];

  ck_assert (enter (hosts, &places[0], 1, SWIM_ENTRY_LAST));
  ck_assert (enter (hosts, &places[1], 2, SWIM_ENTRY_LAST));
  swim_hosts_leave (hosts, &places[0]);
  swim_hosts_leave (hosts, &places[1]);
}
END_TEST

START_TEST (test_line_keeps_its_order_but_for_those_whose_time_runs)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);
  SwimPlace inside, first, second, running;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  enter (hosts, &first, 1, SWIM_ENTRY_LAST);
  enter (hosts, &second, 1, SWIM_ENTRY_LAST);
  enter (hosts, &running, 1, SWIM_ENTRY_FIRST);

  swim_hosts_leave (hosts, &inside);
  ck_assert (is_inside (hosts, &running));
  swim_hosts_leave (hosts, &running);
  ck_assert (is_inside (hosts, &first));
  swim_hosts_leave (hosts, &first);
  ck_assert (is_inside (hosts, &second));
  swim_hosts_leave (hosts, &second);
  ck_assert_int_eq (granted, 3);
}
END_TEST

START_TEST (test_one_who_leaves_the_line_is_not_granted)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);
  SwimPlace inside, waiting;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  enter (hosts, &waiting, 1, SWIM_ENTRY_LAST);
  swim_hosts_leave (hosts, &waiting);
  swim_hosts_leave (hosts, &inside);

  ck_assert_int_eq (granted, 0);
  ck_assert_uint_eq (swim_hosts_count (hosts), 0);
}
END_TEST

START_TEST (test_one_who_passes_counts_all_the_same)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);
  SwimPlace inside, passing, waiting;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  ck_assert (enter (hosts, &passing, 1, SWIM_ENTRY_PASS));
  enter (hosts, &waiting, 1, SWIM_ENTRY_LAST);

  swim_hosts_leave (hosts, &passing);
  ck_assert_int_eq (granted, 0);
  swim_hosts_leave (hosts, &inside);
  ck_assert_int_eq (granted, 1);
  swim_hosts_leave (hosts, &waiting);
}
END_TEST

START_TEST (test_pause_is_remembered_after_all_have_left_and_only_grows)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);
  gint64 until = g_get_monotonic_time () + 3600 * (gint64) G_USEC_PER_SEC;
  SwimPlace place;

  enter (hosts, &place, 1, SWIM_ENTRY_LAST);
  swim_hosts_pause (hosts, &place, until);
  swim_hosts_pause (hosts, &place, until - 1);
  swim_hosts_leave (hosts, &place);
  enter (hosts, &place, 1, SWIM_ENTRY_LAST);

  ck_assert_int_eq (swim_hosts_get_due (hosts, &place), until);
  swim_hosts_leave (hosts, &place);
}
END_TEST

START_TEST (test_hosts_whose_pause_is_over_are_forgotten)
{
  g_autoptr (SwimHosts) hosts = swim_hosts_new (1);

  for (guint64 i = 0; i < 100000; i++)
    {
      SwimPlace place;

      enter (hosts, &place, i, SWIM_ENTRY_LAST);
      swim_hosts_pause (hosts, &place, g_get_monotonic_time ());
      swim_hosts_leave (hosts, &place);
    }
  ck_assert_uint_le (swim_hosts_count (hosts), 2048);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_test (tests, test_one_more_than_allowed_waits_until_one_leaves);
  tcase_add_test (tests, test_hosts_do_not_share_their_places);
  tcase_add_test (tests, test_line_keeps_its_order_but_for_those_whose_time_runs);
  tcase_add_test (tests, test_one_who_leaves_the_line_is_not_granted);
  tcase_add_test (tests, test_one_who_passes_counts_all_the_same);
  tcase_add_test (tests, test_pause_is_remembered_after_all_have_left_and_only_grows);
  tcase_add_test (tests, test_hosts_whose_pause_is_over_are_forgotten);
}

SWIM_TEST_MAIN ("hosts", add_tests)
