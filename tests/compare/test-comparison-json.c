/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons written down and read again; and files that are not what they should be. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "compare/comparison-json.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "swim-hand-made.h"
#include "swim-test.h"

static const double times[] = { 0.1, 1.0 / 3, 0.7, 1e-6, 12345.678, 0.25 };
static const double crashed[] = { 1, -1, 1, 1, 1, 1 };

/* Gives a record something in every part. */
static void
fill (SwimRecord *record)
{
  SwimStall *stall = swim_stall_new (123456789, 1000000001);

  record->blocking_share = 0.1;
  record->seed = 42;
  record->bytes = 1234567;
  record->first_result_seconds = 1.0 / 7;
  record->service = (SwimLatencyFigures){ 0.1, 0.2, 0.3, NAN, 0.4 };
  record->since_start = (SwimLatencyFigures){ 1.1, 1.2, 1.3, 1.0 / 9, 1.4 };
  record->loop.delay_max = 2.0 / 3;
  record->loop.stalls = 3;
  record->loop.heartbeat.period = 0.005;
  record->usage.cpu_user_seconds = 0.3;
  record->usage.rss_max_bytes = -1;
  record->usage.threads_max = 7;
  stall->cause = SWIM_CAUSE_BLOCKED;
  stall->subject = g_strdup ("as.dev");
  stall->call = g_strdup ("poll");
  stall->fd = 9;
  stall->fd_target = g_strdup ("socket to 127.0.0.1:53");
  g_ptr_array_add (record->loop.worst_stalls, stall);
  record->offloaded = g_strsplit ("file writes: one thread,names", ",", -1);
  record->context = json_object_new ();
  json_object_set_string_member (record->context, "kernel", "Linux");
}

static void
add_order (SwimComparison *comparison, const char *modes)
{
  for (guint i = 0; i < comparison->rounds; i++)
    g_ptr_array_add (comparison->order, g_strsplit (modes, ",", -1));
}

/* Two jobs; one mode crashed, one did different work. */
static GPtrArray *
make_comparisons (gboolean several)
{
  GPtrArray *list = swim_hand_made_list ();
  SwimComparison *comparison = swim_comparison_new ("probe");
  SwimContender *contender;

  g_ptr_array_add (list, comparison);
  comparison->seed = 7;
  comparison->warmup = 2;
  comparison->threshold = 0.03;
  comparison->stopping = (SwimStopping){ 0.05, 300, SWIM_STOP_TIME };
  comparison->context = json_object_new ();
  json_object_set_string_member (comparison->context, "lab", "quick");
  comparison->context_after = json_object_new ();
  json_object_set_double_member (comparison->context_after, "load_average", 0.1);
  swim_hand_made_add (comparison, "sequential", "d", times, 6);
  contender = swim_hand_made_add (comparison, "async", "d", times, 6);
  fill (g_ptr_array_index (contender->records, 2));
  contender = swim_hand_made_add (comparison, "mixed", "d", crashed, 6);
  contender->problem = g_strdup ("a signal ended its process");
  swim_hand_made_add (comparison, "offload", "other", times, 6);
  add_order (comparison, "async,sequential,offload,mixed");
  swim_comparison_conclude (comparison);
  if (!several)
    return list;

  comparison = swim_comparison_new ("download");
  g_ptr_array_add (list, comparison);
  comparison->threshold = 0.03;
  comparison->context_after =
      json_object_ref (((SwimComparison *) g_ptr_array_index (list, 0))->context_after);
  swim_hand_made_add (comparison, "sequential", "d", times, 2);
  add_order (comparison, "sequential");
  swim_comparison_conclude (comparison);
  return list;
}

static GPtrArray *
make_lists (void)
{
  return swim_outcome_lists_new ();
}

static char *
to_text (GPtrArray *comparisons)
{
  g_autoptr (JsonNode) node = swim_comparisons_to_json (comparisons, NULL);

  return json_to_string (node, TRUE);
}

static GPtrArray *
from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  ck_assert_ptr_nonnull (node);
  return swim_comparisons_from_json (node, NULL, error);
}

START_TEST (test_comparisons_survive_their_file)
{
  g_autoptr (GPtrArray) written = make_comparisons (_i);
  g_autofree char *text = to_text (written);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = from_text (text, &error);
  g_autofree char *again = NULL;

  swim_assert_no_error (error);
  ck_assert_uint_eq (read->len, written->len);
  for (guint i = 0; i < read->len; i++)
    swim_comparison_conclude (g_ptr_array_index (read, i));
  again = to_text (read);
  ck_assert_str_eq (again, text);
}
END_TEST

START_TEST (test_figures_are_exactly_those_that_were_written)
{
  g_autoptr (GPtrArray) written = make_comparisons (FALSE);
  g_autofree char *text = to_text (written);
  g_autoptr (GPtrArray) read = from_text (text, NULL);
  SwimComparison *before = g_ptr_array_index (written, 0);
  SwimComparison *after = g_ptr_array_index (read, 0);

  swim_comparison_conclude (after);
  ck_assert_uint_eq (after->rounds, 6);
  ck_assert_uint_eq (after->warmup, 2);
  ck_assert_uint_eq (after->seed, 7);
  ck_assert_uint_eq (after->order->len, 6);
  for (guint i = 0; i < 4; i++)
    {
      const SwimContender *one = swim_comparison_get (before, i);
      const SwimContender *other = swim_comparison_get (after, i);

      ck_assert_int_eq (one->verdict, other->verdict);
      ck_assert_int_eq (memcmp (&one->wall, &other->wall, sizeof one->wall), 0);
      ck_assert_int_eq (memcmp (&one->speedup, &other->speedup, sizeof one->speedup), 0);
      ck_assert_int_eq (g_strcmp0 (one->problem, other->problem), 0);
    }
  ck_assert_int_eq (swim_comparison_get (after, 2)->verdict, SWIM_VERDICT_FAILED);
  ck_assert_int_eq (swim_comparison_get (after, 3)->verdict, SWIM_VERDICT_DIFFERENT_WORK);
}
END_TEST

START_TEST (test_what_is_derived_is_not_believed)
{
  g_autoptr (GPtrArray) written = make_comparisons (FALSE);
  g_autofree char *text = to_text (written);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GPtrArray) read = NULL;
  JsonObject *result = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (node), "results"), 0);

  json_object_set_double_member (result, "median", 1e9);
  read = swim_comparisons_from_json (node, NULL, NULL);
  ck_assert_ptr_nonnull (read);
  swim_comparison_conclude (g_ptr_array_index (read, 0));
  ck_assert_double_lt (swim_comparison_get (g_ptr_array_index (read, 0), 0)->wall.median, 1);
}
END_TEST

/* Changes to a good file, and what the error must name. */
static const struct
{
  const char *from;
  const char *to;
  const char *word;
} breakages[] = {
  { "\"format\" : \"swimlane-comparison\"", "\"format\" : \"other\"", "format" },
  { "\"format\" : \"swimlane-comparison\"", "\"format\" : 3", "format" },
  { "\"version\" : 1", "\"version\" : 2", "its version is 2" },
  { "\"version\" : 1", "\"version\" : \"1\"", "version" },
  { "\"seed\" : 7", "\"seed\" : null", "seed" },
  { "\"seed\" : 7", "\"seed\" : -7", "seed" },
  { "\"warmup\" : 2", "\"warmup\" : 2.5", "warmup" },
  { "\"threshold\" : 0.0", "\"threshold\" : 70.0", "threshold" },
  { "\"auto_rounds\" : [", "\"auto_rounds\" : [ 5,", "auto_rounds[0]" },
  { "\"ended_by\" : \"time\"", "\"ended_by\" : \"luck\"", "auto_rounds[0]" },
  { "\"precision\" : 0.0", "\"precision\" : 0, \"x\" : 0.0", "precision" },
  { "\"results\" : [", "\"results\" : 3, \"others\" : [", "results" },
  { "\"results\" : [", "\"results\" : [], \"others\" : [", "no results" },
  { "\"results\" : [", "\"results\" : [ 5,", "results[0]" },
  { "\"command\" : \"async\"", "\"command\" : 7", "results[1]: member “command”" },
  { "\"mode\" : \"sequential\"", "\"mode\" : \"\"", "results[0]" },
  { "\"job\" : \"probe\"", "\"job\" : \"\\u001b[2J\"", "member “job” is not a word" },
  { "\"exit_codes\" : [", "\"exit_codes\" : [ 0,", "7 exit codes" },
  { "\"exit_codes\" : [", "\"exit_codes\" : [ \"0\",", "exit_codes[0]" },
  { "\"runs\" : [", "\"runs\" : [ null,", "7 runs" },
  { "\"runs\" : [", "\"runs\" : [ [],", "runs[0]" },
  { "\"runs\" : [", "\"walks\" : [", "member “runs” is missing" },
  { "\"format\" : \"swimlane-record\"", "\"format\" : null", "runs[0]" },
  { "\"wall_seconds\" : 0.1", "\"wall_seconds\" : -0.1", "wall_seconds" },
  { "\"wall_seconds\" : 0.1", "\"wall_seconds\" : null, \"x\" : 1", "wall_seconds" },
  { "\"order\" : [", "\"order\" : [ \"async\",", "order[0]" },
  { "\"order\" : [", "\"order\" : [ [],", "order[0]" },
  { "\"order\" : [", "\"order\" : [ [ \"swim\" ],", "order[0]" },
  { "\"order\" : [", "\"order\" : [ [ 7 ],", "order[0]" },
  { "\"target\" : ", "\"target\" : [], \"x\" : ", "worst_stalls[0]" },
  { "\"kernel\" : ", "\"kernel\" : {}, \"x\" : ", "context" },
  { "\"context\" : {", "\"context\" : { \"date\" : [],", "context" },
  { "\"context\" : {", "\"context\" : 3, \"x\" : {", "context" },
};

START_TEST (test_what_is_wrong_is_named)
{
  g_autoptr (GPtrArray) written = make_comparisons (FALSE);
  g_autofree char *text = to_text (written);
  const char *at = strstr (text, breakages[_i].from);
  g_autoptr (GString) broken = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (at != NULL, "%s does not occur", breakages[_i].from);
  if (strstr (breakages[_i].from, "\"context\"") != NULL)
    at = g_strrstr (text, breakages[_i].from);
  g_string_append_len (broken, text, at - text);
  g_string_append (broken, breakages[_i].to);
  g_string_append (broken, at + strlen (breakages[_i].from));
  ck_assert_ptr_null (from_text (broken->str, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, breakages[_i].word) != NULL, "%s", error->message);
}
END_TEST

static char *
write_file (const char *text, gssize length)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("swimlane-test-XXXXXX", &path, NULL);

  ck_assert_int_ge (fd, 0);
  g_close (fd, NULL);
  ck_assert (g_file_set_contents (path, text, length, NULL));
  return path;
}

/* A file that is cut anywhere is an error, or, cut only of its last line feed, the same file. */
START_TEST (test_a_truncated_file_is_an_error)
{
  g_autoptr (GPtrArray) written = make_comparisons (FALSE);
  g_autofree char *text = to_text (written);
  gsize length = strlen (text);

  for (gsize cut = 0; cut < length; cut += 1 + length / 200)
    {
      g_autofree char *path = write_file (text, (gssize) cut);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) lists = make_lists ();
      g_autoptr (JsonNode) node = swim_load_json (path, lists, &error);

      g_unlink (path);
      ck_assert_ptr_null (node);
      ck_assert_ptr_nonnull (strstr (error->message, path));
      ck_assert_ptr_nonnull (strstr (error->message, cut == 0 ? "empty" : "line"));
    }
}
END_TEST

static const struct
{
  const char *text;
  const char *word;
} files[] = {
  { "", "empty" },
  { " \n\t\n", "empty" },
  { "{\n\"a\": 1,\n\"b\": }\n", "line 3" },
  { "\xff\xfe", "UTF-16" },
  { "\xff", "not a swimlane result" },
  { "{} {}", "line 1" },
};

START_TEST (test_what_is_no_json_is_named_with_its_line)
{
  g_autofree char *path = write_file (files[_i].text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (JsonNode) node = swim_load_json (path, lists, &error);

  g_unlink (path);
  ck_assert_ptr_null (node);
  ck_assert_ptr_nonnull (strstr (error->message, path));
  ck_assert_msg (strstr (error->message, files[_i].word) != NULL, "%s", error->message);
}
END_TEST

START_TEST (test_deep_nesting_does_not_end_the_process)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *path = write_file (deep, -1);
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_load_json (path, lists, &error));
  g_unlink (path);
  ck_assert_ptr_nonnull (strstr (error->message, "nested deeper"));
}
END_TEST

START_TEST (test_brackets_in_strings_are_no_nesting)
{
  g_autofree char *many = g_strnfill (100, '[');
  g_autofree char *text = g_strdup_printf ("{ \"a\\\"%s\" : \"%s\\\\\" }", many, many);
  g_autofree char *path = write_file (text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (JsonNode) node = swim_load_json (path, lists, &error);

  g_unlink (path);
  swim_assert_no_error (error);
  ck_assert (JSON_NODE_HOLDS_OBJECT (node));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_comparisons_survive_their_file, 0, 2);
  tcase_add_test (tests, test_figures_are_exactly_those_that_were_written);
  tcase_add_test (tests, test_what_is_derived_is_not_believed);
  tcase_add_loop_test (tests, test_what_is_wrong_is_named, 0, G_N_ELEMENTS (breakages));
  tcase_add_test (tests, test_a_truncated_file_is_an_error);
  tcase_add_loop_test (tests, test_what_is_no_json_is_named_with_its_line, 0, G_N_ELEMENTS (files));
  tcase_add_test (tests, test_deep_nesting_does_not_end_the_process);
  tcase_add_test (tests, test_brackets_in_strings_are_no_nesting);
}

SWIM_TEST_MAIN ("comparison-json", add_tests)
