/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/host-limiter.h"
#include "swim-test.h"

static int acquired;

static void
on_acquired (SwimPermit *permit)
{
  acquired++;
}

static void
set_up (void)
{
  acquired = 0;
}

static gboolean
enter (SwimHostLimiter *hosts, SwimPermit *permit, guint64 host, SwimEntry entry)
{
  *permit = (SwimPermit){ .acquired = on_acquired };
  return swim_host_limiter_acquire (hosts, permit, host, entry) != G_MAXINT64;
}

static gboolean
is_held (SwimHostLimiter *hosts, SwimPermit *permit)
{
  return swim_host_limiter_get_due (hosts, permit) != G_MAXINT64;
}

START_TEST (test_one_more_than_allowed_waits_until_one_leaves)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (2);
  SwimPermit permits[3];

  ck_assert (enter (hosts, &permits[0], 1, SWIM_ENTRY_LAST));
  ck_assert (enter (hosts, &permits[1], 1, SWIM_ENTRY_LAST));
  ck_assert (!enter (hosts, &permits[2], 1, SWIM_ENTRY_LAST));
  swim_host_limiter_release (hosts, &permits[0]);

  ck_assert_int_eq (acquired, 1);
  ck_assert (is_held (hosts, &permits[2]));
  swim_host_limiter_release (hosts, &permits[1]);
  swim_host_limiter_release (hosts, &permits[2]);
  ck_assert_uint_eq (swim_host_limiter_count (hosts), 0);
}
END_TEST

START_TEST (test_hosts_do_not_share_their_places)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);
  SwimPermit permits[2];

  ck_assert (enter (hosts, &permits[0], 1, SWIM_ENTRY_LAST));
  ck_assert (enter (hosts, &permits[1], 2, SWIM_ENTRY_LAST));
  swim_host_limiter_release (hosts, &permits[0]);
  swim_host_limiter_release (hosts, &permits[1]);
}
END_TEST

START_TEST (test_line_keeps_its_order_but_for_those_whose_time_runs)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);
  SwimPermit inside, first, second, running;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  enter (hosts, &first, 1, SWIM_ENTRY_LAST);
  enter (hosts, &second, 1, SWIM_ENTRY_LAST);
  enter (hosts, &running, 1, SWIM_ENTRY_FIRST);

  swim_host_limiter_release (hosts, &inside);
  ck_assert (is_held (hosts, &running));
  swim_host_limiter_release (hosts, &running);
  ck_assert (is_held (hosts, &first));
  swim_host_limiter_release (hosts, &first);
  ck_assert (is_held (hosts, &second));
  swim_host_limiter_release (hosts, &second);
  ck_assert_int_eq (acquired, 3);
}
END_TEST

START_TEST (test_one_who_leaves_the_line_is_not_granted)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);
  SwimPermit inside, waiting;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  enter (hosts, &waiting, 1, SWIM_ENTRY_LAST);
  swim_host_limiter_release (hosts, &waiting);
  swim_host_limiter_release (hosts, &inside);

  ck_assert_int_eq (acquired, 0);
  ck_assert_uint_eq (swim_host_limiter_count (hosts), 0);
}
END_TEST

START_TEST (test_one_who_passes_counts_all_the_same)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);
  SwimPermit inside, passing, waiting;

  enter (hosts, &inside, 1, SWIM_ENTRY_LAST);
  ck_assert (enter (hosts, &passing, 1, SWIM_ENTRY_BYPASS));
  enter (hosts, &waiting, 1, SWIM_ENTRY_LAST);

  swim_host_limiter_release (hosts, &passing);
  ck_assert_int_eq (acquired, 0);
  swim_host_limiter_release (hosts, &inside);
  ck_assert_int_eq (acquired, 1);
  swim_host_limiter_release (hosts, &waiting);
}
END_TEST

START_TEST (test_pause_is_remembered_after_all_have_left_and_only_grows)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);
  gint64 until = g_get_monotonic_time () + 3600 * (gint64) G_USEC_PER_SEC;
  SwimPermit permit;

  enter (hosts, &permit, 1, SWIM_ENTRY_LAST);
  swim_host_limiter_pause (hosts, &permit, until);
  swim_host_limiter_pause (hosts, &permit, until - 1);
  swim_host_limiter_release (hosts, &permit);
  enter (hosts, &permit, 1, SWIM_ENTRY_LAST);

  ck_assert_int_eq (swim_host_limiter_get_due (hosts, &permit), until);
  swim_host_limiter_release (hosts, &permit);
}
END_TEST

START_TEST (test_hosts_whose_pause_is_over_are_forgotten)
{
  g_autoptr (SwimHostLimiter) hosts = swim_host_limiter_new (1);

  for (guint64 i = 0; i < 100000; i++)
    {
      SwimPermit permit;

      enter (hosts, &permit, i, SWIM_ENTRY_LAST);
      swim_host_limiter_pause (hosts, &permit, g_get_monotonic_time ());
      swim_host_limiter_release (hosts, &permit);
    }
  ck_assert_uint_le (swim_host_limiter_count (hosts), 2048);
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
