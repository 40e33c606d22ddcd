/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Under which names downloads are stored: no file with the body of another URL, whatever is in the
 * folder, whatever the order, and whoever else writes into it. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/jobs/swim-download-fixture.h"

static SwimOutcome *
fetch_to (int form, const char *path, const char *name, SwimPathUse use)
{
  g_autoptr (SwimItem) item = NULL;
  g_autofree char *url = test_server_url (server, path);

  item = swim_item_new (url);
  item->path = g_strdup (name);
  item->path_use = use;
  return do_item (form, item, NULL);
}

static void
expect_file (const SwimOutcome *outcome, const char *pattern, gsize size)
{
  guint64 hash;

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s", outcome->detail);
  ck_assert_msg (g_pattern_match_simple (pattern, outcome->file), "%s", outcome->file);
  ck_assert_uint_eq (read_size (outcome->file, &hash), size);
  if (outcome->tries > 0)
    ck_assert_uint_eq (outcome->content_hash, hash);
}

START_TEST (test_same_url_replaces_its_file)
{
  open_job (1);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch_to (_i, "/ok", "x", SWIM_PATH_OWN);

      expect_file (outcome, "x", 2048);
    }
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_other_url_gets_a_name_of_its_own_in_any_order)
{
  static const char *const paths[] = { "/ok", "/bytes/10" };
  static const gsize sizes[] = { 2048, 10 };

  swim_download_set_resume (download, _i / FORMS == 1);
  open_job (1);
  for (int i = 0; i < 4; i++)
    {
      int which = i == 1 || i == 2; /* the second run has the other order … */
      SwimPathUse use = i % 2 == 1 ? SWIM_PATH_DERIVED : SWIM_PATH_OWN; /* … and other claims */
      g_autoptr (SwimOutcome) outcome = fetch_to (_i % FORMS, paths[which], "x.gif", use);

      expect_file (outcome, which == 0 ? "x.gif" : "x-??????????.gif", sizes[which]);
    }
  ck_assert_int_eq (count_files (), 2);
}
END_TEST

START_TEST (test_fixed_name_of_another_url_is_an_io_error)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;
  g_autoptr (SwimOutcome) again = NULL;

  open_job (1);
  first = fetch_to (_i, "/ok", "x", SWIM_PATH_FIXED);
  second = fetch_to (_i, "/bytes/10", "x", SWIM_PATH_FIXED);
  again = fetch_to (_i, "/ok", "x", SWIM_PATH_FIXED);

  expect_file (first, "x", 2048);
  ck_assert_int_eq (second->status, SWIM_STATUS_IO_ERROR);
  ck_assert_ptr_nonnull (strstr (second->detail, "not known to be of this URL"));
  ck_assert_ptr_null (second->file);
  expect_file (again, "x", 2048);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_what_is_no_file_is_left_where_it_is)
{
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autoptr (SwimOutcome) fixed = NULL;
  g_autoptr (SwimOutcome) other = NULL;

  if (_i / FORMS == 0)
    ck_assert_int_eq (g_mkdir (path, 0777), 0);
  else
    ck_assert_int_eq (symlink ("/dev/null", path), 0);
  open_job (1);
  fixed = fetch_to (_i % FORMS, "/ok", "x", SWIM_PATH_FIXED);
  other = fetch_to (_i % FORMS, "/ok", "x", SWIM_PATH_OWN);

  ck_assert_int_eq (fixed->status, SWIM_STATUS_IO_ERROR);
  expect_file (other, "x-??????????", 2048);
  ck_assert_int_eq (count_files (), 2);
}
END_TEST

START_TEST (test_folders_are_made_and_a_file_in_the_way_of_one_is_kept)
{
  g_autoptr (SwimOutcome) deep = NULL;
  g_autoptr (SwimOutcome) deeper = NULL;
  g_autoptr (SwimOutcome) again = NULL;

  swim_download_set_resume (download, _i / FORMS == 1);
  open_job (1);
  deep = fetch_to (_i % FORMS, "/ok", "a/b", SWIM_PATH_OWN);
  deeper = fetch_to (_i % FORMS, "/bytes/10", "a/b/c", SWIM_PATH_OWN);
  again = fetch_to (_i % FORMS, "/bytes/10", "a/b/c", SWIM_PATH_OWN);

  expect_file (deep, "a/b", 2048);
  expect_file (deeper, "a_b_c-??????????", 10);
  ck_assert_str_eq (deeper->file, again->file);
  ck_assert_uint_eq (again->tries, _i / FORMS == 1 ? 0 : 1);
  ck_assert_int_eq (count_files (), 2);
}
END_TEST

START_TEST (test_server_names_the_file_where_it_is_asked_to)
{
  g_autoptr (SwimOutcome) unasked = NULL;
  g_autoptr (SwimOutcome) fixed = NULL;
  g_autoptr (SwimOutcome) own = NULL;
  g_autoptr (SwimOutcome) silent = NULL;

  open_job (1);
  unasked = fetch_to (_i, "/named", "d/x", SWIM_PATH_OWN);
  swim_job_close (job);
  swim_download_set_content_disposition (download, TRUE);
  open_job (1);
  fixed = fetch_to (_i, "/named", "d/y", SWIM_PATH_FIXED);
  own = fetch_to (_i, "/named", "d/z", SWIM_PATH_DERIVED);
  silent = fetch_to (_i, "/ok", "d/z", SWIM_PATH_OWN);

  expect_file (unasked, "d/x", 5);
  expect_file (fixed, "d/y", 5);
  expect_file (own, "d/named.gif", 5);
  expect_file (silent, "d/z", 2048);
}
END_TEST

START_TEST (test_url_given_twice_is_fetched_once_and_each_item_has_an_outcome)
{
  static const char *const paths[] = { "/ok", "/status/404" };
  const gboolean fails = _i / FORMS;

  swim_download_set_once (download, TRUE);
  open_job (1);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch_to (_i % FORMS, paths[fails], "x", SWIM_PATH_OWN);

      ck_assert_int_eq (outcome->status, fails ? SWIM_STATUS_NOT_FOUND : SWIM_STATUS_OK);
      ck_assert_uint_eq (outcome->tries, i == 0 ? 1 : 0);
      ck_assert_str_eq (fails ? "x" : outcome->file, "x");
    }
  ck_assert_int_eq (test_server_get_requests (server), 1);
}
END_TEST

typedef struct
{
  SwimCompletion completion;
  SwimOutcome *outcome;
} Waiter;

static void
on_completed (SwimCompletion *completion, SwimOutcome *outcome)
{
  ((Waiter *) completion)->outcome = outcome;
}

START_TEST (test_url_that_is_being_fetched_is_waited_for)
{
  g_autofree char *url = test_server_url (server, "/bytes/3000000");
  Waiter waiters[3];
  SwimItem *items[3];

  swim_download_set_once (download, TRUE);
  open_job (3);
  for (guint i = 0; i < 3; i++)
    {
      waiters[i] = (Waiter){ { on_completed }, NULL };
      items[i] = swim_item_new (url);
      items[i]->slot = i;
      swim_job_start (job, items[i], NULL, &waiters[i].completion);
    }
  for (guint i = 0; i < 3; i++)
    {
      while (waiters[i].outcome == NULL)
        g_main_context_iteration (NULL, TRUE);
      ck_assert_int_eq (waiters[i].outcome->status, SWIM_STATUS_OK);
      ck_assert_str_eq (waiters[i].outcome->file, "3000000");
      swim_outcome_unref (waiters[i].outcome);
      swim_item_free (items[i]);
    }
  ck_assert_int_eq (test_server_get_requests (server), 1);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, fixture_set_up, fixture_tear_down);
  tcase_add_loop_test (tests, test_same_url_replaces_its_file, 0, FORMS);
  tcase_add_loop_test (tests, test_other_url_gets_a_name_of_its_own_in_any_order, 0, 2 * FORMS);
  tcase_add_loop_test (tests, test_fixed_name_of_another_url_is_an_io_error, 0, FORMS);
  tcase_add_loop_test (tests, test_what_is_no_file_is_left_where_it_is, 0, 2 * FORMS);
  tcase_add_loop_test (tests, test_folders_are_made_and_a_file_in_the_way_of_one_is_kept, 0,
                       2 * FORMS);
  tcase_add_loop_test (tests, test_url_given_twice_is_fetched_once_and_each_item_has_an_outcome, 0,
                       2 * FORMS);
  tcase_add_test (tests, test_url_that_is_being_fetched_is_waited_for);
  tcase_add_loop_test (tests, test_server_names_the_file_where_it_is_asked_to, 0, FORMS);
}

SWIM_TEST_MAIN ("download names", add_tests)
