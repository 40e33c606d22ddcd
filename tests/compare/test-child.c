/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run in a process of its own, here a shell that plays one. */
#include "config.h"

#include <glib/gstdio.h>

#include "compare/child.h"
#include "swim-test.h"

/* What the child said, and the file that it waits for. */
typedef struct
{
  const char *go;
  GString *on_stderr;
} Heard;

static void
on_stderr (const char *lines, gpointer data)
{
  Heard *heard = data;

  g_string_append (heard->on_stderr, lines);
  ck_assert (g_file_set_contents (heard->go, "", 0, NULL));
}

/* It says something, ends only once that was heard, and then says why. */
START_TEST (test_what_a_child_says_that_goes_on_is_passed_on_at_once)
{
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "script", NULL);
  g_autofree char *go = g_build_filename (folder, "go", NULL);
  g_autofree char *text = g_strdup_printf ("echo 'it is slow' >&2\n"
                                           "until test -e '%s'; do sleep 0.01; done\n"
                                           "echo 'it failed' >&2\n"
                                           "exit 7\n",
                                           go);
  const char *argv[] = { "/bin/sh", script, NULL };
  Heard heard = { go, g_string_new (NULL) };
  SwimChildSetup setup = { .on_stderr = on_stderr, .data = &heard };
  g_auto (SwimChildResult) result = { 0 };
  GError *error = NULL;

  ck_assert (g_file_set_contents (script, text, -1, NULL));
  ck_assert (swim_child_run (argv, &setup, NULL, &result, &error));
  swim_assert_no_error (error);
  ck_assert (g_str_has_prefix (heard.on_stderr->str, "it is slow\n"));
  ck_assert_str_eq (result.message, "it is slow\nit failed");
  ck_assert_int_eq (result.exit_code, 7);
  ck_assert_ptr_null (result.record);
  g_string_free (heard.on_stderr, TRUE);
  g_unlink (script);
  g_unlink (go);
  g_rmdir (folder);
}
END_TEST

START_TEST (test_what_is_no_utf8_is_told_all_the_same)
{
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "script", NULL);
  const char *argv[] = { "/bin/sh", script, NULL };
  SwimChildSetup setup = { 0 };
  g_auto (SwimChildResult) result = { 0 };

  ck_assert (g_file_set_contents (script, "printf 'so \\377 it is' >&2; kill -9 $$", -1, NULL));
  ck_assert (swim_child_run (argv, &setup, NULL, &result, NULL));
  ck_assert_str_eq (result.message, "so \357\277\275 it is");
  ck_assert_int_eq (result.exit_code, -1);
  g_unlink (script);
  g_rmdir (folder);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_what_a_child_says_that_goes_on_is_passed_on_at_once);
  tcase_add_test (tests, test_what_is_no_utf8_is_told_all_the_same);
}

SWIM_TEST_MAIN ("child", add_tests)
