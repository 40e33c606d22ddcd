/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run of which the last reference is dropped while it is in flight, from wherever it calls out to
 * the user: in every mode, on one loop and on two. All of it is given back. */
#include "config.h"

#include <string.h>

#include "mode/window-state.h"
#include "tests/run/swim-fake-job.h"
#include "swim-test.h"

enum
{
#define SWIM_MODE(name) MODE_##name,
#include "mode/modes.def"
#undef SWIM_MODE
  N_MODES
};

#define DROP_AT 2
#define BLOCKS 32

/* Static, since threads may still use the state when a test has ended. */
static struct
{
  SwimFakeState state;
  SwimRun *run;
  gpointer job; /* NULL: it is gone */
  guint n;
  gboolean gone;
  guchar *blocks[BLOCKS];
} drop;

/* Takes the memory that the run has given back, if it has, so that a later write to it is seen also
 * where nothing watches the memory. */
static void
on_gone (gpointer data)
{
  for (guint i = 0; i < BLOCKS; i++)
    drop.blocks[i] = g_malloc0 (sizeof (SwimWindow));
  drop.gone = TRUE;
}

static void
check_memory (void)
{
  static const guchar zeros[sizeof (SwimWindow)];

  for (guint i = 0; i < BLOCKS; i++)
    {
      ck_assert_mem_eq (drop.blocks[i], zeros, sizeof zeros);
      g_free (drop.blocks[i]);
    }
}

static SwimItems *
make_items (void)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", NULL };

  return swim_items_new_from_names (names);
}

static void
drop_here (void)
{
  if (++drop.n == DROP_AT)
    g_clear_object (&drop.run);
}

static void
drop_in_sink (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  drop_here ();
}

static void
drop_in_map (SwimItem *item, gpointer data)
{
  drop_here ();
}

static void
spoil (SwimItem *item, gpointer data)
{
  item->problem = g_strdup ("list:1: no good");
}

static void
ignore (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
}

/* A run of the mode and on as many loops as the index of a loop test says; and what is in flight
 * when it is dropped is so for long, or not at all. */
static void
set_up (int i, SwimRunSink sink, SwimItemMap map)
{
  g_autoptr (SwimJob) job = swim_fake_job_new (&drop.state);
  g_autoptr (SwimItems) items = make_items ();

  if (map != NULL)
    swim_items_set_map (items, map, NULL, NULL);
  drop.run = swim_run_new (job, items, swim_mode_list ()[i % N_MODES]->name, NULL);
  ck_assert_ptr_nonnull (drop.run);
  drop.job = job;
  g_object_add_weak_pointer (drop.job, &drop.job);
  swim_run_set_jobs (drop.run, 2);
  swim_run_set_loops (drop.run, 1 + (guint) i / N_MODES % 2);
  drop.state.delay_ms = i < 2 * N_MODES ? 0 : 5;
  swim_run_set_blocking_share (drop.run, 0.5);
  swim_run_set_sink (drop.run, sink, NULL, on_gone);
}

/* The last that was in flight frees all, the copy of the job that another loop has included. */
static void
finish (void)
{
  while (!drop.gone || drop.job != NULL)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_le (drop.state.open, 1);
  check_memory ();
}

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SwimOutcome) outcome = swim_run_next_finish (SWIM_RUN (source), result, NULL);

  ck_assert_ptr_nonnull (outcome);
  drop_here ();
  if (drop.run != NULL)
    swim_run_next_async (drop.run, NULL, on_next, NULL);
}

START_TEST (test_dropped_in_the_callback_of_an_outcome)
{
  set_up (_i, ignore, NULL);
  swim_run_next_async (drop.run, NULL, on_next, NULL);
  finish ();
  ck_assert_uint_eq (drop.n, DROP_AT);
}
END_TEST

/* The same, but the outcome comes within the pull of an item that is no good. */
START_TEST (test_dropped_in_the_callback_of_a_bad_item)
{
  set_up (_i, ignore, spoil);
  swim_run_next_async (drop.run, NULL, on_next, NULL);
  finish ();
  ck_assert_uint_eq (drop.n, DROP_AT);
}
END_TEST

static void
on_first (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SwimOutcome) outcome = swim_run_next_finish (SWIM_RUN (source), result, NULL);

  ck_assert_ptr_nonnull (outcome);
}

/* Nobody awaits an outcome, so that nothing else holds the run. */
START_TEST (test_dropped_in_the_sink)
{
  set_up (_i, drop_in_sink, NULL);
  swim_run_next_async (drop.run, NULL, on_first, NULL);
  finish ();
}
END_TEST

START_TEST (test_dropped_while_an_item_is_pulled)
{
  set_up (_i, ignore, drop_in_map);
  swim_run_next_async (drop.run, NULL, on_first, NULL);
  finish ();
}
END_TEST

/* The call that executes it keeps it until the end. */
START_TEST (test_dropped_while_it_is_executed)
{
  GError *error = NULL;

  set_up (_i, drop_in_sink, NULL);
  ck_assert (swim_run_execute (drop.run, &error));
  swim_assert_no_error (error);
  ck_assert (drop.gone);
  ck_assert_uint_eq (drop.n, 8);
  ck_assert_uint_eq (drop.state.open, 0);
  check_memory ();
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_dropped_in_the_callback_of_an_outcome, 0, 4 * N_MODES);
  tcase_add_loop_test (tests, test_dropped_in_the_callback_of_a_bad_item, 0, 4 * N_MODES);
  tcase_add_loop_test (tests, test_dropped_in_the_sink, 0, 4 * N_MODES);
  tcase_add_loop_test (tests, test_dropped_while_an_item_is_pulled, 0, 4 * N_MODES);
  tcase_add_loop_test (tests, test_dropped_while_it_is_executed, 0, 4 * N_MODES);
}

SWIM_TEST_MAIN ("drop", add_tests)
