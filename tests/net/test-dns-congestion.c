/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The window and the pace of a server, in a time of its own: no clock, no socket, no chance. */
#include "config.h"

#include "net/dns/congestion.h"
#include "swim-test.h"

#define STEP 50 /* µs; also the round trip */
#define REST (300 * 1000)

/* A server that bears so many a second, and a client with so many names in flight.
 * depth: what may come at once after a silence
 * refuses: rather than dropping
 * names: where each name is in flight: when its try was sent, when it will be tried again, whether
 * it got through to the server */
typedef struct
{
  double rate;
  double depth;
  gboolean refuses;
  guint jobs;

  SwimDnsCongestion flow;
  double level;
  guint answered;
  double narrowest;
  struct
  {
    gint64 sent; /* 0: not in flight */
    gint64 again;
    gboolean through;
  } names[1024];
} World;

static void
see_to_flight (World *world, guint i, gint64 now)
{
  gint64 sent = world->names[i].sent;
  gint64 patience = swim_dns_congestion_get_retransmit_timeout (&world->flow);

  if (world->names[i].through)
    {
      swim_dns_congestion_answered (&world->flow, sent, now);
      world->answered++;
      world->names[i].again = now;
    }
  else if (world->refuses)
    swim_dns_congestion_refused (&world->flow, sent, now);
  else if (now >= sent + (patience > 0 ? patience : 1000 * 1000))
    swim_dns_congestion_lost (&world->flow, sent, now);
  else
    return;
  world->names[i].sent = 0;
  if (!world->names[i].through)
    world->names[i].again = now + REST;
}

static void
send_name (World *world, guint i, gint64 now)
{
  if (swim_dns_congestion_get_due (&world->flow, now) > now)
    return;
  swim_dns_congestion_sent (&world->flow, now);
  world->names[i].sent = now;
  world->names[i].through = world->level >= 1;
  if (world->level >= 1)
    world->level--;
}

/* Lets time pass, and returns the answers a second in its second half. */
static double
run (World *world, double seconds)
{
  gint64 begin = 1000 * 1000;
  gint64 half = begin + (gint64) (seconds / 2 * G_USEC_PER_SEC);
  gint64 end = begin + (gint64) (seconds * G_USEC_PER_SEC);
  guint before = 0;

  swim_dns_congestion_init (&world->flow);
  world->level = world->depth;
  world->narrowest = world->flow.window;
  for (gint64 now = begin; now < end; now += STEP)
    {
      world->level = MIN (world->depth, world->level + world->rate * STEP / G_USEC_PER_SEC);
      for (guint i = 0; i < world->jobs; i++)
        if (world->names[i].sent != 0)
          see_to_flight (world, i, now);
        else if (world->names[i].again <= now)
          send_name (world, i, now);
      world->narrowest = MIN (world->narrowest, world->flow.window);
      if (now < half)
        before = world->answered;
    }
  return (world->answered - before) / (seconds / 2);
}

static const struct
{
  double depth;
  gboolean refuses;
  guint jobs;
} limits[] = {
  { 2000, FALSE, 64 }, { 2000, TRUE, 64 }, { 2000, FALSE, 512 }, { 2000, TRUE, 512 },
  { 20, FALSE, 64 },   { 20, TRUE, 64 },   { 20, FALSE, 512 },   { 20, TRUE, 512 },
};

START_TEST (test_rate_settles_within_a_fifth_of_what_the_server_bears)
{
  World world = {
    .rate = 2000, .depth = limits[_i].depth, .refuses = limits[_i].refuses, .jobs = limits[_i].jobs
  };
  double rate = run (&world, 20);

  ck_assert_double_ge (rate, 1600);
  ck_assert_double_lt (world.narrowest, 32);
}
END_TEST

/* What a rush that was dropped leaves is no measure of the server. */
START_TEST (test_rate_is_found_in_three_seconds)
{
  World world = {
    .rate = 2000, .depth = limits[_i].depth, .refuses = limits[_i].refuses, .jobs = limits[_i].jobs
  };

  ck_assert_double_ge (run (&world, 6), 1600);
}
END_TEST

/* How often in the last second of ten a question was dropped. */
START_TEST (test_little_is_lost_once_the_rate_has_settled)
{
  World world = { .rate = 2000, .depth = 100, .refuses = _i, .jobs = 64 };
  double loss = 0;

  run (&world, 10);
  loss = world.flow.loss;
  ck_assert_double_lt (loss, 0.05);
}
END_TEST

START_TEST (test_server_that_bears_all_is_neither_paced_nor_cut)
{
  World world = { .rate = 1e7, .depth = 1e6, .jobs = 512 };
  double rate = run (&world, 1);

  ck_assert_double_ge (rate, 400 * (G_USEC_PER_SEC / STEP) / 2.0);
  ck_assert_int_eq (world.flow.cut_at, 0);
  ck_assert_double_eq (world.flow.pace, 0);
}
END_TEST

START_TEST (test_window_never_grows_above_what_is_in_flight)
{
  World world = { .rate = 1e7, .depth = 1e6, .jobs = 300 };

  run (&world, 1);
  ck_assert_double_le (world.flow.window, 301);
  ck_assert_double_gt (world.flow.window, 299);
}
END_TEST

/* Sends so many and answers each in order, with so many µs of round trip. */
static void
exchange (SwimDnsCongestion *flow, guint n, gint64 *now, gint64 rtt)
{
  for (guint i = 0; i < n; i++)
    {
      swim_dns_congestion_sent (flow, *now);
      swim_dns_congestion_answered (flow, *now, *now + rtt);
      *now += rtt;
    }
}

START_TEST (test_losses_of_one_flight_halve_the_window_once)
{
  SwimDnsCongestion flow;
  gint64 now = 1000;
  double window;

  swim_dns_congestion_init (&flow);
  exchange (&flow, 100, &now, 50);
  window = flow.window;
  for (guint i = 0; i < 40; i++)
    swim_dns_congestion_sent (&flow, now);
  for (guint i = 0; i < 40; i++)
    swim_dns_congestion_lost (&flow, now, now + 100000 + i);
  ck_assert_double_eq (flow.window, window / 2);
}
END_TEST

START_TEST (test_late_answer_takes_a_cut_back)
{
  SwimDnsCongestion flow;
  gint64 now = 1000;
  double window;

  swim_dns_congestion_init (&flow);
  exchange (&flow, 100, &now, 50);
  window = flow.window;
  for (guint i = 0; i < 20; i++)
    swim_dns_congestion_sent (&flow, now);
  for (guint i = 0; i < 20; i++)
    swim_dns_congestion_lost (&flow, now, now + 100000);
  swim_dns_congestion_late (&flow, now, now + 150000);
  ck_assert_double_eq (flow.window, window);
  ck_assert_int_gt (swim_dns_congestion_get_retransmit_timeout (&flow), 150000 / 8);
}
END_TEST

START_TEST (test_server_that_answers_nothing_is_not_asked_less)
{
  SwimDnsCongestion flow;
  double window;

  swim_dns_congestion_init (&flow);
  window = flow.window;
  for (guint i = 0; i < 100; i++)
    {
      swim_dns_congestion_sent (&flow, 1000 + i);
      swim_dns_congestion_lost (&flow, 1000 + i, 2000000 + i);
    }
  ck_assert_double_eq (flow.window, window);
  ck_assert (swim_dns_congestion_is_silent (&flow));
}
END_TEST

START_TEST (test_server_that_cannot_be_reached_is_silent_until_it_answers)
{
  SwimDnsCongestion flow;

  swim_dns_congestion_init (&flow);
  for (guint i = 0; i < 8; i++)
    {
      ck_assert (!swim_dns_congestion_is_silent (&flow));
      swim_dns_congestion_sent (&flow, 1000 + i);
      swim_dns_congestion_unreached (&flow);
    }
  ck_assert (swim_dns_congestion_is_silent (&flow));
  ck_assert_uint_eq (flow.in_flight, 0);
  swim_dns_congestion_sent (&flow, 2000);
  swim_dns_congestion_answered (&flow, 2000, 2050);
  ck_assert (!swim_dns_congestion_is_silent (&flow));
}
END_TEST

/* Every other name is refused, at whatever rate: slowing down is soon given up. */
START_TEST (test_refusals_of_names_do_not_slow_for_good)
{
  SwimDnsCongestion flow;
  gint64 now = 1000;

  swim_dns_congestion_init (&flow);
  for (guint i = 0; i < 20000; i++)
    {
      gint64 due = swim_dns_congestion_get_due (&flow, now);

      ck_assert_int_lt (due, G_MAXINT64);
      now = MAX (now, due);
      swim_dns_congestion_sent (&flow, now);
      if (i % 2 == 0)
        swim_dns_congestion_answered (&flow, now, now + 50);
      else
        swim_dns_congestion_refused (&flow, now, now + 50);
      now += 50;
    }
  ck_assert (flow.refuses_names);
  ck_assert_double_eq (flow.pace, 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_rate_settles_within_a_fifth_of_what_the_server_bears, 0,
                       G_N_ELEMENTS (limits));
  tcase_add_loop_test (tests, test_rate_is_found_in_three_seconds, 0, G_N_ELEMENTS (limits));
  tcase_add_loop_test (tests, test_little_is_lost_once_the_rate_has_settled, 0, 2);
  tcase_add_test (tests, test_server_that_bears_all_is_neither_paced_nor_cut);
  tcase_add_test (tests, test_window_never_grows_above_what_is_in_flight);
  tcase_add_test (tests, test_losses_of_one_flight_halve_the_window_once);
  tcase_add_test (tests, test_late_answer_takes_a_cut_back);
  tcase_add_test (tests, test_server_that_answers_nothing_is_not_asked_less);
  tcase_add_test (tests, test_server_that_cannot_be_reached_is_silent_until_it_answers);
  tcase_add_test (tests, test_refusals_of_names_do_not_slow_for_good);
}

SWIM_TEST_MAIN ("dns-flow", add_tests)
