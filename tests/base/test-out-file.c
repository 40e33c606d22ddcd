/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are opened for writing. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out-file.h"
#include "swim-test.h"

static char *folder;
static char *path;

static void
set_up (void)
{
  folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  path = g_build_filename (folder, "out", NULL);
}

static void
tear_down (void)
{
  g_remove (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
}

START_TEST (test_a_file_is_made)
{
  int fd = swim_out_file_open (path, O_CREAT | O_APPEND, NULL);

  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (fcntl (fd, F_GETFL) & (O_NONBLOCK | O_APPEND | O_ACCMODE), O_APPEND | O_WRONLY);
  close (fd);
  ck_assert (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}
END_TEST

START_TEST (test_a_pipe_with_a_reader)
{
  int reader, fd;

  ck_assert_int_eq (mkfifo (path, 0600), 0);
  reader = open (path, O_RDONLY | O_NONBLOCK);
  fd = swim_out_file_open (path, 0, NULL);
  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (fcntl (fd, F_GETFL) & O_NONBLOCK, 0);
  close (fd);
  close (reader);
}
END_TEST

START_TEST (test_waiting_for_a_reader_is_cancelled)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  ck_assert_int_eq (mkfifo (path, 0600), 0);
  g_cancellable_cancel (cancellable);
  ck_assert_int_eq (swim_out_file_open (path, 0, cancellable), -1);
  ck_assert_int_eq (errno, ECANCELED);
}
END_TEST

START_TEST (test_what_cannot_be_written)
{
  ck_assert_int_eq (swim_out_file_open (folder, 0, NULL), -1);
  ck_assert_int_eq (errno, EISDIR);
  ck_assert_int_eq (swim_out_file_open (path, 0, NULL), -1);
  ck_assert_int_eq (errno, ENOENT);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_a_file_is_made);
  tcase_add_test (tests, test_a_pipe_with_a_reader);
  tcase_add_test (tests, test_waiting_for_a_reader_is_cancelled);
  tcase_add_test (tests, test_what_cannot_be_written);
}

SWIM_TEST_MAIN ("out-file", add_tests)
