/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every Check program here shares: its main, and GLib's criticals made fatal. */
#pragma once

#include <check.h>
#include <glib.h>
#include <stdlib.h>

/* A duration in seconds, longer on a slow machine: SWIM_TEST_SLOWDOWN=10 under valgrind, say. */
static inline double
swim_test_scaled (double seconds)
{
  const char *slowdown = g_getenv ("SWIM_TEST_SLOWDOWN");

  return slowdown != NULL ? seconds * g_ascii_strtod (slowdown, NULL) : seconds;
}

static inline int
swim_test_run (Suite *suite)
{
  int failed;
  SRunner *runner = srunner_create (suite);

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* A GError that should not be there, told in full. */
#define swim_assert_no_error(err) \
  ck_assert_msg ((err) == NULL, "unexpected error: %s", (err) != NULL ? (err)->message : "")

/* Gives a program of one suite its main (); functions is a NULL-ended array of its tests. */
#define SWIM_TEST_MAIN(name, add_tests) \
  int main (void) \
  { \
    Suite *suite = suite_create (name); \
    TCase *tests = tcase_create (name); \
    tcase_set_timeout (tests, swim_test_scaled (30)); \
    add_tests (tests); \
    suite_add_tcase (suite, tests); \
    return swim_test_run (suite); \
  }
