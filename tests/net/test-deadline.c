/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "net/limit/deadline.h"
#include "swim-test.h"

#define LONG (3600 * G_TIME_SPAN_SECOND)
#define SHORT (20 * G_TIME_SPAN_MILLISECOND)

static SwimTimers *timers; /* of the loop; NULL in the tests with a thread */

/* Each test is run for a service on a loop and for one with a helper thread. */
static SwimDeadlines *
new_deadlines (gint64 length, int with_thread)
{
  const gint64 limits[] = { [SWIM_LIMIT_TOTAL] = length };

  timers = with_thread ? NULL : swim_timers_new (g_main_context_default ());
  return swim_deadlines_new (limits, timers);
}

static void
begin (SwimDeadlines *deadlines,
       SwimDeadline *deadline,
       GCancellable *cancellable,
       GCancellable *run)
{
  swim_deadlines_begin (deadlines, deadline, cancellable, run);
  swim_deadline_start_clock (deadline, SWIM_LIMIT_TOTAL, g_get_monotonic_time ());
}

static void
free_deadlines (SwimDeadlines *deadlines)
{
  swim_deadlines_free (deadlines);
  g_clear_pointer (&timers, swim_timers_free);
}

/* Until it is cancelled, whoever does it. */
static void
wait_until_cancelled (GCancellable *cancellable, int with_thread)
{
  GPollFD fd;

  while (!with_thread && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!g_cancellable_make_pollfd (cancellable, &fd))
    ck_abort_msg ("no descriptor");
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);
}

START_TEST (test_item_is_cancelled_when_its_time_is_up)
{
  SwimDeadlines *deadlines = new_deadlines (SHORT, _i);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimDeadline deadline = { NULL };
  gint64 began = g_get_monotonic_time ();

  begin (deadlines, &deadline, cancellable, NULL);
  wait_until_cancelled (cancellable, _i);

  ck_assert_int_ge (g_get_monotonic_time () - began, SHORT);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_EXPIRED);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_item_that_ends_in_time_is_left_alone)
{
  SwimDeadlines *deadlines = new_deadlines (SHORT, _i);
  g_autoptr (GCancellable) early = g_cancellable_new ();
  g_autoptr (GCancellable) late = g_cancellable_new ();
  SwimDeadline first = { NULL };
  SwimDeadline second = { NULL };

  begin (deadlines, &first, early, NULL);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &first), SWIM_DEADLINE_PENDING);
  begin (deadlines, &second, late, NULL);
  wait_until_cancelled (late, _i);

  ck_assert (!g_cancellable_is_cancelled (early));
  ck_assert_int_eq (swim_deadlines_end (deadlines, &second), SWIM_DEADLINE_EXPIRED);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_cancelling_the_run_cancels_its_items_alone)
{
  SwimDeadlines *deadlines = new_deadlines (LONG, _i);
  g_autoptr (GCancellable) run = g_cancellable_new ();
  g_autoptr (GCancellable) other_run = g_cancellable_new ();
  GCancellable *cancellables[3];
  SwimDeadline items[3] = { { NULL } };

  for (int i = 0; i < 3; i++)
    {
      cancellables[i] = g_cancellable_new ();
      begin (deadlines, &items[i], cancellables[i], i == 1 ? other_run : run);
    }
  g_cancellable_cancel (run);
  wait_until_cancelled (cancellables[0], _i);
  wait_until_cancelled (cancellables[2], _i);

  ck_assert (!g_cancellable_is_cancelled (cancellables[1]));
  ck_assert_int_eq (swim_deadlines_end (deadlines, &items[0]), SWIM_DEADLINE_CANCELLED);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &items[1]), SWIM_DEADLINE_PENDING);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &items[2]), SWIM_DEADLINE_CANCELLED);
  for (int i = 0; i < 3; i++)
    g_object_unref (cancellables[i]);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_item_of_a_run_already_cancelled_is_cancelled)
{
  SwimDeadlines *deadlines = new_deadlines (0, _i);
  g_autoptr (GCancellable) run = g_cancellable_new ();

  g_cancellable_cancel (run);
  for (int i = 0; i < 2; i++) /* the run is a new one, then a known one */
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      SwimDeadline deadline = { NULL };

      begin (deadlines, &deadline, cancellable, run);
      wait_until_cancelled (cancellable, _i);
      ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_CANCELLED);
    }
  free_deadlines (deadlines);
}
END_TEST

typedef struct
{
  SwimDeadlines *deadlines;
  GCancellable *run;
} Crowd;

static gpointer
begin_and_end (gpointer data)
{
  Crowd *crowd = data;

  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GCancellable) own = g_cancellable_new ();
      SwimDeadline deadline = { NULL };

      begin (crowd->deadlines, &deadline, cancellable, i % 3 == 0 ? own : crowd->run);
      if (swim_deadlines_end (crowd->deadlines, &deadline) != SWIM_DEADLINE_PENDING)
        return NULL;
    }
  return crowd;
}

START_TEST (test_threads_may_use_one_service_at_once)
{
  g_autoptr (GCancellable) run = g_cancellable_new ();
  Crowd crowd = { new_deadlines (LONG, TRUE), run };
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, begin_and_end, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_ptr_eq (g_thread_join (threads[i]), &crowd);
  swim_deadlines_free (crowd.deadlines);
}
END_TEST

START_TEST (test_stopped_clock_does_not_expire_and_starts_anew)
{
  SwimDeadlines *deadlines = new_deadlines (SHORT, _i);
  g_autoptr (GCancellable) waiting = g_cancellable_new ();
  g_autoptr (GCancellable) running = g_cancellable_new ();
  SwimDeadline stopped = { NULL };
  SwimDeadline other = { NULL };
  gint64 restart;

  begin (deadlines, &stopped, waiting, NULL);
  swim_deadline_stop_clock (&stopped, SWIM_LIMIT_TOTAL);
  begin (deadlines, &other, running, NULL);
  wait_until_cancelled (running, _i);
  ck_assert (!g_cancellable_is_cancelled (waiting));

  restart = g_get_monotonic_time ();
  swim_deadline_start_clock (&stopped, SWIM_LIMIT_TOTAL, restart);
  wait_until_cancelled (waiting, _i);
  ck_assert_int_ge (g_get_monotonic_time () - restart, SHORT);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &stopped), SWIM_DEADLINE_EXPIRED);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &other), SWIM_DEADLINE_EXPIRED);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_stopped_clock_still_follows_its_run)
{
  SwimDeadlines *deadlines = new_deadlines (LONG, _i);
  g_autoptr (GCancellable) run = g_cancellable_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimDeadline deadline = { NULL };

  begin (deadlines, &deadline, cancellable, run);
  swim_deadline_stop_clock (&deadline, SWIM_LIMIT_TOTAL);
  g_cancellable_cancel (run);
  wait_until_cancelled (cancellable, _i);

  ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_CANCELLED);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_item_that_makes_progress_is_not_stalled)
{
  const gint64 limits[] = { [SWIM_LIMIT_STALL] = SHORT, [SWIM_LIMIT_TOTAL] = 0 };
  SwimDeadlines *deadlines;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimDeadline deadline = { NULL };
  gint64 began = g_get_monotonic_time ();
  gint64 last = began;
  gint64 longest = 0; /* without progress, as on a machine that is busy */

  timers = _i ? NULL : swim_timers_new (g_main_context_default ());
  deadlines = swim_deadlines_new (limits, timers);
  swim_deadlines_begin (deadlines, &deadline, cancellable, NULL);
  while (last - began < 4 * SHORT && !g_cancellable_is_cancelled (cancellable))
    {
      gint64 now = g_get_monotonic_time ();

      longest = MAX (longest, now - last);
      last = now;
      swim_deadline_start_clock (&deadline, SWIM_LIMIT_STALL, last);
      if (!_i)
        g_main_context_iteration (NULL, FALSE);
    }
  wait_until_cancelled (cancellable, _i);
  ck_assert_int_ge (MAX (longest, g_get_monotonic_time () - last), SHORT);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_STALLED);
  free_deadlines (deadlines);
}
END_TEST

START_TEST (test_limit_that_is_reached_first_is_told_and_another_attempt_may_follow)
{
  const gint64 limits[] = {
    [SWIM_LIMIT_STALL] = LONG, [SWIM_LIMIT_CONNECT] = SHORT, [SWIM_LIMIT_TOTAL] = 2 * SHORT
  };
  SwimDeadlines *deadlines;
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  SwimDeadline deadline = { NULL };
  gint64 began = g_get_monotonic_time ();

  timers = _i ? NULL : swim_timers_new (g_main_context_default ());
  deadlines = swim_deadlines_new (limits, timers);
  swim_deadlines_begin (deadlines, &deadline, first, NULL);
  for (SwimLimit i = 0; i < SWIM_N_LIMITS; i++)
    swim_deadline_start_clock (&deadline, i, began);
  wait_until_cancelled (first, _i);
  ck_assert_int_eq (swim_deadlines_get_end (deadlines, &deadline), SWIM_DEADLINE_UNCONNECTED);

  swim_deadline_stop_clock (&deadline, SWIM_LIMIT_CONNECT);
  swim_deadlines_renew (deadlines, &deadline, second);
  ck_assert_int_eq (swim_deadlines_get_expiry (deadlines, &deadline, SWIM_LIMIT_TOTAL),
                    began + 2 * SHORT);
  wait_until_cancelled (second, _i);
  ck_assert_int_ge (g_get_monotonic_time () - began, 2 * SHORT);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_EXPIRED);
  free_deadlines (deadlines);
}
END_TEST

/* A look is scheduled for when another item may expire, which is much later. */
START_TEST (test_clock_that_runs_already_expires_when_it_should)
{
  SwimDeadlines *deadlines = new_deadlines (G_TIME_SPAN_MINUTE, _i);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) late = g_cancellable_new ();
  SwimDeadline usual = { NULL };
  SwimDeadline deadline = { NULL };

  begin (deadlines, &usual, cancellable, NULL);
  swim_deadline_start_clock (&deadline, SWIM_LIMIT_TOTAL,
                             g_get_monotonic_time () - G_TIME_SPAN_MINUTE);
  swim_deadlines_begin (deadlines, &deadline, late, NULL);
  wait_until_cancelled (late, _i);

  ck_assert_int_eq (swim_deadlines_end (deadlines, &deadline), SWIM_DEADLINE_EXPIRED);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &usual), SWIM_DEADLINE_PENDING);
  free_deadlines (deadlines);
}
END_TEST

/* An item that nothing ends but its socket, or not even that. */
typedef struct
{
  SwimDeadline deadline; /* first */
  int fired;             /* atomic, as the next */
  int stuck;
} Stubborn;

static void
on_fired (SwimDeadline *deadline)
{
  g_atomic_int_inc (&((Stubborn *) deadline)->fired);
}

static void
on_stuck (SwimDeadline *deadline, SwimDeadlineEnd end)
{
  ck_assert_int_eq (end, SWIM_DEADLINE_EXPIRED);
  g_atomic_int_inc (&((Stubborn *) deadline)->stuck);
}

START_TEST (test_socket_is_shut_down_before_an_item_counts_as_stuck)
{
  SwimDeadlines *deadlines = new_deadlines (SHORT, _i);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stubborn item = { .deadline = { .fired = _i ? NULL : on_fired, .stuck = on_stuck } };
  int sockets[2];
  char byte;

  ck_assert_int_eq (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets), 0);
  begin (deadlines, &item.deadline, cancellable, NULL);
  swim_deadline_set_socket (&item.deadline, sockets[0]);
  while (g_atomic_int_get (&item.stuck) == 0)
    {
      if (!_i)
        g_main_context_iteration (NULL, TRUE);
      if (recv (sockets[1], &byte, 1, 0) == 0)
        ck_assert (_i ? g_cancellable_is_cancelled (cancellable)
                      : g_atomic_int_get (&item.fired) == 1);
    }
  ck_assert_int_eq (recv (sockets[1], &byte, 1, 0), 0);
  ck_assert_int_eq (swim_deadlines_end (deadlines, &item.deadline), SWIM_DEADLINE_EXPIRED);
  ck_assert_int_eq (item.stuck, 1);
  free_deadlines (deadlines);
  close (sockets[0]);
  close (sockets[1]);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_item_is_cancelled_when_its_time_is_up, 0, 2);
  tcase_add_loop_test (tests, test_item_that_ends_in_time_is_left_alone, 0, 2);
  tcase_add_loop_test (tests, test_cancelling_the_run_cancels_its_items_alone, 0, 2);
  tcase_add_loop_test (tests, test_item_of_a_run_already_cancelled_is_cancelled, 0, 2);
  tcase_add_test (tests, test_threads_may_use_one_service_at_once);
  tcase_add_loop_test (tests, test_stopped_clock_does_not_expire_and_starts_anew, 0, 2);
  tcase_add_loop_test (tests, test_stopped_clock_still_follows_its_run, 0, 2);
  tcase_add_loop_test (tests, test_item_that_makes_progress_is_not_stalled, 0, 2);
  tcase_add_loop_test (
      tests, test_limit_that_is_reached_first_is_told_and_another_attempt_may_follow, 0, 2);
  tcase_add_loop_test (tests, test_clock_that_runs_already_expires_when_it_should, 0, 2);
  tcase_add_loop_test (tests, test_socket_is_shut_down_before_an_item_counts_as_stuck, 0, 2);
}

SWIM_TEST_MAIN ("deadlines", add_tests)
