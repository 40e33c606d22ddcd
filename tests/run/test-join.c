/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "loop/histogram.h"
#include "run/join.h"
#include "base/swim-error.h"
#include "swim-test.h"

/* 2026-11-26, 20:00 UTC. */
#define BEGIN G_GINT64_CONSTANT (1795723200000000)

/* The run of a share that ended @ok items within @seconds, of which the first took 1 ms, the next
 * 2 ms and so on. */
static SwimRecord *
make (guint index, guint64 ok, double start, double seconds)
{
  SwimRecord *record = swim_record_new ();
  g_autoptr (SwimDistribution) times = swim_distribution_new ();
  SwimDigest digest = { { index, ok } };

  record->job = g_strdup ("probe");
  record->mode = g_strdup ("async");
  record->origin.run = g_uuid_string_random ();
  record->origin.started = BEGIN + (gint64) (start * 1e6);
  record->origin.shard = (SwimShard){ index, 3, SWIM_SHARD_BY_ITEM };
  record->items = record->statuses[SWIM_STATUS_OK] = ok;
  record->bytes = 10 * ok;
  record->digest = swim_digest_to_text (&digest);
  record->wall_seconds = seconds;
  record->first_result_seconds = 0.25;
  record->usage = (SwimUsageFigures){ 1, 0.5, 1000 * index, index, 7, 3 };
  record->loop.utilization = 0.5;
  for (guint64 i = 1; i <= ok; i++)
    swim_distribution_add (times, 1000 * i);
  record->service_times = swim_histogram_of (times);
  record->since_start_times = swim_histogram_of (times);
  record->service.max = record->since_start.max = (double) ok / 1e3;
  return record;
}

/* It continued a file with @items results that are ok. */
static SwimRecord *
continued (SwimRecord *record, guint64 items)
{
  record->origin.resumed = TRUE;
  record->origin.taken.complete = TRUE;
  record->origin.taken.tally.total = record->origin.taken.tally.by_status[SWIM_STATUS_OK] = items;
  record->origin.taken.digest.halves[0] = 100;
  return record;
}

static void
add (SwimJoin *join, const char *path, SwimRecord *record)
{
  g_autoptr (GError) error = NULL;

  ck_assert (swim_join_add (join, path, record, &error));
  swim_assert_no_error (error);
}

static SwimRecord *
finish (SwimJoin *join, const char *missing)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  SwimRecord *joined = swim_join_finish (join, NULL, found, &error);

  swim_assert_no_error (error);
  ck_assert_uint_eq (found->len, missing != NULL ? 1 : 0);
  if (missing != NULL)
    ck_assert_pstr_eq (strstr (g_ptr_array_index (found, 0), missing),
                       g_ptr_array_index (found, 0));
  return joined;
}

START_TEST (test_shares_add_up)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;

  add (join, "b", make (2, 200, 3, 2));
  add (join, "c", make (3, 300, 1, 3));
  add (join, "a", make (1, 500, 2, 8));
  joined = finish (join, NULL);
  ck_assert_uint_eq (joined->items, 1000);
  ck_assert_uint_eq (joined->bytes, 10000);
  ck_assert_str_eq (joined->digest, "000000000000000600000000000003e8");
  ck_assert_int_eq (joined->origin.started, BEGIN + 1000000);
  ck_assert_double_eq_tol (joined->wall_seconds, 9, 1e-9);
  ck_assert_double_eq_tol (joined->first_result_seconds, 0.25, 1e-9);
  ck_assert_double_eq_tol (joined->throughput_per_sec, 1000 / 9.0, 1e-9);
  ck_assert_double_eq (joined->origin.joined.wall_longest, 8);
  ck_assert_double_eq (joined->origin.joined.wall_sum, 13);
  ck_assert_double_eq (joined->usage.cpu_user_seconds, 3);
  ck_assert_int_eq (joined->usage.rss_max_bytes, 3000);
  ck_assert_int_eq (joined->usage.context_switches_voluntary, 21);
  ck_assert_double_eq_tol (joined->loop.utilization, 0.5, 1e-9);
  ck_assert_double_eq (joined->service.max, 0.5);
  ck_assert (isnan (joined->loop.delay_p99));
}
END_TEST

/* Of 1000 times, 200 of which are there three times and 100 twice. */
START_TEST (test_percentiles_are_those_of_all)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;

  add (join, "a", make (1, 500, 0, 1));
  add (join, "b", make (2, 200, 0, 1));
  add (join, "c", make (3, 300, 0, 1));
  joined = finish (join, NULL);
  ck_assert_double_eq_tol (joined->service.p50 / 0.167, 1, 0.005);
  ck_assert_double_eq_tol (joined->service.p90 / 0.400, 1, 0.005);
  ck_assert_double_eq_tol (joined->service.p99 / 0.490, 1, 0.005);
  ck_assert (isnan (joined->service.p999));
}
END_TEST

START_TEST (test_a_resumed_share_is_its_last_run)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;
  SwimRecord *early = make (1, 30, 0, 1);

  early->statuses[SWIM_STATUS_TIMEOUT] = 5; /* those are tried again */
  early->items += 5;
  early->origin.incomplete = TRUE;
  g_clear_pointer (&early->service_times, g_array_unref);
  add (join, "late", continued (make (1, 70, 5, 1), 30));
  add (join, "early", early);
  add (join, "b", make (2, 1, 0, 1));
  add (join, "c", make (3, 1, 0, 1));
  joined = finish (join, NULL);
  ck_assert_uint_eq (joined->items, 102);
  ck_assert_uint_eq (joined->statuses[SWIM_STATUS_TIMEOUT], 0);
  ck_assert_uint_eq (joined->origin.joined.shares, 3);
  ck_assert_uint_eq (joined->origin.joined.runs, 4);
  ck_assert_str_eq (joined->digest, "000000000000006a0000000000000048");
  ck_assert_double_eq (joined->usage.cpu_user_seconds, 4);
  ck_assert (isnan (joined->service.p50)); /* a record has no histogram */
  ck_assert (joined->remarks == NULL || joined->remarks[0] == NULL);
}
END_TEST

/* The slowest item of all is that, whichever of the records has no histogram. */
START_TEST (test_the_maximum_needs_no_histogram)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;

  for (guint i = 0; i < 3; i++)
    {
      SwimRecord *record = make (i + 1, i == (guint) _i ? 500 : 10, 0, 1);

      if (i == 1)
        {
          g_clear_pointer (&record->service_times, g_array_unref);
          g_clear_pointer (&record->since_start_times, g_array_unref);
        }
      add (join, "a", record);
    }
  joined = finish (join, NULL);
  ck_assert (isnan (joined->service.p50));
  ck_assert_double_eq (joined->service.max, 0.5);
  ck_assert_double_eq (joined->since_start.max, 0.5);
}
END_TEST

START_TEST (test_a_killed_run_is_counted_by_the_next)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;

  add (join, "a", continued (make (1, 70, 5, 1), 30));
  add (join, "b", make (2, 1, 0, 1));
  add (join, "c", make (3, 1, 0, 1));
  joined = finish (join, NULL);
  ck_assert_uint_eq (joined->items, 102);
  ck_assert_ptr_nonnull (strstr (joined->remarks[0], "left no record"));
}
END_TEST

START_TEST (test_a_share_that_was_run_twice_is_refused)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  add (join, "a", make (1, 70, 5, 1));
  add (join, "b", continued (make (1, 10, 6, 1), 69));
  ck_assert_ptr_null (swim_join_finish (join, NULL, missing, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, "share 1 of 3 was run twice: b "));
}
END_TEST

START_TEST (test_missing_shares_are_named)
{
  static const struct
  {
    guint index;
    const char *words;
  } cases[] = { { 1, "shares 2 to 3 of 3 have no record" },
                { 3, "shares 1 to 2 of 3 have no record" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SwimJoin) join = swim_join_new ();
      g_autoptr (SwimRecord) joined = NULL;

      add (join, "a", make (cases[i].index, 70, 5, 1));
      joined = finish (join, cases[i].words);
      ck_assert_uint_eq (joined->items, 70);
    }
}
END_TEST

START_TEST (test_a_share_that_ended_early_is_missing)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;
  SwimRecord *record = make (2, 1, 0, 1);

  record->origin.incomplete = TRUE;
  add (join, "a", make (1, 70, 5, 1));
  add (join, "b", record);
  add (join, "c", make (3, 70, 5, 1));
  joined = finish (join, "share 2 of 3 ended before its list, after 1 items (b)");
}
END_TEST

/* What the shares, of 3 items each, know of their lists, and what is said of it. */
static const struct
{
  SwimWholeList lists[3];
  const char *missing;
} lists[] = {
  { { { 9, 7 }, { 9, 7 }, { 9, 7 } }, NULL },
  { { { 0, 0 }, { 9, 7 }, { 0, 0 } }, NULL },
  { { { 9, 7 }, { 9, 7 }, { 8, 7 } },
    "shares are of lists that differ: that of share 1 has 9 items (1), that of share 3 8 (3); "
    "run" },
  { { { 9, 7 }, { 11, 7 }, { 9, 7 } },
    "shares are of lists that differ: that of share 2 has 11 items (2), that of share 1 9 (1), and "
    "there are more; run" },
  { { { 0, 0 }, { 9, 7 }, { 9, 8 } },
    "shares are of lists that differ: that of share 2 has 9 items (2), that of share 3 9 others "
    "(3)" },
  { { { 10, 7 }, { 10, 7 }, { 10, 7 } }, "the list has 10 items, and the shares came to 9" },
};

START_TEST (test_shares_are_of_one_list)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;

  for (guint i = 1; i <= 3; i++)
    {
      SwimRecord *record = make (i, 3, 0, 1);

      record->origin.list = lists[_i].lists[i - 1];
      add (join, (const char *[]){ "1", "2", "3" }[i - 1], record);
    }
  joined = finish (join, lists[_i].missing);
  if (lists[_i].missing == NULL)
    ck_assert_uint_eq (joined->origin.list.items, 9);
}
END_TEST

/* An earlier run of a share may have been of a shorter one. */
START_TEST (test_the_list_of_a_share_is_that_of_its_last_run)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;
  SwimRecord *runs[] = { make (1, 2, 0, 1), continued (make (1, 1, 5, 1), 2), make (2, 3, 0, 1),
                         make (3, 3, 0, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      runs[i]->origin.list = i == 0 ? (SwimWholeList){ 7, 6 } : (SwimWholeList){ 9, 7 };
      add (join, "a", runs[i]);
    }
  joined = finish (join, NULL);
}
END_TEST

START_TEST (test_numbers_that_overflow_are_refused)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= 3; i++)
    {
      SwimRecord *record = make (i, 1, 0, 1);

      record->items = record->statuses[SWIM_STATUS_OK] = G_MAXINT64;
      add (join, "a", record);
    }
  ck_assert_ptr_null (swim_join_finish (join, NULL, missing, NULL));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_shares_add_up);
  tcase_add_test (tests, test_percentiles_are_those_of_all);
  tcase_add_test (tests, test_a_resumed_share_is_its_last_run);
  tcase_add_loop_test (tests, test_the_maximum_needs_no_histogram, 0, 3);
  tcase_add_test (tests, test_a_killed_run_is_counted_by_the_next);
  tcase_add_test (tests, test_a_share_that_was_run_twice_is_refused);
  tcase_add_test (tests, test_missing_shares_are_named);
  tcase_add_test (tests, test_a_share_that_ended_early_is_missing);
  tcase_add_loop_test (tests, test_shares_are_of_one_list, 0, (int) G_N_ELEMENTS (lists));
  tcase_add_test (tests, test_the_list_of_a_share_is_that_of_its_last_run);
  tcase_add_test (tests, test_numbers_that_overflow_are_refused);
}

SWIM_TEST_MAIN ("join", add_tests)
