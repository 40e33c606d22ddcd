/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command: its words, its file, its streams. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "exec/command.h"
#include "swim-test.h"

START_TEST (test_words_are_split_as_a_shell_does)
{
  g_autoptr (SwimExecCommand) command =
      swim_exec_command_new ("/bin/echo 'a  b' c\\ d", FALSE, NULL);

  ck_assert_ptr_nonnull (command);
  ck_assert_uint_eq (g_strv_length (command->argv), 3);
  ck_assert_str_eq (command->argv[1], "a  b");
  ck_assert_str_eq (command->argv[2], "c d");
  ck_assert_str_eq (command->file, "/bin/echo");
  ck_assert_str_eq (command->name, "/bin/echo 'a  b' c\\ d");
}
END_TEST

START_TEST (test_a_name_is_looked_up_in_path)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);

  ck_assert_ptr_nonnull (command);
  ck_assert (g_path_is_absolute (command->file));
}
END_TEST

START_TEST (test_a_shell_gets_the_text_as_it_is)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("a | b '", TRUE, NULL);

  ck_assert_ptr_nonnull (command);
  ck_assert_str_eq (command->argv[1], "-c");
  ck_assert_str_eq (command->argv[2], "a | b '");
}
END_TEST

static const struct
{
  const char *text;
  const char *message;
} refused[] = {
  { "", "empty" },
  { " \t", "empty" },
  { "echo 'a", "words" },
  { "no-such-program a", "no-such-program is in no folder of PATH" },
  { "no-such-program | wc", "--shell" },
  { "X=1 ls", "--shell" },
  { "/no/such/file", "/no/such/file is not there" },
  { "/ a", "/ is no program" },
  { "/etc/passwd", "/etc/passwd is not executable" },
};

START_TEST (test_refused)
{
  GError *error = NULL;

  ck_assert_ptr_null (swim_exec_command_new (refused[_i].text, FALSE, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_msg (strstr (error->message, refused[_i].message) != NULL, "%s", error->message);
  g_error_free (error);
}
END_TEST

START_TEST (test_streams)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);

  ck_assert_int_eq (command->output, SWIM_EXEC_DISCARD);
  swim_exec_command_set_output (command, "pipe");
  ck_assert_int_eq (command->output, SWIM_EXEC_PIPE);
  swim_exec_command_set_output (command, "./pipe");
  ck_assert_int_eq (command->output, SWIM_EXEC_FILE);
  ck_assert_str_eq (command->output_path, "./pipe");
  swim_exec_command_set_output (command, "null");
  ck_assert_int_eq (command->output, SWIM_EXEC_DISCARD);
  ck_assert_ptr_null (command->output_path);
  ck_assert (swim_exec_command_set_input (command, "/etc/passwd", NULL));
  ck_assert (!swim_exec_command_set_input (command, "/", NULL));
  ck_assert (swim_exec_command_set_input (command, "null", NULL));
  ck_assert_ptr_null (command->input);
}
END_TEST

/* A run that is not the first would read nothing of these. */
START_TEST (test_an_input_is_read_by_each_run)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("cat", FALSE, NULL);
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *pipe_path = NULL;
  int ends[2];

  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq (mkfifo (fifo, 0600), 0);
  pipe_path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  for (const char *const *path = (const char *const[]){ pipe_path, fifo, "-", "/dev/zero", NULL };
       *path != NULL; path++)
    {
      g_autoptr (GError) error = NULL;

      ck_assert_msg (!swim_exec_command_set_input (command, *path, &error), "%s", *path);
      ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
      ck_assert_msg (strstr (error->message, "copy it to a file") != NULL, "%s", error->message);
      ck_assert_ptr_null (strstr (error->message, "or -"));
    }
  ck_assert (swim_exec_command_set_input (command, "/dev/null", NULL));
  close (ends[0]);
  close (ends[1]);
  g_remove (fifo);
  g_rmdir (folder);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_words_are_split_as_a_shell_does);
  tcase_add_test (tests, test_a_name_is_looked_up_in_path);
  tcase_add_test (tests, test_a_shell_gets_the_text_as_it_is);
  tcase_add_loop_test (tests, test_refused, 0, (int) G_N_ELEMENTS (refused));
  tcase_add_test (tests, test_streams);
  tcase_add_test (tests, test_an_input_is_read_by_each_run);
}

SWIM_TEST_MAIN ("exec-command", add_tests)
