/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that people name are opened without waiting, whatever they are. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "swim-test.h"

static char *folder;

static void
make_folder (void)
{
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("swimlane-test-XXXXXX", &error);
  swim_assert_no_error (error);
}

static void
remove_folder (void)
{
  g_rmdir (folder);
  g_free (folder);
}

static const struct
{
  const char *content;
  gsize length;
  gboolean with_length; /* whether NULs may be in it */
  const char *text;     /* NULL: refused */
} contents[] = {
#define LITERAL(text) text, sizeof text - 1
  { LITERAL (""), FALSE, "" },
  { LITERAL ("a\nb"), FALSE, "a\nb" },
  { LITERAL ("\357\273\277a\n"), FALSE, "a\n" },
  { LITERAL ("\357\273\277"), FALSE, "" },
  { LITERAL ("a\357\273\277"), FALSE, "a\357\273\277" },
  { LITERAL ("\377\376a\0"), TRUE, NULL },
  { LITERAL ("\376\377\0a"), TRUE, NULL },
  { LITERAL ("a\0b"), FALSE, NULL },
  { LITERAL ("a\0b"), TRUE, "a" },
};

START_TEST (test_files_are_read_without_their_mark)
{
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  ck_assert (
      g_file_set_contents (path, contents[_i].content, (gssize) contents[_i].length, &error));
  ck_assert_int_eq (
      swim_input_read (path, &text, contents[_i].with_length ? &length : NULL, &error),
      contents[_i].text != NULL);
  ck_assert_pstr_eq (text, contents[_i].text);
  ck_assert_int_eq (error != NULL, contents[_i].text == NULL);
  g_unlink (path);
}
END_TEST

static void
make_fifo (const char *path)
{
  ck_assert_int_eq (mkfifo (path, 0600), 0);
}

static void
make_directory (const char *path)
{
  ck_assert_int_eq (g_mkdir (path, 0700), 0);
}

static void
make_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  ck_assert_int_eq (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  close (fd);
}

static void
make_link (const char *path)
{
  ck_assert_int_eq (symlink ("/dev/zero", path), 0);
}

static void
make_nothing (const char *path)
{
}

static const struct
{
  void (*make) (const char *path);
  const char *said;
} others[] = {
  { make_fifo, "*named pipe*" }, { make_directory, "*folder*" },     { make_socket, "*socket*" },
  { make_link, "*device*" },     { make_nothing, "*No such file*" },
};

START_TEST (test_what_is_no_file_is_refused_at_once)
{
  g_autofree char *path = g_build_filename (folder, "it", NULL);
  g_autoptr (GError) error = NULL;

  others[_i].make (path);
  ck_assert_ptr_null (swim_input_open (path, &error));
  ck_assert_msg (g_pattern_match_simple (others[_i].said, error->message), "%s", error->message);
  ck_assert_int_eq (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT),
                    others[_i].make == make_nothing);
  g_remove (path);
}
END_TEST

/* As a shell gives for <(…). */
START_TEST (test_a_pipe_without_a_name_is_read)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2];

  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq (write (ends[1], "a\n", 2), 2);
  close (ends[1]);
  path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  ck_assert (swim_input_read (path, &text, NULL, &error));
  ck_assert_str_eq (text, "a\n");
  close (ends[0]);
}
END_TEST

START_TEST (test_the_null_device_is_empty)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  ck_assert (swim_input_read ("/dev/null", &text, NULL, &error));
  ck_assert_str_eq (text, "");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_add_loop_test (tests, test_files_are_read_without_their_mark, 0, G_N_ELEMENTS (contents));
  tcase_add_loop_test (tests, test_what_is_no_file_is_refused_at_once, 0, G_N_ELEMENTS (others));
  tcase_add_test (tests, test_a_pipe_without_a_name_is_read);
  tcase_add_test (tests, test_the_null_device_is_empty);
}

SWIM_TEST_MAIN ("input", add_tests)
