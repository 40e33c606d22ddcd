/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What reports say about measurements, and how numbers are formatted. */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "report/format.h"
#include "report/report.h"
#include "swim-test.h"

static SwimContender *
add (SwimComparison *comparison, const char *mode, double wall)
{
  SwimContender *contender = swim_comparison_add (comparison, mode);

  for (guint i = 0; i < 8; i++)
    {
      SwimRecord *record = swim_record_new ();
      int code = 0;

      record->mode = g_strdup (mode);
      record->digest = g_strdup ("d");
      record->wall_seconds = wall;
      record->loop.delay_max = wall / 4;
      record->blocking_share = 0.1;
      g_ptr_array_add (contender->records, record);
      g_array_append_val (contender->exit_codes, code);
    }
  return contender;
}

/* The modes with typical results. */
static SwimComparison *
make_comparison (void)
{
  SwimComparison *comparison = swim_comparison_new ("probe");
  SwimRecord *record;
  SwimStall *stall;

  comparison->rounds = 8;
  add (comparison, "sequential", 1);
  add (comparison, "async", 0.1);
  record = g_ptr_array_index (add (comparison, "mixed", 0.4)->records, 0);
  stall = swim_stall_new (250000000, 75000000);
  stall->cause = SWIM_CAUSE_BLOCKED;
  stall->subject = g_strdup ("else.dev");
  stall->call = g_strdup ("poll");
  stall->fd_target = g_strdup ("socket to 127.0.0.1:53");
  g_ptr_array_add (record->loop.worst_stalls, stall);
  add (comparison, "offload", 0.125);
  return comparison;
}

START_TEST (test_the_sentence_says_what_the_numbers_show)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *words = NULL;

  swim_comparison_conclude (comparison);
  words = swim_report_words (comparison);
  ck_assert_str_eq (
      words,
      "Choose async: 10.0 times as fast as sequential (95 %: 10.0–10.0), and its loop stays "
      "responsive. One blocking call in ten costs 83 % of what async gains over sequential: mixed is "
      "only 2.50 times as fast as sequential, and handles no other event for up to 100 ms at a time. "
      "The longest stall of its median run: 75.0 ms, at 250 ms, during else.dev: blocked in poll() "
      "on socket to 127.0.0.1:53. With the same calls given to threads, offload is 8.00 times as "
      "fast.");
}
END_TEST

START_TEST (test_a_mode_that_is_slower_than_the_baseline_takes_longer)
{
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  g_autofree char *words = NULL;

  comparison->rounds = 8;
  add (comparison, "async", 0.1);
  add (comparison, "mixed", 0.4);
  swim_comparison_conclude (comparison);
  words = swim_report_words (comparison);
  ck_assert_str_eq (words,
                    "Stay with async: no mode is clearly faster. mixed takes 4.00 times as long as "
                    "async: 10 % of its calls block the loop, which handles no other event for up "
                    "to 100 ms at a time.");
}
END_TEST

START_TEST (test_an_unseen_cause_names_the_option_that_may_show_it)
{
  g_autoptr (SwimStall) stall = swim_stall_new (250000000, 75000000);
  g_autofree char *words = swim_report_stall (stall);

  ck_assert_str_eq (words,
                    "75.0 ms, at 250 ms: cause not seen (a smaller --stall-ms looks earlier)");
}
END_TEST

START_TEST (test_few_rounds_are_said_to_be_few)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *words = NULL;

  comparison->rounds = 2;
  swim_comparison_conclude (comparison);
  words = swim_report_words (comparison);
  ck_assert_ptr_nonnull (strstr (words, "Too few rounds for a 95 % interval (2; 6 are needed)"));
}
END_TEST

START_TEST (test_a_busy_machine_is_said_to_be_busy)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *quiet = NULL;
  g_autofree char *busy = NULL;

  swim_comparison_conclude (comparison);
  comparison->context = json_object_new ();
  json_object_set_double_member (comparison->context, "load_average", 9);
  comparison->context_after = json_object_new ();
  json_object_set_int_member (comparison->context_after, "cpus", 4);
  json_object_set_double_member (comparison->context_after, "load_average", 9);
  json_object_set_double_member (comparison->context_after, "others_cpus", 0.5);
  quiet = swim_report_noise (comparison);
  ck_assert_ptr_null (quiet);
  json_object_set_double_member (comparison->context_after, "others_cpus", 1.5);
  busy = swim_report_noise (comparison);
  ck_assert_ptr_nonnull (strstr (busy, "other programs used 1.50 of 4 CPUs"));
}
END_TEST

START_TEST (test_a_baseline_that_scatters_is_said_to_scatter)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  SwimRecord *slow = g_ptr_array_index (swim_comparison_get (comparison, 0)->records, 0);
  g_autofree char *noise = NULL;

  slow->wall_seconds = 2;
  swim_comparison_conclude (comparison);
  noise = swim_report_noise (comparison);
  ck_assert_ptr_nonnull (strstr (noise, "took from 1.00 s to 2.00 s"));
}
END_TEST

static void
fetch_by (const SwimComparison *comparison, guint contender, const char *client)
{
  SwimRecord *record = g_ptr_array_index (swim_comparison_get (comparison, contender)->records, 0);

  g_clear_pointer (&record->context, json_object_unref);
  record->context = json_object_new ();
  json_object_set_string_member (record->context, "client", client);
}

START_TEST (test_the_heading_names_the_client_of_all_runs)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *none = swim_report_heading (comparison);
  g_autofree char *same = NULL;
  g_autofree char *mixed = NULL;

  for (guint i = 0; i < comparison->contenders->len; i++)
    fetch_by (comparison, i, "soup");
  same = swim_report_heading (comparison);
  fetch_by (comparison, 2, "curl");
  mixed = swim_report_heading (comparison);
  ck_assert_ptr_null (strstr (none, "by "));
  ck_assert_ptr_nonnull (strstr (same, " in flight, by soup, 8 rounds"));
  ck_assert_str_eq (mixed, none);
}
END_TEST

START_TEST (test_the_table_fits_eighty_columns)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;

  /* As in the program: the width counts characters. */
  ck_assert_ptr_nonnull (setlocale (LC_CTYPE, "C.UTF-8"));
  swim_comparison_conclude (comparison);
  table = swim_report_table (comparison->contenders, 80, FALSE, FALSE, FALSE, NULL);
  lines = g_strsplit (table, "\n", -1);
  ck_assert_uint_eq (g_strv_length (lines), 5);
  for (guint i = 0; lines[i] != NULL; i++)
    ck_assert_int_le (g_utf8_strlen (lines[i], -1), 80);
  ck_assert_ptr_nonnull (strstr (lines[0], "speed-up"));
  ck_assert_ptr_null (strstr (lines[0], "since start"));
}
END_TEST

START_TEST (test_the_wide_table_has_both_latencies)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();
  g_autofree char *table = NULL;

  swim_comparison_conclude (comparison);
  table = swim_report_table (comparison->contenders, 80, TRUE, FALSE, FALSE, NULL);
  ck_assert_ptr_nonnull (strstr (table, "p99 since start"));
  ck_assert_ptr_nonnull (strstr (table, "verdict"));
  ck_assert_ptr_nonnull (strstr (table, "faster"));
}
END_TEST

static const struct
{
  double seconds;
  const char *text;
} durations[] = {
  { 0, "0.00 µs" },          { 0.0000005, "0.50 µs" }, { 0.0123, "12.3 ms" }, { 0.9996, "1.00 s" },
  { 0.00099951, "1.00 ms" }, { 12.34, "12.3 s" },      { 1234, "1234 s" },    { NAN, "–" },
};

START_TEST (test_durations)
{
  g_autofree char *text = swim_format_seconds (durations[_i].seconds);

  ck_assert_str_eq (text, durations[_i].text);
}
END_TEST

static const struct
{
  double seconds;
  const char *unit;
  const char *text;
} in_units[] = {
  { 0.000151, "ms", "0.151 ms" }, { 0.000151, "s", "0.000151 s" },
  { 1.5, "ms", "1500 ms" },       { 0.0123, "us", "12300 µs" },
  { 0.0123, NULL, "12.3 ms" },    { 0, "s", "0.00 s" },
  { 0.9996, "s", "1.00 s" },      { NAN, "ms", "–" },
};

START_TEST (test_durations_in_one_unit)
{
  g_autofree char *text = swim_format_seconds_in (in_units[_i].seconds, in_units[_i].unit);

  ck_assert_str_eq (text, in_units[_i].text);
}
END_TEST

START_TEST (test_sizes_and_ranges)
{
  g_autofree char *bytes = swim_format_bytes (999);
  g_autofree char *mib = swim_format_bytes (15 * 1048576.0);
  g_autofree char *unknown = swim_format_bytes (-1);
  g_autofree char *range = swim_format_range (9.996, 17.25);
  g_autofree char *percent = swim_format_percent (0.125);

  ck_assert_str_eq (bytes, "999 B");
  ck_assert_str_eq (mib, "15.0 MiB");
  ck_assert_str_eq (unknown, "–");
  ck_assert_str_eq (range, "10.0–17.2");
  ck_assert_str_eq (percent, "12.5 %");
}
END_TEST

START_TEST (test_lines_are_broken_at_spaces)
{
  g_autofree char *wrapped = swim_format_wrap ("one two three µµµµ averyverylongword x", 9);

  ck_assert_str_eq (wrapped, "one two\nthree\nµµµµ\naveryverylongword\nx");
}
END_TEST

START_TEST (test_what_does_not_fit_hangs_below)
{
  g_autofree char *hung = swim_format_hang ("key:  one two µµµ", 13, 6);
  g_autofree char *fits = swim_format_hang ("key:  one", 13, 6);
  g_autofree char *short_line = swim_format_hang ("k", 13, 6);
  g_autofree char *spaced = swim_format_hang ("17 keys in all", 13, 2);

  ck_assert_str_eq (hung, "key:  one two\n      µµµ");
  ck_assert_str_eq (fits, "key:  one");
  ck_assert_str_eq (short_line, "k");
  ck_assert_str_eq (spaced, "17 keys in\n  all");
}
END_TEST

static void
add_run (SwimRecord *record, guint slot, double started, double finished)
{
  SwimOutcome *outcome = swim_outcome_new (SWIM_STATUS_OK, NULL);

  outcome->item = swim_item_new ("a");
  outcome->item->slot = slot;
  outcome->started = (gint64) (started * 1e6);
  outcome->finished = (gint64) (finished * 1e6);
  if (record->outcomes == NULL)
    record->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);
  g_ptr_array_add (record->outcomes, outcome);
}

START_TEST (test_a_block_is_as_high_as_items_are_in_flight)
{
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  SwimRecord *one = add (comparison, "a", 4)->records->pdata[0];
  SwimRecord *two = add (comparison, "b", 1)->records->pdata[0];
  g_autofree char *timeline = NULL;
  g_auto (GStrv) lines = NULL;

  add_run (one, 0, 0, 2);
  add_run (one, 0, 2, 4);
  g_ptr_array_add (one->loop.worst_stalls, swim_stall_new (0, G_GINT64_CONSTANT (2000000000)));
  add_run (two, 0, 0, 1);
  add_run (two, 1, 0, 1);
  swim_comparison_conclude (comparison);
  timeline = swim_report_timeline (comparison->contenders, 51, FALSE);
  lines = g_strsplit (timeline, "\n", -1);
  ck_assert_str_eq (lines[0], "a          ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄");
  ck_assert_str_eq (lines[1], "  stalled  ━━━━━━━━━━━━━━━━━━━━");
  ck_assert_str_eq (lines[2], "b          ██████████");
  ck_assert_str_eq (lines[3], "           ╵0                  ╵2.00 s");
}
END_TEST

START_TEST (test_without_items_or_room_there_is_no_timeline)
{
  g_autoptr (SwimComparison) comparison = make_comparison ();

  swim_comparison_conclude (comparison);
  ck_assert_ptr_null (swim_report_timeline (comparison->contenders, 80, FALSE));
  add_run (swim_comparison_get (comparison, 0)->records->pdata[0], 0, 0, 1);
  ck_assert_ptr_null (swim_report_timeline (comparison->contenders, 25, FALSE));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_the_sentence_says_what_the_numbers_show);
  tcase_add_test (tests, test_a_mode_that_is_slower_than_the_baseline_takes_longer);
  tcase_add_test (tests, test_an_unseen_cause_names_the_option_that_may_show_it);
  tcase_add_test (tests, test_few_rounds_are_said_to_be_few);
  tcase_add_test (tests, test_a_busy_machine_is_said_to_be_busy);
  tcase_add_test (tests, test_a_baseline_that_scatters_is_said_to_scatter);
  tcase_add_test (tests, test_the_heading_names_the_client_of_all_runs);
  tcase_add_test (tests, test_the_table_fits_eighty_columns);
  tcase_add_test (tests, test_the_wide_table_has_both_latencies);
  tcase_add_loop_test (tests, test_durations, 0, G_N_ELEMENTS (durations));
  tcase_add_loop_test (tests, test_durations_in_one_unit, 0, G_N_ELEMENTS (in_units));
  tcase_add_test (tests, test_sizes_and_ranges);
  tcase_add_test (tests, test_lines_are_broken_at_spaces);
  tcase_add_test (tests, test_what_does_not_fit_hangs_below);
  tcase_add_test (tests, test_a_block_is_as_high_as_items_are_in_flight);
  tcase_add_test (tests, test_without_items_or_room_there_is_no_timeline);
}

SWIM_TEST_MAIN ("words", add_tests)
