/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Digests of files and folders. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "exec/digest.h"
#include "swim-test.h"

/* What shortens a file as soon as somebody has asked for its size. */
static struct
{
  const char *path; /* NULL: nothing is shortened */
  off_t size;
} shorten;

/* In place of that of libc, also for the code under test. */
int
fstat (int fd, struct stat *info)
{
  int result = fstatat (fd, "", info, AT_EMPTY_PATH);

  if (shorten.path != NULL)
    ck_assert_int_eq (truncate (shorten.path, shorten.size), 0);
  return result;
}

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

/* The digest is that of what was there to be read, and not the end of the process. */
START_TEST (test_a_file_that_becomes_shorter)
{
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "log", NULL);
  g_autofree char *shortened = NULL;
  g_autofree char *left = NULL;

  put (folder, "log", "");
  ck_assert_int_eq (truncate (path, 1 << 20), 0);
  shorten.path = path;
  shorten.size = _i;
  shortened = swim_exec_digest_folder (folder, NULL);
  shorten.path = NULL;
  left = swim_exec_digest_folder (folder, NULL);
  ck_assert_ptr_nonnull (shortened);
  ck_assert_str_eq (shortened, left);
  take (folder, "log");
  g_rmdir (folder);
}
END_TEST

/* Lines are found whole wherever the pieces end in which a file is read. Saved results have digests
 * that were made of a file as a whole. */
START_TEST (test_a_file_of_many_pieces)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *whole = NULL;
  g_autofree char *sorted = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *wanted_sorted = NULL;
  guint64 sum = 0;

  for (guint i = 0; i < 60; i++)
    {
      gsize length = i == 30 ? 1000000 : i * 997;
      g_autofree char *line = g_strnfill (length, (char) ('a' + i % 26));

      sum += swim_hash_bytes (line, length, 1);
      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  whole = digest (text->str, FALSE);
  sorted = digest (text->str, TRUE);
  wanted = g_strdup_printf ("%016" G_GINT64_MODIFIER "x-%" G_GSIZE_FORMAT,
                            swim_hash_bytes (text->str, text->len, 0), text->len);
  wanted_sorted = g_strdup_printf ("%016" G_GINT64_MODIFIER "x-%" G_GSIZE_FORMAT, sum, text->len);
  ck_assert_str_eq (whole, wanted);
  ck_assert_str_eq (sorted, wanted_sorted);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_output, 0, (int) G_N_ELEMENTS (pairs));
  tcase_add_test (tests, test_a_folder_is_its_names_and_contents);
  tcase_add_test (tests, test_a_folder_that_is_not_there);
  tcase_add_loop_test (tests, test_a_file_that_becomes_shorter, 0, 2);
  tcase_add_test (tests, test_a_file_of_many_pieces);
}

SWIM_TEST_MAIN ("digest", add_tests)
