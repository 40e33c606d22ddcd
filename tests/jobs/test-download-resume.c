/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Downloads that break off and are continued, by a new try or by another run. */
#include "config.h"

#include <glib/gstdio.h>

#include "net/file/origin.h"
#include "net/http/body-version.h"
#include "net/http/head.h"
#include "tests/jobs/swim-download-fixture.h"

#define SIZE 1000000
#define CUT (SIZE / 3 * 2)

static void
expect_whole (const SwimOutcome *outcome, gsize size)
{
  guint64 hash;

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s", outcome->detail);
  ck_assert_uint_eq (read_size ("x", &hash), size);
  ck_assert_uint_eq (outcome->content_hash, hash);
  ck_assert_int_eq (count_files (), 1);
}

/* What the file holds when nothing breaks off. */
static guint64
get_true_hash (void)
{
  g_autoptr (SwimOutcome) outcome = fetch (BLOCKING, "/bytes/1000000");
  g_autofree char *path = g_build_filename (folder, "x", NULL);

  ck_assert_int_eq (g_remove (path), 0);
  return outcome->content_hash;
}

START_TEST (test_new_try_goes_on_where_the_last_one_broke_off)
{
  static const char *const paths[] = { "/file/tag",   "/file/date", "/file/changed",
                                       "/file/whole", "/file/weak", "/file/bare" };
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  swim_download_set_retries (download, 1, 1);
  open_job (1);
  hash = get_true_hash ();
  outcome = fetch (_i % FORMS, paths[_i / FORMS]);

  expect_whole (outcome, SIZE);
  ck_assert_uint_eq (outcome->content_hash, hash);
  ck_assert_uint_eq (outcome->tries, 2);
  ck_assert_uint_eq (outcome->bytes, SIZE);
  ck_assert_uint_eq (outcome->resumed, 0);
}
END_TEST

START_TEST (test_other_run_goes_on_where_the_last_one_broke_off)
{
  static const char *const paths[] = { "/file/tag", "/file/date" };
  const char *path = paths[_i / FORMS];
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;
  guint64 hash;

  open_job (1);
  hash = get_true_hash ();
  swim_job_close (job);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  first = fetch (_i % FORMS, path);
  ck_assert_int_eq (first->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (count_files (), 2);
  second = fetch (_i % FORMS, path);

  expect_whole (second, SIZE);
  ck_assert_uint_eq (second->content_hash, hash);
  ck_assert_uint_eq (second->resumed, CUT);
  ck_assert_uint_eq (second->bytes, SIZE - CUT);
}
END_TEST

START_TEST (test_part_of_what_has_changed_or_comes_whole_is_dropped)
{
  static const char *const paths[] = { "/file/changed", "/file/whole" };
  const char *path = paths[_i / FORMS];
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_resume (download, TRUE);
  open_job (1);
  swim_outcome_unref (fetch (_i % FORMS, path));
  ck_assert_int_eq (count_files (), 2);
  outcome = fetch (_i % FORMS, path);

  expect_whole (outcome, SIZE);
  ck_assert_uint_eq (outcome->resumed, 0);
  ck_assert_uint_eq (outcome->bytes, SIZE);
}
END_TEST

START_TEST (test_nothing_is_left_of_what_could_not_be_continued)
{
  static const char *const paths[] = { "/file/weak", "/file/bare" };
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_resume (download, TRUE);
  open_job (1);
  outcome = fetch (_i % FORMS, paths[_i / FORMS]);

  ck_assert_int_eq (outcome->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_nothing_is_left_unless_asked_for)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  open_job (1);
  outcome = fetch (_i, "/file/tag");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_part_is_kept_where_that_is_wanted_and_continued_by_another_run)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;
  g_autoptr (SwimOutcome) bare = NULL;

  swim_download_set_keep_parts (download, TRUE);
  open_job (1);
  bare = fetch (_i, "/file/bare"); /* which cannot be continued */
  ck_assert_int_eq (bare->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (count_files (), 0);
  first = fetch (_i, "/file/tag");
  ck_assert_int_eq (first->status, SWIM_STATUS_TRUNCATED);
  ck_assert_int_eq (count_files (), 2);
  swim_job_close (job);

  swim_download_set_resume (download, TRUE);
  open_job (1);
  second = fetch (_i, "/file/tag");
  expect_whole (second, SIZE);
  ck_assert_uint_eq (second->resumed, CUT);
}
END_TEST

START_TEST (test_for_another_part_than_was_asked_for_the_file_is_fetched_anew)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 1, 1);
  open_job (1);
  outcome = fetch (_i, "/file/wrong");

  expect_whole (outcome, SIZE);
  ck_assert_uint_eq (outcome->resumed, 0);
}
END_TEST

START_TEST (test_less_than_was_announced_is_never_taken_for_all)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 3, 1);
  open_job (1);
  outcome = fetch (_i, "/half");

  ck_assert_msg (outcome->status == SWIM_STATUS_TRUNCATED, "%s", outcome->detail);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_file_of_this_url_is_not_asked_for)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;

  swim_download_set_resume (download, TRUE);
  open_job (1);
  first = fetch (_i, "/ok");
  second = fetch (_i, "/ok");

  ck_assert_int_eq (second->status, SWIM_STATUS_OK);
  ck_assert_str_eq (second->file, first->file);
  ck_assert_uint_eq (second->tries, 0);
  ck_assert_int_eq (test_server_get_requests (server), 1);
}
END_TEST

START_TEST (test_file_that_may_be_of_another_url_is_neither_taken_nor_lost)
{
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (SwimOutcome) outcome = NULL;
  g_autoptr (SwimOutcome) again = NULL;

  ck_assert (g_file_set_contents (path, "whole", -1, NULL));
  swim_download_set_resume (download, TRUE);
  open_job (1);
  outcome = fetch (_i, "/ok");
  again = fetch (_i, "/ok");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert (g_pattern_match_simple ("x-??????????", outcome->file));
  ck_assert_str_eq (again->file, outcome->file);
  ck_assert_int_eq (test_server_get_requests (server), 1);
  ck_assert (g_file_get_contents (path, &bytes, NULL, NULL));
  ck_assert_str_eq (bytes, "whole");
}
END_TEST

/* As a run that was killed leaves the part of a URL; what is noted may be another one. */
static void
leave_part (const char *of, const char *url, gsize size)
{
  g_autofree char *part = NULL;
  g_autofree char *from = NULL;
  g_autofree char *note = NULL;
  g_autofree char *bytes = g_malloc (size);
  g_autoptr (GUri) uri = NULL;
  SwimOrigin origin;

  swim_origin_init (&origin, of);
  part = g_strdup_printf ("%s/.x-%.10s.part", folder, origin.digits);
  from = g_strdup_printf ("%s/.x-%.10s.from", folder, origin.digits);
  swim_origin_init (&origin, url);
  uri = g_uri_parse (url, SWIM_HTTP_URI_FLAGS, NULL);
  note = g_strdup_printf ("swimlane part 3\n%s\n1000\t%016" G_GINT64_MODIFIER
                          "x\tproven\t\t\t\"one\"\n",
                          origin.digits, swim_body_version_hash_place (uri));
  for (gsize i = 0; i < size; i++)
    bytes[i] = (char) (i * 7 + i / 251);
  ck_assert (g_file_set_contents (from, note, -1, NULL));
  ck_assert (g_file_set_contents (part, bytes, (gssize) size, NULL));
}

START_TEST (test_part_that_is_all_there_is_becomes_the_file)
{
  g_autofree char *url = test_server_url (server, "/no-rest");
  g_autoptr (SwimOutcome) outcome = NULL;

  leave_part (url, url, 1000);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  outcome = fetch (_i, "/no-rest");

  expect_whole (outcome, 1000);
  ck_assert_uint_eq (outcome->resumed, 1000);
  ck_assert_uint_eq (outcome->bytes, 0);
}
END_TEST

START_TEST (test_part_that_is_too_long_is_dropped_and_fetched_anew)
{
  g_autofree char *url = test_server_url (server, "/no-rest");
  g_autoptr (SwimOutcome) outcome = NULL;

  leave_part (url, url, 1500);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  outcome = fetch (_i, "/no-rest");

  expect_whole (outcome, 1000);
  ck_assert_uint_eq (outcome->resumed, 0);
}
END_TEST

START_TEST (test_part_of_another_url_counts_for_nothing)
{
  g_autofree char *url = test_server_url (server, "/file/tag");
  g_autoptr (SwimOutcome) outcome = NULL;

  leave_part (url, "http://elsewhere.example/x", 1000);
  swim_download_set_resume (download, TRUE);
  open_job (1);
  swim_outcome_unref (fetch (_i, "/file/tag"));
  outcome = fetch (_i, "/file/tag");

  expect_whole (outcome, SIZE);
  ck_assert_uint_eq (outcome->resumed, CUT);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, fixture_set_up, fixture_tear_down);
  tcase_add_loop_test (tests, test_new_try_goes_on_where_the_last_one_broke_off, 0, 6 * FORMS);
  tcase_add_loop_test (tests, test_other_run_goes_on_where_the_last_one_broke_off, 0, 2 * FORMS);
  tcase_add_loop_test (tests, test_part_of_what_has_changed_or_comes_whole_is_dropped, 0,
                       2 * FORMS);
  tcase_add_loop_test (tests, test_nothing_is_left_of_what_could_not_be_continued, 0, 2 * FORMS);
  tcase_add_loop_test (tests, test_nothing_is_left_unless_asked_for, 0, FORMS);
  tcase_add_loop_test (tests, test_part_is_kept_where_that_is_wanted_and_continued_by_another_run,
                       0, FORMS);
  tcase_add_loop_test (tests, test_for_another_part_than_was_asked_for_the_file_is_fetched_anew, 0,
                       FORMS);
  tcase_add_loop_test (tests, test_less_than_was_announced_is_never_taken_for_all, 0, FORMS);
  tcase_add_loop_test (tests, test_file_of_this_url_is_not_asked_for, 0, FORMS);
  tcase_add_loop_test (tests, test_file_that_may_be_of_another_url_is_neither_taken_nor_lost, 0,
                       FORMS);
  tcase_add_loop_test (tests, test_part_that_is_all_there_is_becomes_the_file, 0, FORMS);
  tcase_add_loop_test (tests, test_part_that_is_too_long_is_dropped_and_fetched_anew, 0, FORMS);
  tcase_add_loop_test (tests, test_part_of_another_url_counts_for_nothing, 0, FORMS);
}

SWIM_TEST_MAIN ("download-resume", add_tests)
