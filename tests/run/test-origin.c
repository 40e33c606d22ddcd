/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/record.h"
#include "swim-test.h"

static JsonNode *
make_node (void)
{
  g_autoptr (SwimRecord) record = swim_record_new ();

  record->job = g_strdup ("probe");
  record->mode = g_strdup ("async");
  record->origin.run = g_strdup ("92eaa87f-1c92-49bc-ad65-652eba4a40fb");
  record->origin.started = G_GINT64_CONSTANT (1795725617000042);
  record->origin.shard = (SwimShard){ 3, 16, SWIM_SHARD_BY_HOST };
  record->origin.list = (SwimWholeList){ 200000, G_MAXUINT64 - 9 };
  record->origin.resumed = TRUE;
  record->origin.taken.complete = TRUE;
  record->origin.taken.digest = (SwimDigest){ { G_MAXUINT64, 7 } };
  record->origin.taken.tally.total = 5;
  record->origin.taken.tally.bytes = 99;
  record->origin.taken.tally.by_status[SWIM_STATUS_OK] = 3;
  record->origin.taken.tally.by_status[SWIM_STATUS_NOT_FOUND] = 2;
  record->origin.joined =
      (SwimJoined){ .shares = 2, .count = 4, .runs = 3, .wall_longest = 1.5, .wall_sum = 4.5 };
  return swim_record_to_json (record, NULL);
}

START_TEST (test_origin_is_read_as_it_was_written)
{
  g_autoptr (JsonNode) node = make_node ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimRecord) record = swim_record_from_json (node, NULL, &error);
  const SwimOrigin *origin;

  swim_assert_no_error (error);
  origin = &record->origin;
  ck_assert_str_eq (origin->run, "92eaa87f-1c92-49bc-ad65-652eba4a40fb");
  ck_assert_int_eq (origin->started, G_GINT64_CONSTANT (1795725617000042));
  ck_assert (!origin->incomplete && origin->resumed && origin->taken.complete);
  ck_assert_uint_eq (origin->shard.index, 3);
  ck_assert_uint_eq (origin->shard.count, 16);
  ck_assert_int_eq (origin->shard.by, SWIM_SHARD_BY_HOST);
  ck_assert_uint_eq (origin->list.items, 200000);
  ck_assert_uint_eq (origin->list.fingerprint, G_MAXUINT64 - 9);
  ck_assert_uint_eq (origin->taken.tally.total, 5);
  ck_assert_uint_eq (origin->taken.tally.bytes, 99);
  ck_assert_uint_eq (origin->taken.tally.by_status[SWIM_STATUS_NOT_FOUND], 2);
  ck_assert_uint_eq (origin->taken.digest.halves[0], G_MAXUINT64);
  ck_assert_uint_eq (origin->taken.digest.halves[1], 7);
  ck_assert_uint_eq (origin->joined.shares, 2);
  ck_assert_uint_eq (origin->joined.count, 4);
  ck_assert_uint_eq (origin->joined.runs, 3);
  ck_assert_double_eq (origin->joined.wall_sum, 4.5);
}
END_TEST

/* Each member, and a value that it must not have. */
static const char *const bad[][2] = {
  { "run", "7" },
  { "run", "\"7\"" },
  { "started", "17" },
  { "started", "\"yesterday\"" },
  { "started", "\"1969-12-31T23:59:59Z\"" },
  { "incomplete", "\"no\"" },
  { "incomplete", "[]" },
  { "shard", "3" },
  { "shard", "{\"index\":0,\"count\":3,\"by\":\"item\"}" },
  { "shard", "{\"index\":4,\"count\":3,\"by\":\"item\"}" },
  { "shard", "{\"index\":1,\"count\":3,\"by\":\"size\"}" },
  { "shard", "{\"index\":1,\"count\":3}" },
  { "shard", "{\"index\":1,\"count\":99999999999,\"by\":\"item\"}" },
  { "list", "[]" },
  { "list", "{\"items\":1}" },
  { "list", "{\"items\":-1,\"fingerprint\":\"0123456789abcdef\"}" },
  { "list", "{\"items\":1,\"fingerprint\":\"\"}" },
  { "list", "{\"items\":1,\"fingerprint\":\"0123456789abcdefg\"}" },
  { "list", "{\"items\":1,\"fingerprint\":17}" },
  { "taken_over", "[]" },
  { "taken_over", "{\"items\":1,\"bytes\":0,\"unverified\":0,\"digest\":null,\"statuses\":{}}" },
  { "taken_over", "{\"items\":0,\"bytes\":0,\"unverified\":0,\"digest\":\"7\",\"statuses\":{}}" },
  { "taken_over", "{\"items\":-1,\"bytes\":0,\"unverified\":0,\"digest\":null,\"statuses\":{}}" },
  { "joined", "{}" },
  { "joined", "7" },
};

START_TEST (test_what_is_no_origin_is_refused)
{
  g_autoptr (JsonNode) node = make_node ();
  g_autoptr (JsonNode) value = json_from_string (bad[_i][1], NULL);
  g_autoptr (GError) error = NULL;

  json_object_set_member (json_node_get_object (node), bad[_i][0], g_steal_pointer (&value));
  ck_assert_ptr_null (swim_record_from_json (node, NULL, &error));
  ck_assert_ptr_nonnull (error);
}
END_TEST

START_TEST (test_files_of_the_first_releases_have_none)
{
  static const char *const members[] = { "run",   "started",    "incomplete",
                                         "shard", "taken_over", "joined" };
  g_autoptr (JsonNode) node = make_node ();
  g_autoptr (SwimRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_remove_member (json_node_get_object (node), members[i]);
  record = swim_record_from_json (node, NULL, &error);
  swim_assert_no_error (error);
  ck_assert_ptr_null (record->origin.run);
  ck_assert_int_eq (record->origin.started, -1);
  ck_assert_uint_eq (record->origin.shard.count, 0);
  ck_assert (!record->origin.resumed);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_origin_is_read_as_it_was_written);
  tcase_add_loop_test (tests, test_what_is_no_origin_is_refused, 0, G_N_ELEMENTS (bad));
  tcase_add_test (tests, test_files_of_the_first_releases_have_none);
}

SWIM_TEST_MAIN ("origin", add_tests)
