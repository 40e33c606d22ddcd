/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outcomes are taken out of JSON while it is parsed. */
#include "config.h"

#include "run/outcome-json.h"
#include "swim-test.h"

#define OUTCOME(name) "{\"name\": \"" name "\", \"status\": \"ok\", \"slot\": 0}"

static JsonNode *
parse (const char *text, GPtrArray *lists)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  swim_outcome_lists_attach (lists, parser);
  json_parser_load_from_data (parser, text, -1, &error);
  swim_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static JsonArray *
array_at (JsonNode *node, const char *name)
{
  return json_object_get_array_member (json_node_get_object (node), name);
}

static const char *
name_at (const GPtrArray *list, guint index)
{
  const SwimOutcome *outcome = g_ptr_array_index (list, index);

  return outcome->item->name;
}

START_TEST (test_what_dns_servers_said_is_left_to_other_readers)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node =
      parse ("{\"outcomes\": [{\"name\": \"x\", \"status\": \"ok\", \"slot\": 3,"
             " \"responses\": [{\"name\": \"x\", \"status\": \"ok\", \"slot\": 1,"
             " \"answers\": [{\"name\": \"x\"}]}]}]}",
             lists);
  g_autoptr (GPtrArray) list = swim_outcome_lists_find (lists, array_at (node, "outcomes"));

  ck_assert_ptr_nonnull (list);
  ck_assert_uint_eq (list->len, 1);
  ck_assert_str_eq (name_at (list, 0), "x");
}
END_TEST

START_TEST (test_an_outcome_has_all_its_members)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node =
      parse ("{\"outcomes\": [{\"name\": \"x\", \"status\": \"timeout\", \"slot\": 3,"
             " \"detail\": \"late\", \"submitted\": 0.25, \"started\": 0.5, \"finished\": 1.25,"
             " \"bytes\": 7}]}",
             lists);
  g_autoptr (GPtrArray) list = swim_outcome_lists_find (lists, array_at (node, "outcomes"));
  const SwimOutcome *outcome;

  ck_assert_uint_eq (list->len, 1);
  outcome = g_ptr_array_index (list, 0);
  ck_assert_str_eq (outcome->item->name, "x");
  ck_assert_int_eq (outcome->status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (outcome->detail, "late");
  ck_assert_uint_eq (outcome->item->slot, 3);
  ck_assert_int_eq (outcome->submitted, 250000);
  ck_assert_int_eq (outcome->started, 500000);
  ck_assert_int_eq (outcome->finished, 1250000);
  ck_assert_uint_eq (outcome->bytes, 7);
}
END_TEST

START_TEST (test_each_array_has_a_list_of_its_own)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node =
      parse ("{\"a\": [" OUTCOME ("x") ", " OUTCOME ("y") "], \"none\": [],"
                                                          " \"b\": [" OUTCOME ("]}\\\"[") "]}",
             lists);
  g_autoptr (GPtrArray) a = swim_outcome_lists_find (lists, array_at (node, "a"));
  g_autoptr (GPtrArray) b = swim_outcome_lists_find (lists, array_at (node, "b"));
  g_autoptr (GPtrArray) none = swim_outcome_lists_find (lists, array_at (node, "none"));

  ck_assert_uint_eq (a->len, 2);
  ck_assert_str_eq (name_at (a, 0), "x");
  ck_assert_str_eq (name_at (a, 1), "y");
  ck_assert_uint_eq (b->len, 1);
  ck_assert_str_eq (name_at (b, 0), "]}\"[");
  ck_assert_uint_eq (none->len, 0);
}
END_TEST

START_TEST (test_a_long_list_never_stands_in_the_tree)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (GString) text = g_string_new ("{\"outcomes\":[");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "%s{\"name\":\"%u\",\"status\":\"ok\",\"slot\":0}",
                            i > 0 ? ", " : "", i);
  g_string_append (text, "]}");
  node = parse (text->str, lists);
  ck_assert_uint_eq (json_array_get_length (array_at (node, "outcomes")), 1);
  list = swim_outcome_lists_find (lists, array_at (node, "outcomes"));
  ck_assert_uint_eq (list->len, 2500);
  ck_assert_str_eq (name_at (list, 0), "0");
  ck_assert_str_eq (name_at (list, 2499), "2499");
}
END_TEST

static const char *const others[] = {
  "{\"outcomes\": [3]}",
  "{\"outcomes\": [-1]}",
  "{\"outcomes\": [\"0\"]}",
  "{\"outcomes\": [[]]}",
  "{\"outcomes\": [{}]}",
  "{\"outcomes\": [{\"name\": \"x\", \"status\": \"ok\"}]}",
  "{\"outcomes\": [{\"name\": 3, \"status\": \"ok\", \"slot\": 0}]}",
  "{\"outcomes\": [{\"name\": \"x\", \"status\": [], \"slot\": 0}]}",
  "{\"outcomes\": [{\"name\": \"x\", \"status\": \"ok\", \"slot\": {}}]}",
  "{\"outcomes\": [" OUTCOME ("x") ", 3]}",
  "{\"outcomes\": [3, " OUTCOME ("x") "]}",
  "{\"outcomes\": [" OUTCOME ("x") ", {}, " OUTCOME ("y") "]}",
};

START_TEST (test_an_array_of_anything_else_is_no_list)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node = parse (others[_i], lists);

  ck_assert_ptr_null (swim_outcome_lists_find (lists, array_at (node, "outcomes")));
}
END_TEST

START_TEST (test_without_lists_only_an_empty_one_is_found)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"a\": [], \"b\": [0]}", NULL);
  g_autoptr (GPtrArray) list = swim_outcome_lists_find (NULL, array_at (node, "a"));

  ck_assert_uint_eq (list->len, 0);
  ck_assert_ptr_null (swim_outcome_lists_find (NULL, array_at (node, "b")));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_an_outcome_has_all_its_members);
  tcase_add_test (tests, test_what_dns_servers_said_is_left_to_other_readers);
  tcase_add_test (tests, test_each_array_has_a_list_of_its_own);
  tcase_add_test (tests, test_a_long_list_never_stands_in_the_tree);
  tcase_add_loop_test (tests, test_an_array_of_anything_else_is_no_list, 0, G_N_ELEMENTS (others));
  tcase_add_test (tests, test_without_lists_only_an_empty_one_is_found);
}

SWIM_TEST_MAIN ("outcome-json", add_tests)
