/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the runner says of a program that leaves no record, here a shell that plays one, and in
 * which threads it works. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/swim-error.h"
#include "program/swim-comparison-runner.h"
#include "swim-test.h"

/* In the mode async alone, once. */
static SwimComparisonRunner *
make_runner (const char *script)
{
  const char *argv[] = { "/bin/sh", script, NULL };
  SwimComparisonRunner *runner = swim_comparison_runner_new ("shell", argv);

  swim_comparison_runner_set_modes (runner, (const char *const[]){ "async", NULL });
  swim_comparison_runner_set_rounds (runner, 1, 0);
  return runner;
}

/* Has @script executed, and returns what comes of it in words. */
static char *
play (const char *script, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "script", NULL);
  g_autoptr (SwimComparisonRunner) runner = make_runner (path);
  char *text;

  ck_assert (g_file_set_contents (path, script, -1, NULL));
  swim_comparison_runner_execute (runner, NULL, error);
  ck_assert (!swim_comparison_runner_agrees (runner));
  text = swim_comparison_runner_to_text (runner, 200);
  ck_assert_int_eq (g_remove (path) + g_rmdir (folder), 0);
  return text;
}

static const struct
{
  const char *script;
  SwimError code;
  const char *message;
} failures[] = {
  { "exit 1", SWIM_ERROR_FAILED, "its process ended with status 1 and no record" },
  { "exit 2", SWIM_ERROR_USAGE, "its process ended with status 2 and no record" },
  { "echo 'it is late' >&2; echo 'more' >&2; exit 1", SWIM_ERROR_FAILED, "it is late" },
  { "echo 'Traceback (most recent call last):' >&2; echo '  File \"x\"' >&2\n"
    "echo 'ValueError: it is late' >&2; exit 1",
    SWIM_ERROR_FAILED, "ValueError: it is late" },
};

START_TEST (test_a_run_that_fails_is_told_with_its_reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = play (failures[_i].script, &error);

  ck_assert_ptr_null (text);
  ck_assert (g_error_matches (error, SWIM_ERROR, (int) failures[_i].code));
  ck_assert_str_eq (error->message, failures[_i].message);
}
END_TEST

static const struct
{
  const char *script;
  const char *words;
} ends[] = {
  { "exit 0", "async failed: its process ended with status 0 and no record." },
  { "echo 'late' >&2; exit 3",
    "async failed: its process ended with status 3 and no record: late." },
  { "kill -KILL $$", "async failed: a signal ended its process." },
};

START_TEST (test_a_process_that_ends_otherwise_is_the_end_of_its_mode)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = play (ends[_i].script, &error);

  swim_assert_no_error (error);
  ck_assert_msg (strstr (text, ends[_i].words) != NULL, "%s", text);
}
END_TEST

static const struct
{
  const char *job;
  const char *argv[3];
} incomplete[] = {
  { NULL, { "/bin/true", "x" } },
  { "shell", { NULL } },
  { "shell", { "/bin/true" } },
};

/* As other languages can make it. */
START_TEST (test_without_a_program_it_does_not_begin)
{
  const char *const *argv = incomplete[_i].argv;
  g_autoptr (SwimComparisonRunner) runner =
      g_object_new (SWIM_TYPE_COMPARISON_RUNNER, "job", incomplete[_i].job, "argv",
                    argv[0] != NULL ? argv : NULL, NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!swim_comparison_runner_execute (runner, NULL, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_null (swim_comparison_runner_to_text (runner, 80));
}
END_TEST

static gpointer
execute (gpointer runner)
{
  GError *error = NULL;

  ck_assert (!swim_comparison_runner_execute (runner, NULL, &error));
  return error;
}

START_TEST (test_it_does_not_begin_on_the_context_of_another_thread)
{
  g_autoptr (SwimComparisonRunner) runner = make_runner ("/dev/null");
  g_autoptr (GError) error = NULL;

  ck_assert (g_main_context_acquire (NULL));
  error = g_thread_join (g_thread_new ("other", execute, runner));
  g_main_context_release (NULL);
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_run_that_fails_is_told_with_its_reason, 0,
                       G_N_ELEMENTS (failures));
  tcase_add_loop_test (tests, test_a_process_that_ends_otherwise_is_the_end_of_its_mode, 0,
                       G_N_ELEMENTS (ends));
  tcase_add_loop_test (tests, test_without_a_program_it_does_not_begin, 0,
                       G_N_ELEMENTS (incomplete));
  tcase_add_test (tests, test_it_does_not_begin_on_the_context_of_another_thread);
}

SWIM_TEST_MAIN ("comparison-runner", add_tests)
