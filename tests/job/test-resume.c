/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a file of results leaves to be done, and what is left of the file. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/swim-error.h"
#include "job/resume.h"
#include "swim-test.h"

static const char *const names[] = { "a", "b", "c", "b", NULL };
static char *folder;
static char *path;

static void
make_folder (void)
{
  folder = g_dir_make_tmp ("swim-resume-XXXXXX", NULL);
  path = g_build_filename (folder, "results", NULL);
}

/* Nothing but the results may be there. */
static void
remove_folder (void)
{
  g_unlink (path);
  ck_assert_int_eq (g_rmdir (folder), 0);
  g_clear_pointer (&path, g_free);
  g_clear_pointer (&folder, g_free);
}

static void
assert_file (const char *expected)
{
  g_autofree char *text = NULL;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert_str_eq (text, expected);
}

/* The names of the items that are left, each followed by a blank. */
static char *
list_left (SwimItems *items)
{
  GString *left = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (SwimItem) item = NULL;
      SwimNext next = swim_items_next (items, &item);

      if (next == SWIM_NEXT_END)
        return g_string_free (left, FALSE);
      if (next == SWIM_NEXT_ITEM)
        g_string_append_printf (left, "%s ", item->name);
      else
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
assert_left (const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimItems) items =
      swim_resume_items (swim_items_new_from_names (names), path, NULL, NULL, &error);
  g_autofree char *left = NULL;

  swim_assert_no_error (error);
  left = list_left (items);
  ck_assert_str_eq (left, expected);
}

#define LINE(name, status) "{\"name\":\"" name "\",\"status\":\"" status "\",\"detail\":null}\n"

START_TEST (test_without_a_file_all_is_left)
{
  assert_left ("a b c b ");
  assert_file (""); /* by which it is locked */
}
END_TEST

static const struct
{
  const char *file;
  const char *left;
  const char *kept;
} cases[] = {
  { "", "a b c b ", "" },
  { LINE ("a", "ok"), "b c b ", LINE ("a", "ok") },
  { LINE ("c", "not-found") LINE ("a", "invalid"), "b b ",
    LINE ("c", "not-found") LINE ("a", "invalid") },
  /* As often as it has a result. */
  { LINE ("b", "ok"), "a c b ", LINE ("b", "ok") },
  { LINE ("b", "ok") LINE ("b", "ok") LINE ("b", "ok"), "a c ",
    LINE ("b", "ok") LINE ("b", "ok") LINE ("b", "ok") },
  /* What may come out otherwise is asked again. */
  { LINE ("a", "timeout") LINE ("b", "ok") LINE ("c", "cancelled"), "a c b ", LINE ("b", "ok") },
  /* What was cut off is no result. */
  { LINE ("a", "ok") "{\"name\":\"b\",\"sta", "b c b ", LINE ("a", "ok") },
  { LINE ("a", "ok") "{\"name\":\"b\",\"status\":\"ok\"}", "b c b ", LINE ("a", "ok") },
  { LINE ("other", "ok"), "a b c b ", LINE ("other", "ok") },
};

START_TEST (test_what_has_a_final_result_is_passed_over)
{
  ck_assert (g_file_set_contents (path, cases[_i].file, -1, NULL));
  assert_left (cases[_i].left);
  assert_file (cases[_i].kept);
}
END_TEST

START_TEST (test_what_is_rewritten_keeps_its_mode)
{
  struct stat info;

  ck_assert (g_file_set_contents (path, LINE ("a", "timeout"), -1, NULL));
  ck_assert_int_eq (g_chmod (path, 0640), 0);
  assert_left ("a b c b ");
  ck_assert_int_eq (stat (path, &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0640);
}
END_TEST

static const struct
{
  const char *file;
  guint line;
} others[] = {
  { "a\nb\n", 1 },
  { LINE ("a", "timeout") "[]\n", 2 },
  { LINE ("a", "ok") "{\"name\":1,\"status\":\"ok\"}\n", 2 },
  { LINE ("a", "ok") LINE ("b", "ok") "{\"name\":\"c\"}\n", 3 },
  { "\n", 1 },
};

START_TEST (test_another_file_is_named_with_its_line_and_not_touched)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *place = g_strdup_printf ("%s:%u: ", path, others[_i].line);

  ck_assert (g_file_set_contents (path, others[_i].file, -1, NULL));
  ck_assert_ptr_null (
      swim_resume_items (swim_items_new_from_names (names), path, NULL, NULL, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_eq (strstr (error->message, place), error->message);
  assert_file (others[_i].file);
}
END_TEST

START_TEST (test_a_folder_is_no_file_of_results)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (
      swim_resume_items (swim_items_new_from_names (names), folder, NULL, NULL, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
}
END_TEST

/* More in a row than are passed over in one turn of the loop. */
START_TEST (test_many_that_are_done_are_passed_over)
{
  enum
  {
    MANY = 5000
  };
  g_auto (GStrv) many = g_new0 (char *, MANY + 2);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimItems) items = NULL;
  g_autofree char *left = NULL;

  for (guint i = 0; i < MANY; i++)
    {
      many[i] = g_strdup_printf ("n%u", i);
      g_string_append_printf (text, "{\"name\":\"n%u\",\"status\":\"ok\"}\n", i);
    }
  many[MANY] = g_strdup ("last");
  ck_assert (g_file_set_contents (path, text->str, -1, NULL));
  items = swim_resume_items (swim_items_new_from_names ((const char *const *) many), path, NULL,
                             NULL, &error);
  swim_assert_no_error (error);
  left = list_left (items);
  ck_assert_str_eq (left, "last ");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_add_test (tests, test_without_a_file_all_is_left);
  tcase_add_loop_test (tests, test_what_has_a_final_result_is_passed_over, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tests, test_what_is_rewritten_keeps_its_mode);
  tcase_add_loop_test (tests, test_another_file_is_named_with_its_line_and_not_touched, 0,
                       G_N_ELEMENTS (others));
  tcase_add_test (tests, test_a_folder_is_no_file_of_results);
  tcase_add_test (tests, test_many_that_are_done_are_passed_over);
}

SWIM_TEST_MAIN ("resume", add_tests)
