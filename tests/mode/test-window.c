/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a mode can do that launches items its own way, seen with modes that are in no list,
 * and what is special about those that are. */
#include "config.h"

#include "mode/flight.h"
#include "mode/pool.h"
#include "mode/window.h"
#include "tests/run/swim-fake-job.h"
#include "swim-test.h"

#define SLOTS 4
#define N_ITEMS 9
#define MANY 300

/* The data of a mode: of each slot, what is its loop's own. */
typedef struct
{
  SwimFlight *flight;
  SwimOutcome *outcome;
  GThread *thread; /* that launched the item */
  guint completed;
} Slot;

static guint n_begun;
static guint n_ended;
static gboolean ended_with_wait;

static gboolean
begin (guint slots, gpointer *data, GError **error)
{
  n_begun++;
  *data = g_new0 (Slot, slots);
  return TRUE;
}

static void
end (gpointer data, gboolean wait)
{
  n_ended++;
  ended_with_wait = wait;
  g_free (data);
}

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  ((Slot *) data)[swim_flight_get_item (flight)->slot].thread = g_thread_self ();
  swim_flight_start (flight);
  return FALSE;
}

static gboolean
on_turn (gpointer data)
{
  Slot *slot = data;

  swim_flight_complete (slot->flight, g_steal_pointer (&slot->outcome));
  return G_SOURCE_REMOVE;
}

/* Completes a turn of the loop later, as a fiber would that has more to do. */
static void
complete_later (SwimFlight *flight, SwimOutcome *outcome, gpointer data)
{
  Slot *slot = &((Slot *) data)[swim_flight_get_item (flight)->slot];
  g_autoptr (GSource) source = g_idle_source_new ();

  ck_assert_ptr_eq (slot->thread, g_thread_self ());
  slot->flight = flight;
  slot->outcome = outcome;
  slot->completed++;
  g_source_set_callback (source, on_turn, slot, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static const SwimMode later = {
  .name = "later",
  .form = SWIM_JOB_NON_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_LOOPS,
  .begin = begin,
  .launch = launch,
  .completed = complete_later,
  .end = end,
};

/* A window, and what came out of it. */
typedef struct
{
  SwimFakeState state;
  SwimJob *job;
  SwimItems *items;
  SwimWindow *window;
  guint n_outcomes;
  gboolean nests; /* the consumer waits within the first outcome until all are there */
  gboolean drained;
} Fixture;

static void
on_outcome (SwimOutcome *outcome, gpointer data)
{
  Fixture *fixture = data;

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_int_le (outcome->submitted, outcome->started);
  ck_assert_int_le (outcome->started, outcome->finished);
  fixture->n_outcomes++;
  swim_outcome_unref (outcome);
  if (!fixture->nests || fixture->n_outcomes > 1)
    return;
  while (fixture->n_outcomes < N_ITEMS)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_drained (gpointer data)
{
  ((Fixture *) data)->drained = TRUE;
}

static SwimItems *
make_items (guint n)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("item-%u", i);

      g_strv_builder_add (names, name);
    }
  list = g_strv_builder_end (names);
  return swim_items_new_from_names ((const char *const *) list);
}

static void
set_up_many (Fixture *fixture, const SwimMode *mode, guint loops, guint slots, guint items)
{
  SwimWindowConfig config = {
    .mode = mode,
    .jobs = slots,
    .loops = loops,
    .deliver = on_outcome,
    .drained = on_drained,
    .data = fixture,
  };

  n_begun = n_ended = 0;
  fixture->job = config.job = swim_fake_job_new (&fixture->state);
  fixture->items = config.items = make_items (items);
  ck_assert (swim_job_open (fixture->job, slots, mode->form, NULL));
  fixture->window = swim_window_new (&config);
  ck_assert (swim_window_prepare (fixture->window, NULL));
  swim_window_begin (fixture->window);
}

static void
set_up (Fixture *fixture, const SwimMode *mode, guint loops)
{
  set_up_many (fixture, mode, loops, SLOTS, N_ITEMS);
}

static void
tear_down (Fixture *fixture)
{
  swim_window_free (fixture->window);
  swim_job_close (fixture->job);
  g_object_unref (fixture->items);
  g_object_unref (fixture->job);
}

static void
drain (Fixture *fixture)
{
  while (!fixture->drained)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (fixture->n_outcomes, N_ITEMS);
}

/* On one loop, and spread over three. */
START_TEST (test_a_mode_completes_when_it_likes_on_the_loop_of_the_slot)
{
  Fixture fixture = { .state.delay_ms = _i % 2 };

  set_up (&fixture, &later, _i < 2 ? 1 : 3);
  drain (&fixture);
  ck_assert_uint_eq (n_ended, 0);
  swim_window_end (fixture.window, NULL);
  ck_assert_uint_eq (n_begun, 1);
  ck_assert_uint_eq (n_ended, 1);
  ck_assert (ended_with_wait);
  tear_down (&fixture);
  ck_assert_uint_eq (n_ended, 1);
}
END_TEST

START_TEST (test_a_mode_may_hand_items_to_threads_of_its_own)
{
  Fixture fixture = { .state.delay_ms = 1 };

  set_up (&fixture, &swim_mode_tasks, 1);
  drain (&fixture);
  ck_assert_int_eq (fixture.state.blocking_calls, N_ITEMS);
  ck_assert_int_eq (fixture.state.calls_on_loop, 0);
  tear_down (&fixture);
}
END_TEST

START_TEST (test_a_mode_that_has_ended_is_told_of_no_completion)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  Fixture fixture = { .state.kept = kept };

  set_up (&fixture, &later, 1);
  while (kept->len < SLOTS)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&fixture);
  ck_assert_uint_eq (n_ended, 1);
  ck_assert (!ended_with_wait);
  swim_fake_job_return_kept (&fixture.state);
  ck_assert_uint_eq (fixture.n_outcomes, 0);
}
END_TEST

/* The modes that keep something for each item; coroutine is not in every build. */
static const char *const keepers[] = { "async", "tasks", "coroutine" };

START_TEST (test_a_consumer_may_run_the_loop)
{
  const SwimMode *mode = swim_mode_lookup (keepers[_i]);
  Fixture fixture = { .state.delay_ms = 1, .nests = TRUE };

  if (mode == NULL)
    return;
  set_up (&fixture, mode, 1);
  drain (&fixture);
  tear_down (&fixture);
}
END_TEST

/* Whatever the item waits for completes later, or never. */
START_TEST (test_a_run_that_is_dropped_in_flight_frees_all)
{
  const SwimMode *mode = swim_mode_lookup (keepers[_i]);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  Fixture fixture = { .state.kept = kept };
  gpointer job;

  if (mode == NULL)
    return;
  set_up (&fixture, mode, 1);
  while (kept->len < SLOTS && g_atomic_int_get (&fixture.state.blocking_calls) == 0)
    g_main_context_iteration (NULL, TRUE);
  job = fixture.job;
  g_object_add_weak_pointer (G_OBJECT (fixture.job), &job);
  tear_down (&fixture);
  swim_fake_job_return_kept (&fixture.state);
  while (job != NULL)
    g_main_context_iteration (NULL, TRUE);
}
END_TEST

/* Of a run that is dropped, tasks still wait for a thread in GLib's pool, which gives none back.
 * They begin nothing, and the last of them frees what the run had. */
START_TEST (test_tasks_that_are_queued_begin_nothing_after_the_run)
{
  Fixture fixture = { .state.delay_ms = 50 };
  gpointer job;

  set_up_many (&fixture, &swim_mode_tasks, 1, MANY, MANY);
  while (g_atomic_int_get (&fixture.state.blocking_calls) == 0)
    g_main_context_iteration (NULL, FALSE);
  job = fixture.job;
  g_object_add_weak_pointer (G_OBJECT (fixture.job), &job);
  tear_down (&fixture);
  while (job != NULL)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_int_lt (fixture.state.blocking_calls, MANY);
  ck_assert_uint_eq (fixture.n_outcomes, 0);
}
END_TEST

static gboolean
begin_narrow (guint slots, gpointer *data, GError **error)
{
  return swim_pool_begin (1, TRUE, data, error);
}

static gboolean
launch_narrow (SwimFlight *flight, gpointer data)
{
  swim_pool_run (data, flight);
  return FALSE;
}

/* All but one item wait for a thread. */
static const SwimMode narrow = {
  .name = "narrow",
  .form = SWIM_JOB_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS,
  .begin = begin_narrow,
  .launch = launch_narrow,
  .end = swim_pool_end,
};

/* Of a run that is dropped, the pool has items that no thread has taken: they come back as well. */
START_TEST (test_items_that_are_queued_begin_nothing_after_the_run)
{
  Fixture fixture = { .state.delay_ms = 50 };
  gpointer job;

  set_up (&fixture, &narrow, 1);
  while (g_atomic_int_get (&fixture.state.blocking_calls) == 0)
    g_main_context_iteration (NULL, FALSE);
  job = fixture.job;
  g_object_add_weak_pointer (G_OBJECT (fixture.job), &job);
  tear_down (&fixture);
  while (job != NULL)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_int_lt (fixture.state.blocking_calls, SLOTS);
  ck_assert_uint_eq (fixture.n_outcomes, 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_mode_completes_when_it_likes_on_the_loop_of_the_slot, 0, 4);
  tcase_add_test (tests, test_a_mode_may_hand_items_to_threads_of_its_own);
  tcase_add_test (tests, test_a_mode_that_has_ended_is_told_of_no_completion);
  tcase_add_loop_test (tests, test_a_consumer_may_run_the_loop, 0, G_N_ELEMENTS (keepers));
  tcase_add_loop_test (tests, test_a_run_that_is_dropped_in_flight_frees_all, 0,
                       G_N_ELEMENTS (keepers));
  tcase_add_test (tests, test_tasks_that_are_queued_begin_nothing_after_the_run);
  tcase_add_test (tests, test_items_that_are_queued_begin_nothing_after_the_run);
}

SWIM_TEST_MAIN ("window", add_tests)
