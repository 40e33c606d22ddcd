/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Digests of files and folders. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "exec/digest.h"
#include "swim-test.h"

static char *
digest (const char *text, gboolean sorted)
{
  int fd = swim_exec_digest_open (NULL);
  char *found;

  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (write (fd, text, strlen (text)), (ssize_t) strlen (text));
  found = swim_exec_digest_file (fd, sorted, NULL);
  ck_assert_ptr_nonnull (found);
  close (fd);
  return found;
}

static const struct
{
  const char *one;
  const char *other;
  gboolean same;
  gboolean same_sorted;
} pairs[] = {
  { "", "", TRUE, TRUE },
  { "a\nb\n", "a\nb\n", TRUE, TRUE },
  { "a\nb\n", "b\na\n", FALSE, TRUE },
  { "a\nb\n", "a\nc\n", FALSE, FALSE },
  { "a\na\n", "a\nb\n", FALSE, FALSE },
  { "a\na\nb\n", "a\nb\nb\n", FALSE, FALSE },
  { "a\nb", "b\na", FALSE, TRUE },
  { "", "\n", FALSE, FALSE },
  { "ab\n", "a\nb", FALSE, FALSE },
};

START_TEST (test_output)
{
  g_autofree char *one = digest (pairs[_i].one, FALSE);
  g_autofree char *other = digest (pairs[_i].other, FALSE);
  g_autofree char *one_sorted = digest (pairs[_i].one, TRUE);
  g_autofree char *other_sorted = digest (pairs[_i].other, TRUE);

  ck_assert_int_eq (strcmp (one, other) == 0, pairs[_i].same);
  ck_assert_int_eq (strcmp (one_sorted, other_sorted) == 0, pairs[_i].same_sorted);
}
END_TEST

static void
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);

  ck_assert_int_eq (g_mkdir_with_parents (above, 0700), 0);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
}

static void
take (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  ck_assert_int_eq (g_remove (path), 0);
}

START_TEST (test_a_folder_is_its_names_and_contents)
{
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *empty = swim_exec_digest_folder (folder, NULL);
  g_autofree char *first = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;

  put (folder, "a/b", "text");
  first = swim_exec_digest_folder (folder, NULL);
  take (folder, "a/b");
  put (folder, "a/c", "text");
  moved = swim_exec_digest_folder (folder, NULL);
  take (folder, "a/c");
  put (folder, "a/b", "text");
  again = swim_exec_digest_folder (folder, NULL);
  put (folder, "a/b", "next");
  other = swim_exec_digest_folder (folder, NULL);
  ck_assert_str_ne (empty, first);
  ck_assert_str_ne (first, moved);
  ck_assert_str_eq (first, again);
  ck_assert_str_ne (first, other);
  take (folder, "a/b");
  take (folder, "a");
  g_rmdir (folder);
}
END_TEST

START_TEST (test_a_folder_that_is_not_there)
{
  GError *error = NULL;

  ck_assert_ptr_null (swim_exec_digest_folder ("/no/such/folder", &error));
  ck_assert_ptr_nonnull (error);
  g_error_free (error);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_output, 0, (int) G_N_ELEMENTS (pairs));
  tcase_add_test (tests, test_a_folder_is_its_names_and_contents);
  tcase_add_test (tests, test_a_folder_that_is_not_there);
}

SWIM_TEST_MAIN ("digest", add_tests)
