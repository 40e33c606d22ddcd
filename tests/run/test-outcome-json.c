/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came of items, cut out of JSON and read a piece at a time. */
#include "config.h"

#include <string.h>

#include "run/outcome-json.h"
#include "swim-test.h"

static GPtrArray *
make_lists (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

static const char *
name_at (GPtrArray *lists, guint list, guint index)
{
  const SwimOutcome *outcome =
      g_ptr_array_index ((GPtrArray *) g_ptr_array_index (lists, list), index);

  return outcome->item->name;
}

START_TEST (test_lists_are_cut_out_and_numbered)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autofree char *rest = swim_outcomes_cut (
      "{ \"a\": { \"outcomes\" : [ { \"name\": \"x\", \"status\": \"timeout\", \"slot\": 3,"
      " \"started\": 0.5, \"finished\": 1.25 } ] },\n \"outcomes\":[], \"b\": 1 }",
      lists, NULL);
  const SwimOutcome *outcome;

  ck_assert_str_eq (rest, "{ \"a\": { \"outcomes\" : 0 },\n \"outcomes\":1, \"b\": 1 }");
  ck_assert_uint_eq (lists->len, 2);
  ck_assert_uint_eq (((GPtrArray *) lists->pdata[1])->len, 0);
  outcome = ((GPtrArray *) lists->pdata[0])->pdata[0];
  ck_assert_str_eq (outcome->item->name, "x");
  ck_assert_int_eq (outcome->status, SWIM_STATUS_TIMEOUT);
  ck_assert_uint_eq (outcome->item->slot, 3);
  ck_assert_int_eq (outcome->started, 500000);
  ck_assert_int_eq (outcome->finished, 1250000);
}
END_TEST

START_TEST (test_a_long_list_is_whole)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (GString) text = g_string_new ("{\"outcomes\":[");
  g_autofree char *rest = NULL;

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "%s{\"name\":\"%u\"}", i > 0 ? ", " : "", i);
  g_string_append (text, "]}");
  rest = swim_outcomes_cut (text->str, lists, NULL);
  ck_assert_str_eq (rest, "{\"outcomes\":0}");
  ck_assert_uint_eq (((GPtrArray *) lists->pdata[0])->len, 2500);
  ck_assert_str_eq (name_at (lists, 0, 999), "999");
  ck_assert_str_eq (name_at (lists, 0, 1000), "1000");
  ck_assert_str_eq (name_at (lists, 0, 2499), "2499");
}
END_TEST

START_TEST (test_names_that_look_like_json_are_names)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  const char *text = "{ \"outcomes\": [ {\"name\": \"a]}\\\"outcomes\\\": [\\\\\"},"
                     " {\"name\": \"]\"} ], \"x\": \"\\\"outcomes\\\": [1]\" }";
  g_autofree char *rest = swim_outcomes_cut (text, lists, NULL);

  ck_assert_str_eq (rest, "{ \"outcomes\": 0, \"x\": \"\\\"outcomes\\\": [1]\" }");
  ck_assert_str_eq (name_at (lists, 0, 0), "a]}\"outcomes\": [\\");
  ck_assert_str_eq (name_at (lists, 0, 1), "]");
}
END_TEST

START_TEST (test_lines_after_a_list_keep_their_numbers)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autofree char *rest =
      swim_outcomes_cut ("{ \"outcomes\": [\n{\"name\":\"a\"},\n{}\n]\n}", lists, NULL);

  ck_assert_str_eq (rest, "{ \"outcomes\": 0\n\n\n\n}");
}
END_TEST

static const struct
{
  const char *text;
  const char *word; /* of the message; NULL: it is left to whoever parses the rest */
} faults[] = {
  { "{ \"outcomes\": [ {\"name\": \"a\"}, 3 ] }", "outcomes[1]" },
  { "{ \"outcomes\": [ {\"name\": } ] }", "element 0 is no JSON" },
  { "{ \"outcomes\": [ {\"name\": \"a\"", NULL },
  { "{ \"outcomes\": [ {\"name\": \"a", NULL },
  { "{ \"outcomes\": [", NULL },
  { "{ \"outcomes", NULL },
  { "{ \"outcomes\" ", NULL },
};

START_TEST (test_faults_are_named)
{
  g_autoptr (GPtrArray) lists = make_lists ();
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = swim_outcomes_cut (faults[_i].text, lists, &error);

  if (faults[_i].word == NULL)
    {
      swim_assert_no_error (error);
      ck_assert_str_eq (rest, faults[_i].text);
      return;
    }
  ck_assert_ptr_null (rest);
  ck_assert_msg (strstr (error->message, faults[_i].word) != NULL, "%s", error->message);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_lists_are_cut_out_and_numbered);
  tcase_add_test (tests, test_a_long_list_is_whole);
  tcase_add_test (tests, test_names_that_look_like_json_are_names);
  tcase_add_test (tests, test_lines_after_a_list_keep_their_numbers);
  tcase_add_loop_test (tests, test_faults_are_named, 0, G_N_ELEMENTS (faults));
}

SWIM_TEST_MAIN ("outcome-json", add_tests)
