/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Busy spans, from times that are made up. */
#include "config.h"

#include <math.h>

#include "loop/spans.h"
#include "swim-test.h"

#define MS G_GINT64_CONSTANT (1000000)
#define START (5000 * MS) /* as if the machine had run for a while */

static void
begin_report (SwimLoopReport *report, SwimSpans *spans)
{
  swim_loop_report_init (report);
  swim_spans_get_report (spans, report);
}

/* Polls from one moment to another, both in ms since the start. */
static SwimStall *
poll_between (SwimSpans *spans, gint64 from, gint64 to)
{
  SwimStall *stall = swim_spans_poll_enter (spans, START + from * MS, FALSE);

  swim_spans_poll_leave (spans, START + to * MS);
  return stall;
}

/* Busy from 0 to 10, from 40 to 70 and from 99 to 100: 41 of 100 ms. */
static SwimSpans *
make_spans (void)
{
  SwimSpans *spans = swim_spans_new (20 * MS);

  swim_spans_begin (spans, START);
  ck_assert_ptr_null (poll_between (spans, 0 + 10, 40));
  ck_assert_ptr_nonnull (poll_between (spans, 70, 99));
  ck_assert_ptr_null (swim_spans_end (spans, START + 100 * MS));
  return spans;
}

START_TEST (test_delays_are_those_of_an_event_at_a_random_moment)
{
  g_autoptr (SwimSpans) spans = make_spans ();
  g_auto (SwimLoopReport) report = { 0 };

  begin_report (&report, spans);
  ck_assert_double_eq_tol (report.utilization, 0.41, 1e-9);
  ck_assert_double_eq (report.delay_p50, 0);
  /* More than 10 ms wait those that arrive in the first 20 ms of the span of 30. */
  ck_assert_double_eq_tol (report.delay_p99, 0.029, 1e-4);
  ck_assert_double_eq_tol (report.delay_p999, 0.0299, 1e-4);
  ck_assert_double_eq (report.delay_max, 0.030);
  ck_assert_uint_eq (report.iterations, 2);
  ck_assert_uint_eq (report.nested_iterations, 0);
}
END_TEST

START_TEST (test_a_span_from_the_threshold_on_is_a_stall)
{
  g_autoptr (SwimSpans) spans = make_spans ();
  g_auto (SwimLoopReport) report = { 0 };
  const SwimStall *stall;

  begin_report (&report, spans);
  ck_assert_uint_eq (report.stalls, 1);
  ck_assert_uint_eq (report.worst_stalls->len, 1);
  stall = g_ptr_array_index (report.worst_stalls, 0);
  ck_assert_int_eq (stall->start, 40 * MS);
  ck_assert_int_eq (stall->duration, 30 * MS);
  ck_assert_double_eq_tol (report.blocked_seconds, 0.030, 1e-12);
  ck_assert_double_eq_tol (report.blocked_fraction, 0.30, 1e-12);
}
END_TEST

START_TEST (test_the_last_span_counts_too)
{
  g_autoptr (SwimSpans) spans = swim_spans_new (20 * MS);

  swim_spans_begin (spans, START);
  ck_assert (swim_spans_is_running (spans));
  ck_assert_int_eq (swim_spans_get_busy_since (spans), START);
  ck_assert_int_eq (swim_spans_end (spans, START + 50 * MS)->duration, 50 * MS);
  ck_assert (!swim_spans_is_running (spans));
  ck_assert_int_eq (swim_spans_get_busy_since (spans), 0);
}
END_TEST

START_TEST (test_nested_polls_are_counted_and_end_spans)
{
  g_autoptr (SwimSpans) spans = swim_spans_new (20 * MS);
  g_auto (SwimLoopReport) report = { 0 };

  swim_spans_begin (spans, START);
  swim_spans_poll_enter (spans, START + 15 * MS, TRUE);
  ck_assert_int_eq (swim_spans_get_busy_since (spans), 0);
  swim_spans_poll_leave (spans, START + 16 * MS);
  poll_between (spans, 30, 31);
  swim_spans_end (spans, START + 32 * MS);
  begin_report (&report, spans);
  ck_assert_uint_eq (report.iterations, 2);
  ck_assert_uint_eq (report.nested_iterations, 1);
  ck_assert_uint_eq (report.stalls, 0);
}
END_TEST

START_TEST (test_the_worst_hundred_stalls_are_kept)
{
  g_autoptr (SwimSpans) spans = swim_spans_new (1 * MS);
  g_auto (SwimLoopReport) report = { 0 };
  gint64 now = 0;

  swim_spans_begin (spans, START);
  for (gint64 i = 1; i <= 150; i++)
    {
      now += i;
      poll_between (spans, now, now + 1);
      now++;
    }
  /* 2 ms: others are worse, but it is told. */
  ck_assert_int_eq (poll_between (spans, now + 2, now + 3)->duration, 2 * MS);
  swim_spans_end (spans, START + (now + 3) * MS);
  begin_report (&report, spans);
  ck_assert_uint_eq (report.stalls, 151);
  ck_assert_uint_eq (report.worst_stalls->len, 100);
  for (guint i = 0; i < 100; i++)
    {
      const SwimStall *stall = g_ptr_array_index (report.worst_stalls, i);

      ck_assert_int_eq (stall->duration, (51 + i) * MS);
    }
}
END_TEST

/* In the first poll, in the long span, and after the end. */
static const struct
{
  gint64 at; /* ms */
  double utilization;
  double delay_max;
  guint64 stalls;
} copies[] = {
  { 20, 0.5, 0.010, 0 },
  { 65, 35.0 / 65, 0.025, 1 },
  { 1000, 0.41, 0.030, 1 },
};

START_TEST (test_a_copy_ends_now)
{
  g_autoptr (SwimSpans) spans = swim_spans_new (20 * MS);
  g_autoptr (SwimSpans) copy = NULL;
  g_auto (SwimLoopReport) report = { 0 };
  gint64 at = copies[_i].at;

  swim_spans_begin (spans, START);
  swim_spans_poll_enter (spans, START + 10 * MS, FALSE);
  if (at > 40)
    swim_spans_poll_leave (spans, START + 40 * MS);
  if (at > 70)
    {
      poll_between (spans, 70, 99);
      swim_spans_end (spans, START + 100 * MS);
    }
  copy = swim_spans_copy (spans, START + at * MS);
  ck_assert (!swim_spans_is_running (copy));
  begin_report (&report, copy);
  ck_assert_double_eq_tol (report.utilization, copies[_i].utilization, 1e-9);
  ck_assert_double_eq (report.delay_max, copies[_i].delay_max);
  ck_assert_uint_eq (report.stalls, copies[_i].stalls);
}
END_TEST

START_TEST (test_two_loops_make_one_report)
{
  g_autoptr (SwimSpans) spans = make_spans ();
  g_autoptr (SwimSpans) other = swim_spans_new (20 * MS);
  g_auto (SwimLoopReport) report = { 0 };

  swim_spans_begin (other, START);
  poll_between (other, 59, 300);
  swim_spans_end (other, START + 300 * MS);
  swim_spans_add (spans, other);
  begin_report (&report, spans);
  ck_assert_double_eq_tol (report.utilization, 0.25, 1e-9); /* 41 + 59 of 100 + 300 ms */
  ck_assert_double_eq (report.delay_max, 0.059);
  ck_assert_double_eq_tol (report.blocked_seconds, 0.089, 1e-12);
  ck_assert_uint_eq (report.iterations, 3);
  ck_assert_uint_eq (report.stalls, 2);
  ck_assert_uint_eq (report.worst_stalls->len, 2);
}
END_TEST

START_TEST (test_a_report_survives_its_json)
{
  g_autoptr (SwimSpans) spans = make_spans ();
  g_autoptr (GError) error = NULL;
  g_auto (SwimLoopReport) report = { 0 };
  g_auto (SwimLoopReport) read = { 0 };
  g_autoptr (JsonObject) json = NULL;
  SwimStall *stall = g_ptr_array_index (swim_spans_get_stalls (spans), 0);

  stall->cause = SWIM_CAUSE_BLOCKED;
  stall->call = g_strdup ("flock");
  begin_report (&report, spans);
  json = swim_loop_report_to_json (&report);
  swim_loop_report_init (&read);
  ck_assert (swim_loop_report_from_json (&read, json, &error));
  swim_assert_no_error (error);
  ck_assert_double_eq (read.delay_p999, report.delay_p999);
  ck_assert_double_eq (read.utilization, report.utilization);
  ck_assert_uint_eq (read.iterations, report.iterations);
  ck_assert_uint_eq (read.delay_curve->len, report.delay_curve->len);
  stall = g_ptr_array_index (read.worst_stalls, 0);
  ck_assert_int_eq (stall->start, 40 * MS);
  ck_assert_int_eq (stall->cause, SWIM_CAUSE_BLOCKED);
  ck_assert_str_eq (stall->call, "flock");
}
END_TEST

START_TEST (test_the_p999_may_be_missing)
{
  g_autoptr (SwimSpans) spans = make_spans ();
  g_auto (SwimLoopReport) report = { 0 };
  g_auto (SwimLoopReport) read = { 0 };
  g_autoptr (JsonObject) json = NULL;

  begin_report (&report, spans);
  json = swim_loop_report_to_json (&report);
  json_object_remove_member (json, "delay_p999");
  swim_loop_report_init (&read);
  ck_assert (swim_loop_report_from_json (&read, json, NULL));
  ck_assert (isnan (read.delay_p999));
  json_object_remove_member (json, "delay_p99");
  ck_assert (!swim_loop_report_from_json (&read, json, NULL));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_delays_are_those_of_an_event_at_a_random_moment);
  tcase_add_test (tests, test_a_span_from_the_threshold_on_is_a_stall);
  tcase_add_test (tests, test_the_last_span_counts_too);
  tcase_add_test (tests, test_nested_polls_are_counted_and_end_spans);
  tcase_add_test (tests, test_the_worst_hundred_stalls_are_kept);
  tcase_add_loop_test (tests, test_a_copy_ends_now, 0, G_N_ELEMENTS (copies));
  tcase_add_test (tests, test_two_loops_make_one_report);
  tcase_add_test (tests, test_a_report_survives_its_json);
  tcase_add_test (tests, test_the_p999_may_be_missing);
}

SWIM_TEST_MAIN ("spans", add_tests)
