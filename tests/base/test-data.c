/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are compiled in, and those of the user before them. */
#include "config.h"

#include "base/data.h"
#include "swim-test.h"

#include <glib/gstdio.h>

static char *folder;
static char *scenarios;
static char *own;

static void
make_folder (void)
{
  folder = g_dir_make_tmp ("swim-data-XXXXXX", NULL);
  scenarios = g_build_filename (folder, "scenarios", NULL);
  own = g_build_filename (scenarios, "quick.scenario", NULL);
  g_mkdir (scenarios, 0700);
  ck_assert (g_file_set_contents (own, "# own", -1, NULL));
  g_setenv ("SWIM_DATADIR", folder, TRUE);
}

static void
remove_folder (void)
{
  g_unlink (own);
  g_rmdir (scenarios);
  g_rmdir (folder);
  g_free (own);
  g_free (scenarios);
  g_free (folder);
}

START_TEST (test_file_is_found_with_nothing_set)
{
  g_autofree char *text = NULL;

  g_unsetenv ("SWIM_DATADIR");
  text = swim_data_load ("style/page.css");
  ck_assert_ptr_nonnull (text);
  ck_assert (g_str_has_prefix (text, "/*"));
  ck_assert_ptr_null (swim_data_find ("scenarios/quick.scenario"));
}
END_TEST

START_TEST (test_file_of_the_user_goes_first)
{
  g_autofree char *text = swim_data_load ("scenarios/quick.scenario");
  g_autofree char *path = swim_data_find ("scenarios/quick.scenario");
  g_autofree char *other = swim_data_load ("scenarios/delay.scenario");

  ck_assert_str_eq (text, "# own");
  ck_assert_str_eq (path, own);
  ck_assert_ptr_nonnull (other);
}
END_TEST

START_TEST (test_list_has_each_name_once)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *third = g_build_filename (scenarios, "mine.scenario", NULL);

  ck_assert (g_file_set_contents (third, "", -1, NULL));
  names = swim_data_list ("scenarios");
  joined = g_strjoinv (" ", names);
  g_unlink (third);
  ck_assert_str_eq (joined, "delay.scenario error.scenario faults.scenario local.scenario "
                            "mine.scenario quick.scenario");
}
END_TEST

START_TEST (test_unknown_file_is_not_found)
{
  ck_assert_ptr_null (swim_data_load ("scenarios/slow.scenario"));
  ck_assert_ptr_null (swim_data_find ("scenarios/slow.scenario"));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_add_test (tests, test_file_is_found_with_nothing_set);
  tcase_add_test (tests, test_file_of_the_user_goes_first);
  tcase_add_test (tests, test_list_has_each_name_once);
  tcase_add_test (tests, test_unknown_file_is_not_found);
}

SWIM_TEST_MAIN ("data", add_tests)
