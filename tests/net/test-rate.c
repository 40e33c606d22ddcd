/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The limit of rate, on a clock of the test's own. */
#include "config.h"

#include "net/limit/rate.h"
#include "swim-test.h"

#define SECOND G_USEC_PER_SEC
#define START (1000 * SECOND) /* of the clock */

START_TEST (test_tokens_are_due_one_interval_apart)
{
  g_autoptr (SwimRate) rate = swim_rate_new (10);
  gint64 before = swim_rate_take (rate, 1, START);

  ck_assert_int_eq (before, START);
  for (int i = 0; i < 100; i++)
    {
      gint64 due = swim_rate_take (rate, 1, START);

      /* The first interval is shorter by what counts as lateness. */
      ck_assert_int_le (due - before, SECOND / 10);
      ck_assert_int_ge (due - before, SECOND / 10 - 20000);
      before = due;
    }
  ck_assert_int_ge (before, START + 10 * SECOND - 20000);
}
END_TEST

START_TEST (test_no_second_holds_more_than_its_rate_and_a_short_burst)
{
  g_autoptr (SwimRate) rate = swim_rate_new (1000);
  int taken = 0;

  swim_rate_take (rate, 1, START - SECOND); /* a second of rest saves up nothing */
  while (swim_rate_take (rate, 1, START) < START + SECOND)
    taken++;
  ck_assert_int_ge (taken, 1000);
  ck_assert_int_le (taken, 1000 + 21);
}
END_TEST

START_TEST (test_taker_that_is_late_catches_up)
{
  g_autoptr (SwimRate) rate = swim_rate_new (1000);
  gint64 now = START;
  int taken = 0;

  while (now < START + SECOND)
    {
      if (swim_rate_peek (rate, now) == now)
        {
          ck_assert_int_eq (swim_rate_take (rate, 1, now), now);
          taken++;
        }
      else
        now = swim_rate_peek (rate, now) + 700; /* wakes 0.7 ms after its time, each time */
    }
  ck_assert_int_ge (taken, 990);
  ck_assert_int_le (taken, 1000 + 21);
}
END_TEST

START_TEST (test_amounts_cost_as_much_as_so_many_tokens)
{
  g_autoptr (SwimRate) rate = swim_rate_new (1e6);

  swim_rate_take (rate, 500000, START);
  ck_assert_int_eq (swim_rate_peek (rate, START), START + SECOND / 2 - 20000);
  swim_rate_take (rate, 500000, START);
  ck_assert_int_eq (swim_rate_peek (rate, START), START + SECOND - 20000);
  ck_assert_int_eq (swim_rate_peek (rate, START + 2 * SECOND), START + 2 * SECOND);
}
END_TEST

static gpointer
take_some (gpointer data)
{
  for (int i = 0; i < 10000; i++)
    swim_rate_take (data, 1, START);
  return NULL;
}

START_TEST (test_threads_lose_no_token)
{
  g_autoptr (SwimRate) rate = swim_rate_new (1000);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, take_some, rate);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (swim_rate_peek (rate, START), START - 20000 + 40 * SECOND);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_tokens_are_due_one_interval_apart);
  tcase_add_test (tests, test_no_second_holds_more_than_its_rate_and_a_short_burst);
  tcase_add_test (tests, test_taker_that_is_late_catches_up);
  tcase_add_test (tests, test_amounts_cost_as_much_as_so_many_tokens);
  tcase_add_test (tests, test_threads_lose_no_token);
}

SWIM_TEST_MAIN ("rate", add_tests)
