/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/context.h"
#include "swim-test.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static gpointer
spin (gpointer data)
{
  gint64 end = g_get_monotonic_time () + GPOINTER_TO_INT (data);

  while (g_get_monotonic_time () < end)
    ;
  return NULL;
}

/* Keeps all CPUs busy, so that the time that is told to be used by others and our own together
 * cannot be more than all CPUs have: it would be, were our own counted as others'. */
static void
spin_everywhere (int duration_us)
{
  guint n_threads = g_get_num_processors ();
  g_autofree GThread **threads = g_new (GThread *, n_threads);

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("spin", spin, GINT_TO_POINTER (duration_us));
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

START_TEST (test_own_time_is_not_that_of_others)
{
  double before = swim_others_get_cpu_seconds ();
  clock_t own = clock ();
  gint64 begin = g_get_monotonic_time ();
  double all;

  ck_assert (isfinite (before));
  spin_everywhere (400000);
  all = swim_others_get_cpu_seconds () - before + (double) (clock () - own) / CLOCKS_PER_SEC;
  ck_assert_double_le (
      all, (double) (g_get_monotonic_time () - begin) / 1e6 * g_get_num_processors () + 0.15);
}
END_TEST

START_TEST (test_time_of_running_child_is_not_that_of_others)
{
  double before = swim_others_get_cpu_seconds ();
  gint64 begin = g_get_monotonic_time ();
  pid_t child = fork ();
  struct rusage usage;
  double used;
  double seconds;

  if (child == 0)
    for (;;)
      spin_everywhere (1000000);
  g_usleep (400000);
  used = swim_others_get_cpu_seconds () - before;
  seconds = (double) (g_get_monotonic_time () - begin) / 1e6;
  kill (child, SIGKILL);
  ck_assert_int_eq (waitpid (child, NULL, 0), child);
  getrusage (RUSAGE_CHILDREN, &usage);
  ck_assert_double_gt (usage.ru_utime.tv_usec + usage.ru_utime.tv_sec, 0);
  used += (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6;
  ck_assert_double_le (used, seconds * g_get_num_processors () + 0.15);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_own_time_is_not_that_of_others);
  tcase_add_test (tests, test_time_of_running_child_is_not_that_of_others);
}

SWIM_TEST_MAIN ("others", add_tests)
