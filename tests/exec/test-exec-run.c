/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run of a command: how it ends, what it used, and what it leaves behind. */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec/hook.h"
#include "exec/run.h"
#include "swim-test.h"

/* Runs a text with the shell. */
static gboolean
run (const char *text, SwimExecOptions *options, SwimExecResult *result, GError **error)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new (text, TRUE, NULL);

  ck_assert_ptr_nonnull (command);
  return swim_exec_run (command, options, FALSE, result, error);
}

START_TEST (test_a_run_is_a_record)
{
  SwimExecOptions options = { 0 };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (run ("sleep 0.05", &options, &result, NULL));
  ck_assert_ptr_null (result.failure);
  ck_assert_int_eq (result.exit_code, 0);
  ck_assert_str_eq (result.record->job, "command");
  ck_assert_str_eq (result.record->mode, "sleep 0.05");
  ck_assert_uint_eq (result.record->items, 1);
  ck_assert_uint_eq (result.record->statuses[SWIM_STATUS_OK], 1);
  ck_assert (result.record->wall_seconds >= 0.05);
  ck_assert (isnan (result.record->loop.delay_max));
  ck_assert (isnan (result.record->throughput_per_sec));
}
END_TEST

START_TEST (test_children_that_are_waited_for_count)
{
  SwimExecOptions options = { 0 };
  g_auto (SwimExecResult) result = { 0 };
  const SwimUsageFigures *usage;

  ck_assert (run ("head -c 10000000 /dev/zero | cat", &options, &result, NULL));
  usage = &result.record->usage;
  ck_assert (usage->cpu_user_seconds + usage->cpu_system_seconds > 0);
  ck_assert (usage->rss_max_bytes > 0);
  ck_assert (usage->faults_minor > 0);
  ck_assert (usage->context_switches_voluntary >= 0);
  ck_assert (usage->io_written_bytes < 0 || usage->io_written_bytes >= 10000000);
}
END_TEST

static const struct
{
  const char *text;
  const char *failure;
  int exit_code;
} failures[] = {
  { "exit 7", "ended with status 7", 7 },
  { "echo first >&2; echo last >&2; exit 1", "ended with status 1; its last message was: last", 1 },
  { "kill -KILL $$", "was ended by the signal 9, Killed", -1 },
};

START_TEST (test_failures)
{
  SwimExecOptions options = { 0 };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (run (failures[_i].text, &options, &result, NULL));
  ck_assert_str_eq (result.failure, failures[_i].failure);
  ck_assert_int_eq (result.exit_code, failures[_i].exit_code);
  ck_assert_ptr_null (result.record);
}
END_TEST

START_TEST (test_a_failure_may_be_ignored)
{
  SwimExecOptions options = { .ignore_failure = TRUE };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (run ("exit 7", &options, &result, NULL));
  ck_assert_ptr_null (result.failure);
  ck_assert_int_eq (result.exit_code, 7);
  ck_assert_ptr_nonnull (result.record);
}
END_TEST

START_TEST (test_a_crash_is_not_ignored)
{
  SwimExecOptions options = { .ignore_failure = TRUE };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (run ("kill -KILL $$", &options, &result, NULL));
  ck_assert_str_eq (result.failure, "was ended by the signal 9, Killed");
  ck_assert_ptr_null (result.record);
}
END_TEST

START_TEST (test_what_takes_too_long_is_ended)
{
  SwimExecOptions options = { .timeout = 0.1, .ignore_failure = TRUE };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (run ("sleep 1000 & wait", &options, &result, NULL));
  ck_assert (result.timed_out);
  ck_assert_str_eq (result.failure, "was ended after 100 ms (--timeout)");
  ck_assert_ptr_null (result.record);
}
END_TEST

/* In a session whose terminal is a new one: 0 where what is run there ends as it should. */
static int
run_on_terminal (int terminal)
{
  SwimExecOptions options = { .ignore_failure = TRUE };
  g_auto (SwimExecResult) result = { 0 };
  g_autofree char *expected = g_strdup_printf (
      "was stopped by the signal %d, %s, and ended: it used the terminal, which it "
      "cannot have here",
      SIGTTIN, strsignal (SIGTTIN));

  if (setsid () < 0 || open (ptsname (terminal), O_RDWR) < 0)
    return 1;
  if (!run ("read answer </dev/tty", &options, &result, NULL) || result.record != NULL)
    return 2;
  return g_strcmp0 (result.failure, expected) == 0 ? 0 : 3;
}

START_TEST (test_what_asks_on_the_terminal_is_ended)
{
  int terminal = posix_openpt (O_RDWR | O_NOCTTY);
  int status;
  pid_t pid;

  if (terminal < 0 || grantpt (terminal) != 0 || unlockpt (terminal) != 0)
    return; /* there are no terminals here */
  pid = fork ();
  if (pid == 0)
    _exit (run_on_terminal (terminal));
  ck_assert_int_eq (waitpid (pid, &status, 0), pid);
  ck_assert (WIFEXITED (status));
  ck_assert_int_eq (WEXITSTATUS (status), 0);
  close (terminal);
}
END_TEST

START_TEST (test_a_run_can_be_cancelled)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SwimExecOptions options = { .cancellable = cancellable };
  g_auto (SwimExecResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ck_assert (!run ("sleep 1000", &options, &result, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

/* The number in a file. */
static int
read_number (const char *path)
{
  g_autofree char *text = NULL;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  return atoi (text);
}

/* Its own process group does not end it, and nobody waits for it. */
START_TEST (test_what_is_left_behind_is_ended)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  SwimExecOptions options = { .left = left, .work = SWIM_EXEC_SAME_OUTPUT };
  g_auto (SwimExecResult) result = { 0 };

  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  const char *const names[] = { "session", "group" };
  g_autofree char *text = g_strdup_printf (
      "cd '%s'; setsid sleep 1000 >/dev/null & echo $! >session; sleep 1000 & echo $! >group",
      folder);
  g_autofree char *children = g_strdup_printf ("/proc/self/task/%d/children", getpid ());

  ck_assert (run (text, &options, &result, NULL));
  ck_assert_ptr_null (result.failure);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      int pid = read_number (path);
      g_autofree char *mark = g_strdup_printf ("(process %d)", pid);

      remove (path);
      if (!g_file_test (children, G_FILE_TEST_EXISTS))
        continue;
      ck_assert (kill (pid, 0) != 0);
      ck_assert_uint_eq (g_strv_length (result.record->remarks), 1);
      ck_assert (g_str_has_prefix (result.record->remarks[0],
                                   "left processes behind, which were ended: "));
      ck_assert_ptr_nonnull (strstr (result.record->remarks[0], mark));
    }
  remove (folder);
}
END_TEST

/* As of another user that a program of root made itself. */
START_TEST (test_what_may_not_be_ended_is_not_waited_for)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autofree char *told = NULL;
  g_auto (GStrv) remarks = NULL;
  int ends[2];
  int pid = 0;
  pid_t between;

  if (geteuid () != 0)
    return;
  ck_assert_int_eq (pipe (ends), 0);
  between = fork ();
  if (between == 0)
    {
      pid = fork ();
      if (pid == 0)
        {
          pid = setresuid (12345, 12345, 12345) == 0 ? getpid () : 0;
          _exit (write (ends[1], &pid, sizeof pid) == sizeof pid && pid != 0 ? pause () : 1);
        }
      _exit (0);
    }
  ck_assert_int_eq (waitpid (between, NULL, 0), between);
  ck_assert_int_eq (read (ends[0], &pid, sizeof pid), sizeof pid);
  if (pid == 0)
    return; /* there is but one user here */
  ck_assert_int_eq (seteuid (65534), 0);
  remarks = swim_exec_left_end (left, between);
  ck_assert_int_eq (seteuid (0), 0);
  ck_assert_int_eq (kill (pid, SIGKILL), 0);
  told = g_strdup_printf ("(process %d): Operation not permitted", pid);
  ck_assert_uint_eq (g_strv_length (remarks), 1);
  ck_assert (g_str_has_prefix (remarks[0], "left processes behind, which could not be ended: "));
  ck_assert (g_str_has_suffix (remarks[0], told));
}
END_TEST

/* One that becomes another user's, as by sudo, and has us without the right to end it. */
START_TEST (test_a_time_limit_holds_for_what_may_not_be_ended)
{
  g_autoptr (SwimExecLauncher) launcher = swim_exec_launcher_new (NULL);
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autofree char *path = NULL;
  g_autofree char *command = NULL;
  g_autofree char *text = NULL;
  SwimExecOptions options = { .timeout = 1, .launcher = launcher, .left = left };
  g_auto (SwimExecResult) result = { 0 };
  gint64 begin = g_get_monotonic_time ();
  gboolean ran;

  if (geteuid () != 0)
    return;
  ck_assert_int_ge (g_file_open_tmp ("swimlane-XXXXXX", &path, NULL), 0);
  command = g_strdup_printf ("trap '' TERM; echo $$ >'%s'; "
                             "exec setpriv --reuid=12345 --clear-groups sleep 60",
                             path);
  ck_assert_int_eq (seteuid (65534), 0);
  ran = run (command, &options, &result, NULL);
  ck_assert_int_eq (seteuid (0), 0);
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert_int_gt (atoi (text), 1);
  kill (atoi (text), SIGKILL);
  remove (path);
  ck_assert (ran);
  if (g_get_monotonic_time () - begin < G_USEC_PER_SEC / 2)
    return; /* there is no setpriv, or but one user */
  ck_assert (g_get_monotonic_time () - begin < 40 * G_USEC_PER_SEC);
  ck_assert_str_eq (result.failure, "could not be ended after 1.00 s (--timeout), since it runs as "
                                    "another user, and goes on");
  ck_assert (result.timed_out);
  ck_assert_int_eq (result.exit_code, -1);
  ck_assert_ptr_null (result.record);
}
END_TEST

/* Such as a server that all runs need. */
START_TEST (test_what_a_hook_leaves_behind_stays)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  SwimExecOptions options = { .left = left };
  g_auto (SwimExecResult) result = { 0 };
  int fd = g_file_open_tmp ("swimlane-XXXXXX", &path, NULL);

  ck_assert_int_ge (fd, 0);
  command->hooks[SWIM_EXEC_PREPARE] = g_strdup_printf ("sleep 1000 & echo $! >'%s'", path);
  ck_assert (swim_exec_hook_run (command, SWIM_EXEC_PREPARE, &options, NULL));
  ck_assert (swim_exec_run (command, &options, FALSE, &result, NULL));
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert_int_eq (kill (atoi (text), SIGKILL), 0);
  ck_assert_ptr_null (result.record->remarks);
  remove (path);
}
END_TEST

/* What ends after its hook is our child, and there may be one for each run. */
START_TEST (test_what_hooks_left_behind_is_reaped)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);
  g_autofree char *path = NULL;
  g_autofree char *children = g_strdup_printf ("/proc/self/task/%d/children", getpid ());
  SwimExecOptions options = { .left = left };
  siginfo_t info;
  int fd = g_file_open_tmp ("swimlane-XXXXXX", &path, NULL);
  int pid;

  ck_assert_int_ge (fd, 0);
  command->hooks[SWIM_EXEC_SETUP] = g_strdup_printf ("sleep 1000 & echo $! >'%s'", path);
  command->hooks[SWIM_EXEC_PREPARE] = g_strdup (":");
  ck_assert (swim_exec_hook_run (command, SWIM_EXEC_SETUP, &options, NULL));
  pid = read_number (path);
  remove (path);
  close (fd);
  ck_assert_int_eq (kill (pid, SIGKILL), 0);
  if (!g_file_test (children, G_FILE_TEST_EXISTS))
    return;
  ck_assert_int_eq (waitid (P_PID, (id_t) pid, &info, WEXITED | WNOWAIT), 0);
  ck_assert (swim_exec_hook_run (command, SWIM_EXEC_PREPARE, &options, NULL));
  ck_assert_int_ne (kill (pid, 0), 0);
}
END_TEST

/* It is not ended by its first message, though nobody reads that. */
START_TEST (test_what_a_hook_leaves_behind_can_write)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);
  g_autofree char *folder = g_dir_make_tmp ("swimlane-XXXXXX", NULL);
  g_autofree char *go = g_build_filename (folder, "go", NULL);
  g_autofree char *survived = g_build_filename (folder, "survived", NULL);
  SwimExecOptions options = { .left = left };

  command->hooks[SWIM_EXEC_SETUP] = g_strdup_printf (
      "mkfifo '%s'; (read x <'%s'; echo hi >&2; echo yes >'%s.new'; mv '%s.new' '%s') &", go, go,
      survived, survived, survived);
  command->hooks[SWIM_EXEC_PREPARE] =
      g_strdup_printf ("echo >'%s'; while kill -0 %d && ! test -e '%s'; do sleep 0.01; done", go,
                       getpid (), survived);
  ck_assert (swim_exec_hook_run (command, SWIM_EXEC_SETUP, &options, NULL));
  ck_assert (swim_exec_hook_run (command, SWIM_EXEC_PREPARE, &options, NULL));
  ck_assert (g_file_test (survived, G_FILE_TEST_EXISTS));
  remove (go);
  remove (survived);
  remove (folder);
}
END_TEST

START_TEST (test_the_last_message_of_a_hook_is_told)
{
  g_autoptr (SwimExecLeft) left = swim_exec_left_new ();
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);
  SwimExecOptions options = { .left = left };
  g_autoptr (GError) error = NULL;

  command->hooks[SWIM_EXEC_SETUP] =
      g_strdup ("head -c 100000 /dev/zero | tr '\\0' 'x' >&2; echo >&2; echo why >&2; exit 3");
  ck_assert (!swim_exec_hook_run (command, SWIM_EXEC_SETUP, &options, &error));
  ck_assert (g_str_has_prefix (error->message, "the command given with --setup for “true” ended "
                                               "with status 3; its last message was: why (it"));
}
END_TEST

START_TEST (test_variables_are_added)
{
  char *added[] = { (char *) "LAB_DNS=127.0.0.1:53", NULL };
  SwimExecOptions options = { .environment = added };
  g_auto (SwimExecResult) result = { 0 };

  ck_assert (
      run ("test \"$LAB_DNS\" = 127.0.0.1:53 && test -n \"$PATH\"", &options, &result, NULL));
  ck_assert_ptr_null (result.failure);
}
END_TEST

START_TEST (test_what_cannot_be_started)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new ("true", FALSE, NULL);
  SwimExecOptions options = { 0 };
  g_auto (SwimExecResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_free (command->file);
  command->file = g_strdup ("/no/such/file");
  ck_assert (!swim_exec_run (command, &options, FALSE, &result, &error));
  ck_assert_str_eq (error->message, "/no/such/file cannot be started: No such file or directory");
}
END_TEST

/* A limit on files that leaves none for what tells its end. */
START_TEST (test_a_command_whose_end_would_not_be_seen)
{
  g_autoptr (SwimExecLauncher) launcher = swim_exec_launcher_new (NULL);
  g_auto (GStrv) argv = g_strsplit ("sleep 1000", " ", -1);
  g_auto (GStrv) environment = g_get_environ ();
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  g_autofree char *file = g_find_program_in_path ("sleep");
  SwimExecLaunch launch = { file, argv, environment, { null, null, null } };
  SwimExecChild child;
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strconcat (file, " cannot be started: Too many open files", NULL);
  struct rlimit limit;

  ck_assert_ptr_nonnull (launcher);
  ck_assert_int_eq (getrlimit (RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = (rlim_t) null + 1;
  ck_assert_int_eq (setrlimit (RLIMIT_NOFILE, &limit), 0);
  ck_assert (!swim_exec_launch (launcher, &launch, &child, &error));
  ck_assert_str_eq (error->message, expected);
  close (null);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_a_run_is_a_record);
  tcase_add_test (tests, test_children_that_are_waited_for_count);
  tcase_add_loop_test (tests, test_failures, 0, (int) G_N_ELEMENTS (failures));
  tcase_add_test (tests, test_a_failure_may_be_ignored);
  tcase_add_test (tests, test_a_crash_is_not_ignored);
  tcase_add_test (tests, test_what_takes_too_long_is_ended);
  tcase_add_test (tests, test_what_asks_on_the_terminal_is_ended);
  tcase_add_test (tests, test_a_run_can_be_cancelled);
  tcase_add_test (tests, test_what_is_left_behind_is_ended);
  tcase_add_test (tests, test_what_may_not_be_ended_is_not_waited_for);
  tcase_add_test (tests, test_a_time_limit_holds_for_what_may_not_be_ended);
  tcase_add_test (tests, test_what_a_hook_leaves_behind_stays);
  tcase_add_test (tests, test_what_hooks_left_behind_is_reaped);
  tcase_add_test (tests, test_what_a_hook_leaves_behind_can_write);
  tcase_add_test (tests, test_the_last_message_of_a_hook_is_told);
  tcase_add_test (tests, test_variables_are_added);
  tcase_add_test (tests, test_what_cannot_be_started);
  tcase_add_test (tests, test_a_command_whose_end_would_not_be_seen);
}

SWIM_TEST_MAIN ("exec-run", add_tests)
