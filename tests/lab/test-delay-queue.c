/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "lab/delay-queue.h"
#include "swim-test.h"

#define N_MANY 10000

typedef struct
{
  SwimDelay delay;
  guint number;
} Entry;

static GArray *fired; /* the numbers of the entries, as they came */
static guint n_dropped;

static void
note (SwimDelay *delay)
{
  Entry *entry = (Entry *) delay;

  ck_assert_ptr_null (delay->place);
  ck_assert_int_le (delay->due_us, g_get_monotonic_time ());
  g_array_append_val (fired, entry->number);
}

static void
count_dropped (SwimDelay *delay)
{
  n_dropped++;
}

static void
set_up (void)
{
  fired = g_array_new (FALSE, FALSE, sizeof (guint));
  n_dropped = 0;
}

static void
tear_down (void)
{
  g_array_unref (fired);
}

static Entry *
entries_new (guint n)
{
  Entry *entries = g_new0 (Entry, n);

  for (guint i = 0; i < n; i++)
    {
      entries[i].delay.on_due = note;
      entries[i].delay.on_dropped = count_dropped;
      entries[i].number = i;
    }
  return entries;
}

static void
run_until_fired (guint n)
{
  while (fired->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static guint
get_fired (guint index)
{
  return g_array_index (fired, guint, index);
}

START_TEST (test_shorter_delay_comes_first)
{
  g_autoptr (SwimDelayQueue) queue = swim_delay_queue_new (NULL);
  g_autofree Entry *entries = entries_new (3);

  swim_delay_queue_add (queue, &entries[0].delay, 20000);
  swim_delay_queue_add (queue, &entries[1].delay, 1000);
  swim_delay_queue_add (queue, &entries[2].delay, 10000);
  run_until_fired (3);
  ck_assert_uint_eq (fired->len, 3);
  /* Which is 1, 2, 0, unless the machine stood still between two of these lines. */
  for (guint i = 1; i < 3; i++)
    ck_assert_int_le (entries[get_fired (i - 1)].delay.due_us, entries[get_fired (i)].delay.due_us);
}
END_TEST

START_TEST (test_many_delays_all_come_in_order_of_due_time)
{
  g_autoptr (SwimDelayQueue) queue = swim_delay_queue_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree Entry *entries = entries_new (N_MANY);

  for (guint i = 0; i < N_MANY; i++)
    swim_delay_queue_add (queue, &entries[i].delay, g_rand_int_range (random, 0, 50000));
  run_until_fired (N_MANY);
  ck_assert_uint_eq (fired->len, N_MANY);
  for (guint i = 1; i < N_MANY; i++)
    ck_assert_int_le (entries[get_fired (i - 1)].delay.due_us, entries[get_fired (i)].delay.due_us);
}
END_TEST

START_TEST (test_removed_delays_never_come)
{
  g_autoptr (SwimDelayQueue) queue = swim_delay_queue_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autofree Entry *entries = entries_new (N_MANY);

  for (guint i = 0; i < N_MANY; i++)
    swim_delay_queue_add (queue, &entries[i].delay, g_rand_int_range (random, 0, 20000));
  for (guint i = 0; i < N_MANY; i += 3)
    swim_delay_queue_remove (queue, &entries[i].delay);
  swim_delay_queue_remove (queue, &entries[0].delay); /* no longer pending: left alone */
  run_until_fired (N_MANY - (N_MANY + 2) / 3);
  ck_assert_uint_eq (fired->len, N_MANY - (N_MANY + 2) / 3);
  for (guint i = 0; i < fired->len; i++)
    ck_assert_uint_ne (get_fired (i) % 3, 0);
  ck_assert_uint_eq (n_dropped, 0);
}
END_TEST

START_TEST (test_pending_delays_are_told_when_the_queue_is_freed)
{
  SwimDelayQueue *queue = swim_delay_queue_new (NULL);
  g_autofree Entry *entries = entries_new (10);

  for (guint i = 0; i < 10; i++)
    swim_delay_queue_add (queue, &entries[i].delay, G_USEC_PER_SEC * 1000);
  swim_delay_queue_free (queue);
  ck_assert_uint_eq (n_dropped, 10);
  ck_assert_uint_eq (fired->len, 0);
}
END_TEST

static SwimDelayQueue *again_queue;

static void
add_again (SwimDelay *delay)
{
  guint number = fired->len;

  g_array_append_val (fired, number);
  if (fired->len < 5)
    swim_delay_queue_add (again_queue, delay, 0);
}

START_TEST (test_delay_added_in_its_callback_comes_in_a_later_turn)
{
  g_autoptr (SwimDelayQueue) queue = swim_delay_queue_new (NULL);
  SwimDelay delay = { .on_due = add_again };
  guint n_before;

  again_queue = queue;
  swim_delay_queue_add (queue, &delay, 0);
  while (fired->len < 5)
    {
      n_before = fired->len;
      g_main_context_iteration (NULL, TRUE);
      ck_assert_uint_le (fired->len, n_before + 1);
    }
  ck_assert_uint_eq (fired->len, 5);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_shorter_delay_comes_first);
  tcase_add_test (tests, test_many_delays_all_come_in_order_of_due_time);
  tcase_add_test (tests, test_removed_delays_never_come);
  tcase_add_test (tests, test_pending_delays_are_told_when_the_queue_is_freed);
  tcase_add_test (tests, test_delay_added_in_its_callback_comes_in_a_later_turn);
}

SWIM_TEST_MAIN ("delay-queue", add_tests)
