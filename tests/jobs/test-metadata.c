/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are named by their metadata: where those are, what they may say, and what comes of an
 * item of two requests, in both forms and with each client. */
#include "config.h"

#include <string.h>

#include "base/swim-error.h"
#include "jobs/download/metadata.h"
#include "net/http/client.h"
#include "tests/jobs/swim-download-fixture.h"

static const struct
{
  const char *url;
  const char *metadata;
} urls[] = {
  { "http://h/flags/fr/fr.gif", "http://h/flags/fr/metadata.json" },
  { "http://h/fr.gif", "http://h/metadata.json" },
  { "http://h/flags/fr/", "http://h/flags/fr/metadata.json" },
  { "http://h/flags/fr/metadata.json", "http://h/flags/fr/metadata.json" },
  { "http://h", "http://h/metadata.json" },
  { "http://h/", "http://h/metadata.json" },
  { "http://h?a=b/c", "http://h/metadata.json" },
  { "http://h#a/b", "http://h/metadata.json" },
  { "http://h/a/b?c=/d/e", "http://h/a/metadata.json" },
  { "http://h/a/b#c/d", "http://h/a/metadata.json" },
  { "https://u:p@h:8/a/b", "https://u:p@h:8/a/metadata.json" },
  { "http://[fe80::1%25lo]:8/a", "http://[fe80::1%25lo]:8/metadata.json" },
  { "http://h/a%2Fb/c", "http://h/a%2Fb/metadata.json" },
  { "http://h//", "http://h//metadata.json" },
};

START_TEST (test_metadata_are_beside_the_file)
{
  g_autofree char *url = swim_metadata_dup_url (urls[_i].url);

  ck_assert_str_eq (url, urls[_i].metadata);
}
END_TEST

/* clang-format off */
#define NAMES_NONE "no member “country” with a name"
#define TEN(text) text text text text text text text text text text
#define HUNDRED(text) TEN (TEN (text))
/* clang-format on */

static const struct
{
  const char *text;
  const char *path; /* the usual one */
  const char *name; /* NULL: none */
  const char *why;
} texts[] = {
  { "{\"country\": \"France\"}", "fr.gif", "France.gif", NULL },
  { "{\"country\": \"France\"}", "fr", "France", NULL },
  { "{\"country\": \"France\"}", "a/b/fr.gif", "a/b/France.gif", NULL },
  { "{\"country\": \"France\"}", "a.b/fr", "a.b/France", NULL },
  { " {\"x\": [1, {}], \"country\":\n\"France\"} ", "fr.gif", "France.gif", NULL },
  { "{\"country\": \"a\", \"country\": \"b\"}", "x", "b", NULL },
  { "{\"country\": \"New Zealand\"}", "nz.gif", "New_Zealand.gif", NULL },
  { "{\"country\": \"C\\u00f4te d'Ivoire\"}", "ci.gif", "Côte_d'Ivoire.gif", NULL },
  { "{\"country\": \"Österreich\"}", "at.gif", "Österreich.gif", NULL },
  { "{\"country\": \"../../etc/passwd\"}", "x", "_._.._etc_passwd", NULL },
  { "{\"country\": \"/etc/passwd\"}", "x", "_etc_passwd", NULL },
  { "{\"country\": \"a\\\\b\"}", "x", "a_b", NULL },
  { "{\"country\": \".hidden\"}", "x", "_hidden", NULL },
  { "{\"country\": \"con\"}", "x.gif", "_con.gif", NULL },
  { "{\"country\": \"a\\u0007\\u202eb\"}", "x", "a__b", NULL },
  { "{\"country\": \"a\\u0000b\"}", "x", "a", NULL },
  { "{\"country\": \"\"}", "x", NULL, NAMES_NONE },
  { "{\"country\": \" \"}", "x", NULL, NAMES_NONE },
  { "{\"country\": \"..\"}", "x", NULL, NAMES_NONE },
  { "{\"country\": 5}", "x", NULL, NAMES_NONE },
  { "{\"country\": null}", "x", NULL, NAMES_NONE },
  { "{\"country\": [\"France\"]}", "x", NULL, NAMES_NONE },
  { "{\"Country\": \"France\"}", "x", NULL, NAMES_NONE },
  { "{}", "x", NULL, NAMES_NONE },
  { "[]", "x", NULL, NAMES_NONE },
  { "\"country\"", "x", NULL, "not one object" },
  { "", "x", NULL, NAMES_NONE },
  { "{\"country\": \"France\"", "x", NULL, "not valid JSON" },
  { "{\"country\": \"Fran", "x", NULL, "not valid JSON" },
  { "<html>", "x", NULL, "not valid JSON" },
  { "{\"country\": \"A\"}{\"country\": \"B\"}", "x", NULL, "not one object" },
  { "{\"country\": \"A\"} /* B */", "x", NULL, "not one object" },
  { "/* A */ {\"country\": \"A\"}", "x", NULL, "not one object" },
  { "{\"country\": /* \"A */ \"B\"}", "x", NULL, "not valid JSON" },
  { "{'country': \"A\"}", "x", NULL, "not valid JSON" },
  { "1", "x", NULL, "not one object" },
  { "{\"country\": \"\xff\xfe\"}", "x", NULL, "not valid JSON" },
  { HUNDRED ("[[["), "x", NULL, "more than 200 objects and arrays" },
  { HUNDRED ("{\"a\":[["), "x", NULL, "more than 200 objects and arrays" },
};

START_TEST (test_name_by_metadata)
{
  g_autoptr (GError) error = NULL;
  const char *text = texts[_i].text;
  g_autofree char *name = swim_metadata_name_file (text, strlen (text), texts[_i].path, &error);

  ck_assert_msg (g_strcmp0 (name, texts[_i].name) == 0, "%s: %s", text, name);
  if (name == NULL)
    ck_assert_msg (strstr (error->message, texts[_i].why) != NULL, "%s: %s", text, error->message);
}
END_TEST

START_TEST (test_long_name_keeps_its_extension)
{
  g_autofree char *text = g_strdup_printf ("{\"country\": \"%s\"}", HUNDRED ("xyz"));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = swim_metadata_name_file (text, strlen (text), "x.gif", &error);

  ck_assert_uint_le (strlen (name), 200);
  ck_assert (g_str_has_suffix (name, ".gif"));
}
END_TEST

/* What comes of both requests. */
static const struct
{
  const char *path;
  SwimStatus status;
  guint http_status;
  const char *file;   /* of a success */
  const char *detail; /* how it begins otherwise */
  guint tries;
} rows[] = {
  { "/meta/france/ok", SWIM_STATUS_OK, 200, "France", NULL, 1 },
  { "/meta/france/redirect/2", SWIM_STATUS_OK, 200, "France", NULL, 1 },
  { "/meta/out/ok", SWIM_STATUS_OK, 200, "_._.._out", NULL, 1 },
  { "/meta/busy/ok", SWIM_STATUS_OK, 200, "France", NULL, 2 },
  { "/meta/cut/ok", SWIM_STATUS_OK, 200, "France", NULL, 2 },
  { "/meta/busy/fail/1/status/503", SWIM_STATUS_OK, 200, "France", NULL, 3 },
  { "/meta/france/status/404", SWIM_STATUS_NOT_FOUND, 404, NULL, "file: the server answered 404",
    1 },
  { "/meta/france/status/503", SWIM_STATUS_SERVER_ERROR, 503, NULL, "file: the server answered 503",
    2 },
  { "/meta/france/garbage", SWIM_STATUS_PROTOCOL_ERROR, 0, NULL, "file: ", 1 },
  { "/meta/france/short", SWIM_STATUS_TRUNCATED, 200, NULL, "file: ", 2 },
  { "/meta/france/loop", SWIM_STATUS_REDIRECT_ERROR, 302, NULL, "file: redirected more than", 1 },
  { "/meta/status:404/ok", SWIM_STATUS_NOT_FOUND, 404, NULL, "metadata: the server answered 404",
    1 },
  { "/meta/status:401/ok", SWIM_STATUS_CLIENT_ERROR, 401, NULL, "metadata: the server answered 401",
    1 },
  { "/meta/status:503/ok", SWIM_STATUS_SERVER_ERROR, 503, NULL, "metadata: the server answered 503",
    2 },
  { "/meta/garbage/ok", SWIM_STATUS_PROTOCOL_ERROR, 0, NULL, "metadata: ", 1 },
  { "/meta/short/ok", SWIM_STATUS_TRUNCATED, 200, NULL, "metadata: ", 2 },
  { "/meta/reset/ok", SWIM_STATUS_TRUNCATED, 200, NULL, "metadata: ", 2 },
  { "/meta/loop/ok", SWIM_STATUS_REDIRECT_ERROR, 302, NULL, "metadata: redirected more than", 1 },
  { "/meta/nameless/ok", SWIM_STATUS_PROTOCOL_ERROR, 200, NULL, "metadata: " NAMES_NONE, 1 },
  { "/meta/empty/ok", SWIM_STATUS_PROTOCOL_ERROR, 200, NULL, "metadata: " NAMES_NONE, 1 },
  { "/meta/no-content/ok", SWIM_STATUS_PROTOCOL_ERROR, 204, NULL, "metadata: " NAMES_NONE, 1 },
  { "/meta/cut-text/ok", SWIM_STATUS_PROTOCOL_ERROR, 200, NULL, "metadata: not valid JSON", 1 },
  { "/meta/ok/ok", SWIM_STATUS_PROTOCOL_ERROR, 200, NULL, "metadata: not valid JSON", 1 },
  { "/meta/bytes:65536/ok", SWIM_STATUS_PROTOCOL_ERROR, 200, NULL, "metadata: ", 1 },
  { "/meta/bytes:65537/ok", SWIM_STATUS_TOO_LARGE, 200, NULL,
    "metadata: larger than the limit of 65536 bytes", 1 },
  { "/meta/endless/ok", SWIM_STATUS_TOO_LARGE, 200, NULL,
    "metadata: larger than the limit of 65536 bytes", 1 },
};

static void
check_row (int row, int form, const char *client)
{
  g_autofree char *what = g_strdup_printf ("%s with %s", rows[row].path, client);
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  outcome = fetch (form, rows[row].path);
  ck_assert_msg (outcome->status == rows[row].status, "%s: %s: %s", what,
                 swim_status_to_string (outcome->status), outcome->detail);
  ck_assert_msg (outcome->http_status == rows[row].http_status, "%s: %u", what,
                 outcome->http_status);
  ck_assert_msg (outcome->tries == rows[row].tries, "%s: %u tries", what, outcome->tries);
  ck_assert_msg (g_strcmp0 (outcome->file, rows[row].file) == 0, "%s: %s", what, outcome->file);
  ck_assert_msg (rows[row].detail == NULL || g_str_has_prefix (outcome->detail, rows[row].detail),
                 "%s: %s", what, outcome->detail);
  ck_assert_int_eq (count_files (), rows[row].file != NULL ? 1 : 0);
  ck_assert_int_eq (outcome->metadata_hash != 0, outcome->status == SWIM_STATUS_OK);
  if (outcome->status != SWIM_STATUS_OK)
    return;
  ck_assert_uint_eq (outcome->bytes, TEST_BODY);
  ck_assert_uint_eq (read_size (outcome->file, &hash), TEST_BODY);
  ck_assert_uint_eq (outcome->content_hash, hash);
}

static int
count_clients (void)
{
  int count = 0;

  while (swim_http_clients_list ()[count] != NULL)
    count++;
  return count;
}

START_TEST (test_item_is_two_requests_of_one_class)
{
  const int clients = count_clients ();
  const char *client = swim_http_clients_list ()[_i / FORMS % clients]->name;

  ck_assert (swim_download_set_client (download, client, NULL));
  swim_download_set_metadata (download, TRUE);
  swim_download_set_retries (download, 1, 1);
  open_job (1);
  check_row (_i / FORMS / clients, _i % FORMS, client);
}
END_TEST

static SwimOutcome *
fetch_to (int form, const char *path, const char *name, SwimPathUse use)
{
  g_autofree char *url = test_server_url (server, path);
  g_autoptr (SwimItem) item = swim_item_new (url);

  item->path = g_strdup (name);
  item->path_use = use;
  return do_item (form, item, NULL);
}

START_TEST (test_name_stays_where_it_is_fixed_and_belongs_to_one_url)
{
  g_autoptr (SwimOutcome) fixed = NULL;
  g_autoptr (SwimOutcome) own = NULL;
  g_autoptr (SwimOutcome) other = NULL;

  swim_download_set_metadata (download, TRUE);
  open_job (1);
  fixed = fetch_to (_i, "/meta/france/ok", "d/x.gif", SWIM_PATH_FIXED);
  ck_assert_int_eq (test_server_get_requests (server), 1);
  own = fetch_to (_i, "/meta/other/ok", "d/y.gif", SWIM_PATH_DERIVED);
  other = fetch_to (_i, "/meta/france/bytes/10", "d/z.gif", SWIM_PATH_OWN);

  ck_assert_int_eq (test_server_get_requests (server), 5);
  ck_assert_str_eq (fixed->file, "d/x.gif");
  ck_assert_uint_eq (fixed->metadata_hash, 0);
  ck_assert_str_eq (own->file, "d/France.gif");
  ck_assert_msg (g_pattern_match_simple ("d/France-??????????.gif", other->file), "%s",
                 other->file);
  ck_assert_uint_ne (own->metadata_hash, other->metadata_hash);
}
END_TEST

START_TEST (test_resume_finds_the_file_by_its_metadata)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;

  swim_download_set_metadata (download, TRUE);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  first = fetch (_i, "/meta/france/ok");
  second = fetch (_i, "/meta/france/ok");

  ck_assert_int_eq (test_server_get_requests (server), 3);
  ck_assert_int_eq (second->status, SWIM_STATUS_OK);
  ck_assert_str_eq (second->file, "France");
  ck_assert_uint_eq (second->tries, 0);
  ck_assert_uint_eq (second->bytes, 0);
  ck_assert_uint_eq (second->metadata_hash, first->metadata_hash);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_partial_file_is_continued_under_its_name)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;

  swim_download_set_metadata (download, TRUE);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  first = fetch (_i, "/meta/france/file/tag");
  second = fetch (_i, "/meta/france/file/tag");

  ck_assert_int_eq (first->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (second->status, SWIM_STATUS_OK);
  ck_assert_str_eq (second->file, "France");
  ck_assert_uint_eq (second->resumed, 1000000 / 3 * 2);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_url_given_twice_is_two_requests)
{
  static const char *const paths[] = { "/meta/france/ok", "/meta/nameless/ok" };
  const gboolean fails = _i / FORMS;

  swim_download_set_metadata (download, TRUE);
  swim_download_set_once (download, TRUE);
  open_job (1);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch (_i % FORMS, paths[fails]);

      ck_assert_int_eq (outcome->status, fails ? SWIM_STATUS_PROTOCOL_ERROR : SWIM_STATUS_OK);
      ck_assert_uint_eq (outcome->tries, i == 0 ? 1 : 0);
    }
  ck_assert_int_eq (test_server_get_requests (server), fails ? 1 : 2);
}
END_TEST

/* What a limit is for is the item, whichever of its requests it ends. */
START_TEST (test_limit_of_time_ends_either_request)
{
  static const char *const paths[] = { "/meta/france/stall", "/meta/stall/ok",
                                       "/meta/france/drip" };
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_metadata (download, TRUE);
  swim_download_set_max_time (download, swim_test_scaled (0.1));
  open_job (1);
  outcome = fetch (_i % FORMS, paths[_i / FORMS]);

  ck_assert_int_eq (outcome->status, SWIM_STATUS_TIMEOUT);
  ck_assert_msg (strstr (outcome->detail, "(--max-time)") != NULL, "%s", outcome->detail);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_condition_is_an_error)
{
  static const char *const headers[] = { "If-None-Match: \"x\"", NULL };
  g_autoptr (GError) error = NULL;

  swim_download_set_metadata (download, TRUE);
  if (_i == 0)
    swim_download_set_if_modified_since (download, 1);
  else
    swim_download_set_headers (download, headers);
  ck_assert (!swim_job_open (job, 1, SWIM_JOB_BLOCKING, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("metadata");
  TCase *tests = tcase_create ("metadata");

  tcase_add_checked_fixture (tests, fixture_set_up, fixture_tear_down);
  tcase_set_timeout (tests, swim_test_scaled (30));
  tcase_add_loop_test (tests, test_metadata_are_beside_the_file, 0, G_N_ELEMENTS (urls));
  tcase_add_loop_test (tests, test_name_by_metadata, 0, G_N_ELEMENTS (texts));
  tcase_add_test (tests, test_long_name_keeps_its_extension);
  tcase_add_loop_test (tests, test_item_is_two_requests_of_one_class, 0,
                       (int) G_N_ELEMENTS (rows) * FORMS * count_clients ());
  tcase_add_loop_test (tests, test_name_stays_where_it_is_fixed_and_belongs_to_one_url, 0, FORMS);
  tcase_add_loop_test (tests, test_resume_finds_the_file_by_its_metadata, 0, FORMS);
  tcase_add_loop_test (tests, test_partial_file_is_continued_under_its_name, 0, FORMS);
  tcase_add_loop_test (tests, test_url_given_twice_is_two_requests, 0, 2 * FORMS);
  tcase_add_loop_test (tests, test_limit_of_time_ends_either_request, 0, 3 * FORMS);
  tcase_add_loop_test (tests, test_condition_is_an_error, 0, 2);
  suite_add_tcase (suite, tests);
  return swim_test_run (suite);
}
