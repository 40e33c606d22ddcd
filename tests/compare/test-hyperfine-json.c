/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of hyperfine: its forms, what they say, and those that are wrong. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "compare/comparison-json.h"
#include "compare/hyperfine-json.h"
#include "compare/merge.h"
#include "swim-hand-made.h"
#include "swim-test.h"

/* As 1.15 writes it: other numbers of runs, a failed run, a signal, parameters. */
static const char of_one[] =
    "{ \"results\": ["
    "{ \"command\": \"sleep\\n0.1\", \"mean\": 0.1, \"stddev\": 0.001, \"median\": 0.1,"
    "  \"user\": 0.01, \"system\": 0.02, \"min\": 0.1, \"max\": 0.102,"
    "  \"times\": [0.1, 0.101, 0.102, 0.1, 0.1, 0.101, 0.1],"
    "  \"exit_codes\": [0, 0, 2, 0, 0, null, 0], \"parameters\": { \"x\": \"1\" } },"
    "{ \"command\": \"sleep 0.05\", \"user\": null,"
    "  \"times\": [0.05, 0.051, 0.052, 0.05, 0.05, 0.051, 0.05, 0.05, 1],"
    "  \"memory_usage_byte\": [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000] } ] }";

static const char of_two[] =
    "{ \"results\": [ { \"command\": \"true\", \"measurements\": ["
    "  { \"time_wall_clock\": { \"value\": 0.5, \"unit\": \"second\" },"
    "    \"time_user\": { \"value\": 0.25, \"unit\": \"second\" },"
    "    \"memory_peak_resident\": { \"value\": 4096, \"unit\": \"byte\" }, \"exit_code\": 3 } ] } ] }";

static GPtrArray *
read_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  ck_assert_ptr_nonnull (node);
  ck_assert (swim_hyperfine_is_result (node));
  return swim_comparisons_from_hyperfine (node, error);
}

static const SwimRecord *
get_run (const SwimComparison *comparison, guint command, guint run)
{
  return g_ptr_array_index (swim_comparison_get (comparison, command)->records, run);
}

START_TEST (test_runs_are_read_as_they_are)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = read_text (of_one, &error);
  const SwimComparison *comparison;
  const SwimContender *first;

  swim_assert_no_error (error);
  comparison = g_ptr_array_index (read, 0);
  first = swim_comparison_get (comparison, 0);
  ck_assert_str_eq (first->mode, "sleep 0.1");
  ck_assert_uint_eq (first->records->len, 7);
  ck_assert_int_eq (g_array_index (first->exit_codes, int, 2), 2);
  ck_assert_int_eq (g_array_index (first->exit_codes, int, 5), -1);
  ck_assert_double_eq (get_run (comparison, 0, 1)->wall_seconds, 0.101);
  ck_assert_double_eq (get_run (comparison, 0, 1)->usage.cpu_user_seconds, 0.01);
  ck_assert_double_eq (get_run (comparison, 0, 1)->usage.cpu_system_seconds, 0.02);
  ck_assert_int_eq (get_run (comparison, 0, 1)->usage.rss_max_bytes, -1);
  ck_assert_uint_eq (comparison->rounds, 9);
  ck_assert (isnan (get_run (comparison, 1, 0)->usage.cpu_user_seconds));
  ck_assert_int_eq (get_run (comparison, 1, 2)->usage.rss_max_bytes, 3000);
}
END_TEST

START_TEST (test_blocks_are_not_paired)
{
  g_autoptr (GPtrArray) read = read_text (of_one, NULL);
  SwimComparison *comparison = g_ptr_array_index (read, 0);
  const SwimContender *second;

  swim_comparison_pad (comparison);
  swim_comparison_conclude (comparison);
  second = swim_comparison_get (comparison, 1);
  ck_assert_uint_eq (swim_comparison_get (comparison, 0)->records->len, 7);
  ck_assert_double_eq_tol (second->speedup.median, 0.1 / 0.05, 1e-9);
  ck_assert (second->speedup.confident);
  /* At √0.95 the ends of seven are their range, and so are those of nine. */
  ck_assert_double_eq_tol (second->speedup.lower, 0.1 / 1, 1e-9);
  ck_assert_double_eq_tol (second->speedup.upper, 0.102 / 0.05, 1e-9);
  ck_assert_int_eq (second->loop, SWIM_LOOP_UNKNOWN);
}
END_TEST

START_TEST (test_they_survive_our_own_file)
{
  g_autoptr (GPtrArray) read = read_text (of_one, NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  const SwimComparison *comparison;

  swim_comparison_conclude (g_ptr_array_index (read, 0));
  node = swim_comparisons_to_json (read, NULL);
  again = swim_comparisons_from_json (node, NULL, &error);
  swim_assert_no_error (error);
  comparison = g_ptr_array_index (again, 0);
  ck_assert (comparison->in_blocks);
  ck_assert_uint_eq (swim_comparison_get (comparison, 0)->records->len, 7);
  ck_assert_uint_eq (swim_comparison_get (comparison, 1)->records->len, 9);
  ck_assert_uint_eq (comparison->rounds, 9);
  ck_assert_str_eq (
      json_object_get_string_member (
          json_object_get_object_member (
              json_array_get_object_element (
                  json_object_get_array_member (json_node_get_object (node), "results"), 0),
              "parameters"),
          "x"),
      "1");
}
END_TEST

START_TEST (test_the_form_of_hyperfine_2)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = read_text (of_two, &error);
  const SwimComparison *comparison;

  swim_assert_no_error (error);
  comparison = g_ptr_array_index (read, 0);
  ck_assert_double_eq (get_run (comparison, 0, 0)->wall_seconds, 0.5);
  ck_assert_double_eq (get_run (comparison, 0, 0)->usage.cpu_user_seconds, 0.25);
  ck_assert (isnan (get_run (comparison, 0, 0)->usage.cpu_system_seconds));
  ck_assert_int_eq (get_run (comparison, 0, 0)->usage.rss_max_bytes, 4096);
  ck_assert_int_eq (g_array_index (swim_comparison_get (comparison, 0)->exit_codes, int, 0), 3);
}
END_TEST

static const struct
{
  const char *text;
  const char *word;
} wrong[] = {
  { "{ \"results\": [ { \"command\": 5, \"times\": [1] } ] }", "results[0]: member “command”" },
  { "{ \"results\": [ { \"command\": \"\", \"times\": [1] } ] }", "results[0]: member “command”" },
  { "{ \"results\": [ { \"command\": \"a\" } ] }", "member “times” is missing" },
  { "{ \"results\": [ { \"command\": \"a\", \"times\": [] } ] }", "no runs" },
  { "{ \"results\": [ { \"command\": \"a\", \"times\": [1, \"2\"] } ] }",
    "times[1]: it is not a time" },
  { "{ \"results\": [ { \"command\": \"a\", \"times\": [-1] } ] }", "times[0]: it is not a time" },
  { "{ \"results\": [ { \"command\": \"a\", \"measurements\": [ {} ] } ] }", "measurements[0]" },
  { "{ \"results\": [ { \"command\": \"a\", \"times\": [1] }, 7 ] }", "results[1]" },
};

START_TEST (test_what_is_wrong_is_named)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (read_text (wrong[_i].text, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, wrong[_i].word) != NULL, "%s", error->message);
}
END_TEST

static const char *const others[] = {
  "[]",
  "5",
  "{}",
  "{ \"results\": [] }",
  "{ \"results\": [ 5 ] }",
  "{ \"format\": \"x\", \"results\": [ { \"command\": \"a\" } ] }"
};

START_TEST (test_other_files_are_not_taken_for_them)
{
  g_autoptr (JsonNode) node = json_from_string (others[_i], NULL);

  ck_assert (!swim_hyperfine_is_result (node));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_runs_are_read_as_they_are);
  tcase_add_test (tests, test_blocks_are_not_paired);
  tcase_add_test (tests, test_they_survive_our_own_file);
  tcase_add_test (tests, test_the_form_of_hyperfine_2);
  tcase_add_loop_test (tests, test_what_is_wrong_is_named, 0, G_N_ELEMENTS (wrong));
  tcase_add_loop_test (tests, test_other_files_are_not_taken_for_them, 0, G_N_ELEMENTS (others));
}

SWIM_TEST_MAIN ("hyperfine-json", add_tests)
