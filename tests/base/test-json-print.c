/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as text. */
#include "config.h"

#include <stdlib.h>

#include "base/json-print.h"
#include "swim-test.h"

static char *
print (JsonNode *node, GHashTable *lists, SwimJsonPrintElement print_element)
{
  char *text = NULL;
  gsize length;
  FILE *file = open_memstream (&text, &length);

  swim_json_print (node, lists, print_element, file);
  fclose (file);
  return text;
}

static const struct
{
  double number;
  const char *text;
} numbers[] = {
  { 0.001267, "0.001267\n" },
  { 0.1, "0.1\n" },
  { 0.1 + 0.2, "0.30000000000000004\n" },
  { 0.4209765000000001, "0.4209765000000001\n" },
  { 5e-324, "4.94065645841247e-324\n" },
  { 1e300, "1e+300\n" },
  { 3, "3.0\n" },
  { -0.5, "-0.5\n" },
};

START_TEST (test_a_number_has_the_fewest_digits_that_read_back)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), numbers[_i].number);
  char *text = print (node, NULL, NULL);

  ck_assert_str_eq (text, numbers[_i].text);
  ck_assert_double_eq (g_ascii_strtod (text, NULL), numbers[_i].number);
  free (text);
}
END_TEST

static const struct
{
  gint64 us;
  const char *integer;
  const char *seconds;
} integers[] = {
  { 0, "0", "0.000000" },
  { 7, "7", "0.000007" },
  { 1000000, "1000000", "1.000000" },
  { 12345678, "12345678", "12.345678" },
  { -1500000, "-1500000", "-1.500000" },
  { G_MAXINT64, "9223372036854775807", "9223372036854.775807" },
  { G_MININT64, "-9223372036854775808", "-9223372036854.775808" },
};

START_TEST (test_integers_are_written_with_all_digits)
{
  g_autoptr (GString) text = g_string_new (NULL);

  swim_json_append_integer (text, integers[_i].us);
  ck_assert_str_eq (text->str, integers[_i].integer);
  g_string_truncate (text, 0);
  swim_json_append_us (text, integers[_i].us);
  ck_assert_str_eq (text->str, integers[_i].seconds);
}
END_TEST

static const struct
{
  const char *string;
  const char *json;
} strings[] = {
  { "", "\"\"" },
  { "plain", "\"plain\"" },
  { "\"", "\"\\\"\"" },
  { "a\\b\nc\x7f", "\"a\\\\b\\u000ac\\u007f\"" },
  { "\u00fc", "\"\u00fc\"" },
  { "cut \xc3", "\"cut \xef\xbf\xbd\"" },
};

START_TEST (test_strings_are_quoted_and_escaped)
{
  g_autoptr (GString) text = g_string_new (NULL);

  swim_json_append_string (text, strings[_i].string);
  ck_assert_str_eq (text->str, strings[_i].json);
}
END_TEST

static void
print_word (gconstpointer element, FILE *file)
{
  swim_json_print_string (element, file);
}

START_TEST (test_a_list_is_printed_where_its_array_stands)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"a\": [1, 2], \"b\": []}", NULL);
  g_autoptr (GHashTable) lists = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  char *text;

  g_ptr_array_add (words, (gpointer) "x");
  g_ptr_array_add (words, (gpointer) "\"\n");
  g_hash_table_insert (lists, json_object_get_array_member (json_node_get_object (node), "b"),
                       words);
  text = print (node, lists, print_word);
  ck_assert_str_eq (text, "{\n  \"a\" : [1, 2],\n  \"b\" : [\n    \"x\",\n    \"\\\"\\u000a\"\n"
                          "  ]\n}\n");
  free (text);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_number_has_the_fewest_digits_that_read_back, 0,
                       G_N_ELEMENTS (numbers));
  tcase_add_loop_test (tests, test_integers_are_written_with_all_digits, 0,
                       G_N_ELEMENTS (integers));
  tcase_add_loop_test (tests, test_strings_are_quoted_and_escaped, 0, G_N_ELEMENTS (strings));
  tcase_add_test (tests, test_a_list_is_printed_where_its_array_stands);
}

SWIM_TEST_MAIN ("json-print", add_tests)
