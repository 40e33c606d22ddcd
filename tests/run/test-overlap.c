/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs that overlap in one thread, each with a job of its own, and a run in a thread whose main
 * context another thread runs. */
#include "config.h"

#include "base/swim-error.h"
#include "mode/mode.h"
#include "tests/run/swim-fake-job.h"
#include "swim-test.h"

#define N_ITEMS 12

enum
{
#define SWIM_MODE(name) MODE_##name,
#include "mode/modes.def"
#undef SWIM_MODE
  N_MODES
};

typedef struct
{
  SwimFakeState state;
  SwimRun *run;
  guint n;
  guint *running;
  const char *mode;
} Overlapping;

static SwimRun *
make_run (SwimFakeState *state, const char *mode)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g",
                                       "h", "i", "j", "k", "l", NULL };
  g_autoptr (SwimJob) job = swim_fake_job_new (state);
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  SwimRun *run = swim_run_new (job, items, mode, NULL);

  swim_run_set_jobs (run, 4);
  return run;
}

static void
check_figures (SwimRun *run)
{
  g_autoptr (SwimRunResult) result = swim_run_get_result (run);

  ck_assert_uint_eq (swim_run_result_get_count (result, SWIM_STATUS_OK), N_ITEMS);
  ck_assert_double_gt (swim_run_result_get_figure (result, "wall"), 0);
  ck_assert_double_gt (swim_run_result_get_figure (result, "utilization"), 0);
}

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  Overlapping *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimOutcome) outcome = swim_run_next_finish (self->run, result, &error);

  swim_assert_no_error (error);
  if (outcome == NULL)
    {
      --*self->running;
      return;
    }
  self->n++;
  swim_run_next_async (self->run, NULL, on_next, self);
}

/* Of one mode each, and all at once. */
START_TEST (test_runs_in_one_thread_may_overlap)
{
  Overlapping runs[N_MODES] = { 0 };
  guint running = N_MODES;

  for (guint i = 0; i < N_MODES; i++)
    {
      runs[i].state.delay_ms = 1 + i % 3;
      runs[i].running = &running;
      runs[i].run = make_run (&runs[i].state, swim_mode_list ()[i]->name);
      swim_run_next_async (runs[i].run, NULL, on_next, &runs[i]);
    }
  while (running > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_MODES; i++)
    {
      ck_assert_uint_eq (runs[i].n, N_ITEMS);
      check_figures (runs[i].run);
      g_assert_finalize_object (runs[i].run);
    }
}
END_TEST

static void
execute_another (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  Overlapping *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimRun) inner = NULL;

  if (self->n++ > 0)
    return;
  inner = make_run (&self->state, self->mode);
  swim_run_execute (inner, &error);
  swim_assert_no_error (error);
  check_figures (inner);
}

/* What is in flight in the outer one goes on meanwhile, and may end. */
START_TEST (test_a_sink_may_execute_another_run)
{
  SwimFakeState state = { .delay_ms = 1 };
  Overlapping inner = { .state.delay_ms = 2, .mode = swim_mode_list ()[_i]->name };
  g_autoptr (SwimRun) run = make_run (&state, inner.mode);
  g_autoptr (GError) error = NULL;

  swim_run_set_sink (run, execute_another, &inner, NULL);
  swim_run_execute (run, &error);
  swim_assert_no_error (error);
  ck_assert_uint_eq (inner.n, N_ITEMS);
  check_figures (run);
}
END_TEST

static gpointer
execute (gpointer run)
{
  GError *error = NULL;

  ck_assert (!swim_run_execute (run, &error));
  return error;
}

/* It would wait there until the other thread gives the context up. */
START_TEST (test_a_run_does_not_begin_on_the_context_of_another_thread)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, "async");
  g_autoptr (GError) error = NULL;

  ck_assert (g_main_context_acquire (NULL));
  error = g_thread_join (g_thread_new ("other", execute, run));
  g_main_context_release (NULL);
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_uint_eq (state.open, 0);
  ck_assert (swim_run_execute (run, NULL)); /* here it does */
  check_figures (run);
}
END_TEST

typedef struct
{
  GMutex lock;
  GCond held_changed;
  gboolean held;
} Holder;

/* As g_main_context_invoke () does with a context that is free. */
static gpointer
hold_for_a_call (gpointer data)
{
  Holder *self = data;

  ck_assert (g_main_context_acquire (NULL));
  g_mutex_lock (&self->lock);
  self->held = TRUE;
  g_cond_signal (&self->held_changed);
  g_mutex_unlock (&self->lock);
  g_usleep (10000); /* the call */
  g_main_context_release (NULL);
  return NULL;
}

START_TEST (test_a_context_that_is_only_used_for_a_call_is_waited_for)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimRun) run = make_run (&state, "async");
  g_autoptr (GError) error = NULL;
  Holder holder = { 0 };
  GThread *thread = g_thread_new ("holder", hold_for_a_call, &holder);

  g_mutex_lock (&holder.lock);
  while (!holder.held)
    g_cond_wait (&holder.held_changed, &holder.lock);
  g_mutex_unlock (&holder.lock);
  swim_run_execute (run, &error);
  g_thread_join (thread);
  swim_assert_no_error (error);
  check_figures (run);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_runs_in_one_thread_may_overlap);
  tcase_add_loop_test (tests, test_a_sink_may_execute_another_run, 0, N_MODES);
  tcase_add_test (tests, test_a_run_does_not_begin_on_the_context_of_another_thread);
  tcase_add_test (tests, test_a_context_that_is_only_used_for_a_call_is_waited_for);
}

SWIM_TEST_MAIN ("overlap", add_tests)
