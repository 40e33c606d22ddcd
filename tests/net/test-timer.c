/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/timer.h"
#include "swim-test.h"

#define MS G_TIME_SPAN_MILLISECOND

static SwimTimers *timers;
static GString *rung;

typedef struct
{
  SwimTimer timer;
  char name;
} Named;

static void
on_timer_expired (SwimTimer *timer)
{
  g_string_append_c (rung, ((Named *) timer)->name);
}

static void
set_up (void)
{
  timers = swim_timers_new (NULL);
  rung = g_string_new (NULL);
}

static void
tear_down (void)
{
  swim_timers_free (timers);
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
  Named named[] = { { { on_timer_expired }, 'a' },
                    { { on_timer_expired }, 'b' },
                    { { on_timer_expired }, 'c' },
                    { { on_timer_expired }, 'd' } };
  gint64 begin = g_get_monotonic_time ();

  swim_timers_set (timers, &named[0].timer, begin + 20 * MS);
  swim_timers_set (timers, &named[1].timer, begin + 5 * MS);
  swim_timers_set (timers, &named[2].timer, begin + 10 * MS);
  swim_timers_set (timers, &named[3].timer, 0);
  wait_for (4);

  ck_assert_str_eq (rung->str, "dbca");
  ck_assert_int_ge (g_get_monotonic_time () - begin, 20 * MS);
}
END_TEST

START_TEST (test_alarm_that_is_cleared_does_not_ring)
{
  Named named[] = { { { on_timer_expired }, 'a' }, { { on_timer_expired }, 'b' } };

  swim_timers_set (timers, &named[0].timer, 0);
  swim_timers_set (timers, &named[1].timer, 0);
  swim_timers_clear (timers, &named[0].timer);
  wait_for (1);

  ck_assert_str_eq (rung->str, "b");
}
END_TEST

START_TEST (test_earlier_time_of_two_holds)
{
  Named named = { { on_timer_expired }, 'a' };

  swim_timers_set (timers, &named.timer, G_MAXINT64 - 1);
  swim_timers_set (timers, &named.timer, 0);
  swim_timers_set (timers, &named.timer, G_MAXINT64 - 1);
  wait_for (1);

  ck_assert_str_eq (rung->str, "a");
}
END_TEST

static gpointer
set_one (gpointer data)
{
  swim_timers_set (timers, data, 0);
  return NULL;
}

START_TEST (test_other_thread_wakes_the_loop)
{
  Named named = { { on_timer_expired }, 'a' };
  GThread *thread = g_thread_new (NULL, set_one, &named.timer);

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

SWIM_TEST_MAIN ("timer", add_tests)
