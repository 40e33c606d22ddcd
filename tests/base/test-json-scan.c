/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "base/json-scan.h"
#include "swim-test.h"

static const char *const good[] = {
  "[]",
  "{}",
  "[ ]",
  "{ \"a\" : [ 1 , -2.5e+3 , true , null , \"\\u00e9\\n\\\"\" ] , \"\" : {} }",
  "\"caf\303\251\"",
  "0",
  "[[],[{}],{\"a\":[]}]",
};

START_TEST (test_json_is_passed)
{
  g_autofree char *text = g_strconcat (good[_i], ",rest", NULL);
  const char *end;

  ck_assert_ptr_eq (swim_json_skip (text, &end), text + strlen (good[_i]));
}
END_TEST

/* Where each is wrong. */
static const struct
{
  const char *text;
  gsize at;
} bad[] = {
  { "", 0 },
  { "[", 1 },
  { "[1", 2 },
  { "[1,]", 3 },
  { "[1 2]", 3 },
  { "[01]", 1 },
  { "[.5]", 1 },
  { "[1.]", 1 },
  { "[+1]", 1 },
  { "[0x10]", 1 },
  { "[nul]", 1 },
  { "[NaN]", 1 },
  { "[truest]", 1 },
  { "{\"a\"}", 4 },
  { "{\"a\":}", 5 },
  { "{\"a\":1,}", 7 },
  { "{a:1}", 1 },
  { "{\"a\":1]", 6 },
  { "[1}", 2 },
  { "[\"a", 3 },
  { "[\"a\n\"]", 3 },
  { "[\"\\x\"]", 2 },
  { "[\"\\u12g4\"]", 2 },
  { "[\"\\", 2 },
  { "[\"a\377b\"]", 3 },
  { "[/* */]", 1 },
  { "['a']", 1 },
};

START_TEST (test_anything_else_is_refused_where_it_is_wrong)
{
  const char *end;

  ck_assert_msg (swim_json_skip (bad[_i].text, &end) == NULL, "%s", bad[_i].text);
  ck_assert_msg (end == bad[_i].text + bad[_i].at, "%s: at %d", bad[_i].text,
                 (int) (end - bad[_i].text));
}
END_TEST

START_TEST (test_deep_nesting_is_refused)
{
  g_autofree char *text = g_strnfill (100000, '[');
  const char *end;

  ck_assert_ptr_null (swim_json_skip (text, &end));
}
END_TEST

static const char *const cuts[][2] = {
  { "{\"a\":[1,2],\"b\":3}", "{\"a\":[],\"b\":3}" },
  { "{\"a\":[]}", "{\"a\":[]}" },
  { "{\"a\":[\n]}", "{\"a\":[]\n}" },
  { "{\"a\" :\n [\n1,\n2]\n}", "{\"a\" :\n []\n\n\n}" },
  { "{\"a\":\"a\",\"x\":[[1]],\"y\":{\"a\":[{\"a\":[1]}]}}",
    "{\"a\":\"a\",\"x\":[[1]],\"y\":{\"a\":[]}}" },
  { "{\"\\\"a\":[1],\"a\":7}", "{\"\\\"a\":[1],\"a\":7}" },
  { "{\"ab\":[1],\"b\":\"\\\\\",\"a\":[2]}", "{\"ab\":[1],\"b\":\"\\\\\",\"a\":[]}" },
  { "{\"a", "{\"a" },
  { "{\"a\\", "{\"a\\" },
  { "", "" },
};

START_TEST (test_lists_are_cut)
{
  g_autofree char *text = g_strdup (cuts[_i][0]);
  const char *fault;
  guint line = 0;
  gsize length = swim_json_cut (text, strlen (text), "a", &line, &fault);

  ck_assert_ptr_null (fault);
  ck_assert_str_eq (text, cuts[_i][1]);
  ck_assert_uint_eq (length, strlen (text));
}
END_TEST

START_TEST (test_a_list_that_is_wrong_has_its_line)
{
  char text[] = "{\n\"a\" : [\n1,\n2],\n\"b\" : 7,\n\"a\" : [\n1,\nx]}";
  const char *fault;
  guint line = 0;

  swim_json_cut (text, strlen (text), "a", &line, &fault);
  ck_assert_ptr_nonnull (fault);
  ck_assert_uint_eq (line, 8);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_json_is_passed, 0, G_N_ELEMENTS (good));
  tcase_add_loop_test (tests, test_anything_else_is_refused_where_it_is_wrong, 0,
                       G_N_ELEMENTS (bad));
  tcase_add_test (tests, test_deep_nesting_is_refused);
  tcase_add_loop_test (tests, test_lists_are_cut, 0, G_N_ELEMENTS (cuts));
  tcase_add_test (tests, test_a_list_that_is_wrong_has_its_line);
}

SWIM_TEST_MAIN ("json-scan", add_tests)
