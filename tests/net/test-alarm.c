/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-alarm.h"
#include "swim-test.h"

#define MS G_TIME_SPAN_MILLISECOND

static SwimAlarms *alarms;
static GString *rung;

typedef struct
{
  SwimAlarm alarm;
  char name;
} Named;

static void
on_rang (SwimAlarm *alarm)
{
  g_string_append_c (rung, ((Named *) alarm)->name);
}

static void
set_up (void)
{
  alarms = swim_alarms_new (NULL);
  rung = g_string_new (NULL);
}

static void
tear_down (void)
{
  swim_alarms_free (alarms);
  g_string_free (rung, TRUE);
}

static void
wait_for (gsize count)
{
  while (rung->len < count)
    g_main_context_iteration (NULL, TRUE);
}

START_TEST (test_alarms_ring_in_the_order_of_their_times_and_not_before)
{
  Named named[] = {
    { { on_rang }, 'a' }, { { on_rang }, 'b' }, { { on_rang }, 'c' }, { { on_rang }, 'd' }
  };
  gint64 begin = g_get_monotonic_time ();

  swim_alarms_set (alarms, &named[0].alarm, begin + 20 * MS);
  swim_alarms_set (alarms, &named[1].alarm, begin + 5 * MS);
  swim_alarms_set (alarms, &named[2].alarm, begin + 10 * MS);
  swim_alarms_set (alarms, &named[3].alarm, 0);
  wait_for (4);

  ck_assert_str_eq (rung->str, "dbca");
  ck_assert_int_ge (g_get_monotonic_time () - begin, 20 * MS);
}
END_TEST

START_TEST (test_alarm_that_is_cleared_does_not_ring)
{
  Named named[] = { { { on_rang }, 'a' }, { { on_rang }, 'b' } };

  swim_alarms_set (alarms, &named[0].alarm, 0);
  swim_alarms_set (alarms, &named[1].alarm, 0);
  swim_alarms_clear (alarms, &named[0].alarm);
  wait_for (1);

  ck_assert_str_eq (rung->str, "b");
}
END_TEST

START_TEST (test_earlier_time_of_two_holds)
{
  Named named = { { on_rang }, 'a' };

  swim_alarms_set (alarms, &named.alarm, G_MAXINT64 - 1);
  swim_alarms_set (alarms, &named.alarm, 0);
  swim_alarms_set (alarms, &named.alarm, G_MAXINT64 - 1);
  wait_for (1);

  ck_assert_str_eq (rung->str, "a");
}
END_TEST

static gpointer
set_one (gpointer data)
{
  swim_alarms_set (alarms, data, 0);
  return NULL;
}

START_TEST (test_other_thread_wakes_the_loop)
{
  Named named = { { on_rang }, 'a' };
  GThread *thread = g_thread_new (NULL, set_one, &named.alarm);

  wait_for (1);
  g_thread_join (thread);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_alarms_ring_in_the_order_of_their_times_and_not_before);
  tcase_add_test (tests, test_alarm_that_is_cleared_does_not_ring);
  tcase_add_test (tests, test_earlier_time_of_two_holds);
  tcase_add_test (tests, test_other_thread_wakes_the_loop);
}

SWIM_TEST_MAIN ("alarm", add_tests)
