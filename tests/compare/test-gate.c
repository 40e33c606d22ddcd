/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "compare/gate.h"
#include "swim-test.h"

static void
add (SwimComparison *comparison, const char *mode, double wall, double p99, gint64 rss)
{
  SwimContender *contender = swim_comparison_add (comparison, mode);

  for (guint i = 0; i < 6; i++)
    {
      SwimRecord *record = swim_record_new ();
      int code = 0;

      record->mode = g_strdup (mode);
      record->digest = g_strdup ("d");
      record->wall_seconds = wall;
      record->service.p99 = p99;
      record->usage.rss_max_bytes = rss;
      record->loop.delay_max = wall / 10;
      g_ptr_array_add (contender->records, record);
      g_array_append_val (contender->exit_codes, code);
    }
}

/* sequential takes 1 s and async 0.25 s: a speed-up of 4. */
static GPtrArray *
make_comparisons (void)
{
  GPtrArray *comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  SwimComparison *comparison = swim_comparison_new ("probe");

  add (comparison, "sequential", 1, 0.08, 10 * 1024 * 1024);
  add (comparison, "async", 0.25, NAN, -1);
  swim_comparison_conclude (comparison);
  g_ptr_array_add (comparisons, comparison);
  return comparisons;
}

static const struct
{
  const char *gate;
  gboolean passes;
} checks[] = {
  { "async.speedup<2", TRUE },
  { "async.speedup<4.5", FALSE },
  { "async.speedup<=4", FALSE },
  { "async.speedup<4", TRUE },
  { " async.speedup.lower < 4x ", TRUE },
  { "speedup<2", TRUE }, /* of the baseline it would be 1 */
  { "wall>2s", TRUE },
  { "wall>=1000ms", FALSE },
  { "async.wall>249ms", FALSE },
  { "stall.max>200ms", TRUE },
  { "stall.max>50ms", TRUE }, /* sequential blocks its loop by design */
  { "stall.max>20ms", FALSE },
  { "sequential.stall.max>50ms", FALSE },
  { "blocked>0.5", TRUE },
  { "lost>50%", FALSE },           /* no mode was run that it applies to */
  { "async.lost>50%", FALSE },     /* not known: cannot pass */
  { "async@10.speedup<2", FALSE }, /* not a sweep */
  { "sequential.rss>11MiB", TRUE },
  { "sequential.rss>9MiB", FALSE },
  { "sequential.p99>100ms", TRUE },
  { "async.p99>100ms", FALSE }, /* not known: cannot pass */
  { "rss>1GiB", FALSE },        /* async's is not known */
  { "threads.wall>1s", FALSE }, /* not run */
  { "sequential.blocked>50%", TRUE },
  { "sequential.rss>9M", FALSE },
  { "sequential.rss>11MB", TRUE },
  { "wall > 2 s", TRUE },
  { "sequential.stall.max>1µs", FALSE },
  { "throughput>=0/s", FALSE },
};

START_TEST (test_failure_has_a_number_for_people)
{
  g_autoptr (GPtrArray) comparisons = make_comparisons ();
  g_autoptr (SwimGate) gate = swim_gate_parse ("sequential.rss>9M", NULL);
  g_autofree char *failure = NULL;

  ck_assert (!swim_gate_check (gate, comparisons, NULL, &failure));
  ck_assert_str_eq (failure, "sequential.rss>9M: probe sequential rss is 10.0 MiB");
}
END_TEST

/* Of sequential and mixed, with async or not. */
static char *
check_blocking (const char *text, gboolean with_async)
{
  g_autoptr (GPtrArray) comparisons =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  SwimComparison *comparison = swim_comparison_new ("probe");
  g_autoptr (SwimGate) gate = swim_gate_parse (text, NULL);
  char *failure = NULL;

  add (comparison, "sequential", 1, 0.08, 1);
  if (with_async)
    add (comparison, "async", 0.1, 0.08, 1);
  add (comparison, "mixed", 0.4, 0.08, 1);
  for (guint i = 0; i < 6; i++)
    ((SwimRecord *) g_ptr_array_index (
         swim_comparison_get (comparison, comparison->contenders->len - 1)->records, i))
        ->blocking_share = 0.1;
  swim_comparison_conclude (comparison);
  g_ptr_array_add (comparisons, comparison);
  swim_gate_check (gate, comparisons, NULL, &failure);
  return failure;
}

static const struct
{
  const char *gate;
  gboolean with_async;
  const char *failure; /* NULL: it passes */
} blocking[] = {
  { "lost>90%", TRUE, NULL },
  { "lost>50%", TRUE, "lost>50%: probe mixed lost is 83.3 %" },
  { "mixed.lost.upper>0.8", TRUE, "mixed.lost.upper>0.8: probe mixed lost.upper is 83.3 %" },
  { "mixed.lost>50%", FALSE,
    "mixed.lost>50%: probe mixed has no lost to judge (it needs sequential and async, too, and "
    "async to be faster)" },
  { "stall.max>20ms", TRUE, NULL },
  { "stall.max>20ms", FALSE,
    "stall.max>20ms: it applies to none of the modes that were run; name the mode, such as "
    "mixed.stall.max" },
  { "mixed.stall.max>20ms", FALSE, "mixed.stall.max>20ms: probe mixed stall.max is 40.0 ms" },
  { "offload.lost>1%", TRUE, "offload.lost>1%: offload was not run" },
};

START_TEST (test_gates_on_modes_that_block)
{
  g_autofree char *failure = check_blocking (blocking[_i].gate, blocking[_i].with_async);

  ck_assert_pstr_eq (failure, blocking[_i].failure);
}
END_TEST

/* Names of commands may have dots, and be those of modes. */
START_TEST (test_gates_on_commands)
{
  static const char *const commands[] = { "sleep 0.1", "sleep 0.1.wall", "async", NULL };
  g_autoptr (GPtrArray) comparisons =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  SwimComparison *comparison = swim_comparison_new (SWIM_COMMAND_JOB);
  g_autoptr (SwimGate) passes = swim_gate_parse_with ("sleep 0.1.wall>2s", commands, NULL);
  g_autoptr (SwimGate) fails = swim_gate_parse_with ("async.wall>0.5s", commands, NULL);
  g_autofree char *failure = NULL;

  ck_assert_ptr_null (swim_gate_parse_with ("sleep 0.2.wall>2s", commands, NULL));
  ck_assert_ptr_null (swim_gate_parse ("sleep 0.1.wall>2s", NULL));
  add (comparison, "sleep 0.1", 1, 0.08, 1);
  add (comparison, "async", 1, 0.08, 1);
  swim_comparison_conclude (comparison);
  g_ptr_array_add (comparisons, comparison);
  ck_assert (swim_gate_check (passes, comparisons, NULL, &failure));
  ck_assert (!swim_gate_check (fails, comparisons, NULL, &failure));
  ck_assert_str_eq (failure, "async.wall>0.5s: command async wall is 1.00 s");
}
END_TEST

START_TEST (test_gates)
{
  g_autoptr (GPtrArray) comparisons = make_comparisons ();
  GError *error = NULL;
  g_autoptr (SwimGate) gate = swim_gate_parse (checks[_i].gate, &error);
  g_autofree char *failure = NULL;

  swim_assert_no_error (error);
  ck_assert_msg (swim_gate_check (gate, comparisons, NULL, &failure) == checks[_i].passes, "%s: %s",
                 checks[_i].gate, failure);
  ck_assert_int_eq (failure == NULL, checks[_i].passes);
  if (failure != NULL)
    ck_assert_ptr_nonnull (strstr (failure, checks[_i].gate));
}
END_TEST

/* clang-format off */
static const char *const nonsense[] = {
  "",          "async",           "async.speedup",      "async.speedup<",  "<2",
  "speed<2",   "fast.speedup<2",  "async.speedup=2",    "async.speedup<x", "async.speedup<2ms",
  "wall<1MiB", "async.speedup<nan", "async..speedup<2", "wall>1 hour",
  "wall>0x1",  "wall>-1",         "async@10<2",       "lost>2s",         "slow@1.speedup<2",
};
/* clang-format on */

START_TEST (test_nonsense_is_refused_and_quoted)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_gate_parse (nonsense[_i], &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, nonsense[_i]));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_gates, 0, G_N_ELEMENTS (checks));
  tcase_add_loop_test (tests, test_gates_on_modes_that_block, 0, G_N_ELEMENTS (blocking));
  tcase_add_test (tests, test_gates_on_commands);
  tcase_add_test (tests, test_failure_has_a_number_for_people);
  tcase_add_loop_test (tests, test_nonsense_is_refused_and_quoted, 0, G_N_ELEMENTS (nonsense));
}

SWIM_TEST_MAIN ("gate", add_tests)
