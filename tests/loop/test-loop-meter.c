/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public meter: what a program learns of the loop that it runs. */
#include "config.h"

#include <unistd.h>

#include "base/swim-error.h"
#include "loop/meter.h"
#include "loop/swim-loop-meter.h"
#include "swim-test.h"

#define THRESHOLD 0.02

typedef struct
{
  GMainLoop *loop;
  SwimLoopMeter *meter;
  SwimLoopFigures *figures; /* as another thread saw them during a stall */
  SwimLoopStall *told;      /* the last */
  guint64 n_told;
  guint turns;
  GThread *thread;
} Fixture;

static void
on_stall (SwimLoopMeter *meter, SwimLoopStall *stall, gpointer data)
{
  Fixture *self = data;

  ck_assert_ptr_eq (self->thread, g_thread_self ());
  ck_assert_ptr_nonnull (g_main_current_source ());
  g_clear_pointer (&self->told, swim_loop_stall_free);
  self->told = swim_loop_stall_copy (stall);
  self->n_told++;
  g_main_loop_quit (self->loop);
}

static void
set_up (Fixture *self, double threshold)
{
  *self = (Fixture){ 0 };
  self->loop = g_main_loop_new (NULL, FALSE);
  self->meter = swim_loop_meter_new (NULL, threshold);
  self->thread = g_thread_self ();
}

static void
start (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  ck_assert (swim_loop_meter_start (self->meter, &error));
  swim_assert_no_error (error);
}

static void
tear_down (Fixture *self)
{
  swim_loop_meter_stop (self->meter);
  g_assert_finalize_object (self->meter);
  g_main_loop_unref (self->loop);
  g_clear_pointer (&self->figures, swim_loop_figures_free);
  g_clear_pointer (&self->told, swim_loop_stall_free);
}

static gpointer
write_later (gpointer data)
{
  g_usleep (100000);
  return GINT_TO_POINTER (write (GPOINTER_TO_INT (data), "x", 1) == 1);
}

static gboolean
read_a_silent_pipe (gpointer data)
{
  int ends[2];
  char byte;
  GThread *writer;

  ck_assert_int_eq (pipe (ends), 0);
  writer = g_thread_new ("writer", write_later, GINT_TO_POINTER (ends[1]));
  ck_assert_int_eq (read (ends[0], &byte, 1), 1);
  g_thread_unref (writer); /* joining it would be another wait */
  close (ends[0]);
  close (ends[1]);
  return G_SOURCE_REMOVE;
}

/* Nothing but the stall wakes the loop, so it is told at once, not when the next event comes. The
 * watchdog may get no CPU: then it says that it saw nothing, and there is another stall. */
START_TEST (test_a_stall_is_told_with_its_cause)
{
  for (guint attempt = 0; attempt < 20; attempt++)
    {
      Fixture self;
      g_autoptr (SwimLoopFigures) figures = NULL;
      gboolean seen;

      set_up (&self, THRESHOLD);
      g_signal_connect (self.meter, "stall", G_CALLBACK (on_stall), &self);
      start (&self);
      g_idle_add (read_a_silent_pipe, NULL);
      g_main_loop_run (self.loop);
      swim_loop_meter_stop (self.meter);
      figures = swim_loop_meter_get_figures (self.meter);
      ck_assert_double_ge (self.told->seconds, 0.099);
      ck_assert_double_ge (self.told->start, 0);
      ck_assert_double_ge (figures->delay_max, self.told->seconds);
      ck_assert_double_ge (figures->blocked_seconds, self.told->seconds);
      ck_assert_double_le (figures->utilization, 1);
      ck_assert_double_le (figures->delay_p50, figures->delay_p99);
      ck_assert_double_le (figures->delay_p99, figures->delay_p999);
      ck_assert_uint_ge (figures->iterations, 1);
      ck_assert_uint_eq (figures->stalls, figures->worst_stalls->len);
      seen = self.told->cause != NULL;
      if (seen)
        {
          ck_assert_str_eq (self.told->cause, "blocked");
          ck_assert_str_eq (self.told->call, "read");
          ck_assert_str_eq (self.told->target, "pipe");
          ck_assert_int_ge (self.told->fd, 0);
        }
      tear_down (&self);
      if (seen)
        return;
    }
  ck_abort_msg ("the watchdog never saw what the loop waited for");
}
END_TEST

static gpointer
ask (gpointer meter)
{
  return swim_loop_meter_get_figures (meter);
}

static gboolean
stall_and_ask_from_a_thread (gpointer data)
{
  Fixture *self = data;

  g_usleep (50000);
  self->figures = g_thread_join (g_thread_new ("asker", ask, self->meter));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

START_TEST (test_another_thread_sees_a_stall_that_goes_on)
{
  Fixture self;

  set_up (&self, THRESHOLD);
  ck_assert_ptr_null (swim_loop_meter_get_figures (self.meter));
  start (&self);
  g_timeout_add (1, stall_and_ask_from_a_thread, &self);
  g_main_loop_run (self.loop);
  ck_assert_uint_ge (self.figures->stalls, 1);
  ck_assert_double_ge (self.figures->delay_max, 0.05);
  ck_assert_double_ge (self.figures->utilization, self.figures->blocked_fraction);
  tear_down (&self);
}
END_TEST

static gboolean
turn (gpointer data)
{
  Fixture *self = data;

  g_usleep (5); /* each turn is a stall */
  if (++self->turns < 200)
    return G_SOURCE_CONTINUE;
  swim_loop_meter_stop (self->meter);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
count_stall (SwimLoopMeter *meter, SwimLoopStall *stall, gpointer data)
{
  ((Fixture *) data)->n_told++;
}

/* Also those that are none of the worst, and the last, which the stop ends. */
START_TEST (test_each_stall_is_told_once)
{
  Fixture self;
  g_autoptr (SwimLoopFigures) figures = NULL;

  set_up (&self, 1e-6);
  g_signal_connect (self.meter, "stall", G_CALLBACK (count_stall), &self);
  start (&self);
  g_idle_add (turn, &self);
  g_main_loop_run (self.loop);
  figures = swim_loop_meter_get_figures (self.meter);
  ck_assert_uint_ge (figures->stalls, 101);
  ck_assert_uint_eq (figures->worst_stalls->len, 100);
  ck_assert_uint_eq (self.n_told, figures->stalls);
  tear_down (&self);
}
END_TEST

static void
stall_again (SwimLoopMeter *meter, SwimLoopStall *stall, gpointer data)
{
  g_usleep (1000); /* longer than a stall */
  ((Fixture *) data)->n_told++;
}

/* Each time that it tells of a stall is a stall itself. */
START_TEST (test_a_slow_handler_does_not_keep_the_loop_from_its_work)
{
  Fixture self;

  set_up (&self, 1e-6);
  g_signal_connect (self.meter, "stall", G_CALLBACK (stall_again), &self);
  start (&self);
  g_idle_add (turn, &self);
  g_main_loop_run (self.loop);
  ck_assert_uint_ge (self.n_told, 1);
  tear_down (&self);
}
END_TEST

START_TEST (test_a_second_start_begins_anew)
{
  Fixture self;
  g_autoptr (SwimLoopFigures) first = NULL;
  g_autoptr (SwimLoopFigures) copy = NULL;
  g_autoptr (SwimLoopFigures) second = NULL;

  set_up (&self, THRESHOLD);
  start (&self);
  g_usleep (30000);
  swim_loop_meter_stop (self.meter);
  first = swim_loop_meter_get_figures (self.meter);
  copy = swim_loop_figures_copy (first);
  ck_assert_uint_eq (copy->stalls, 1);
  ck_assert_double_eq (copy->delay_max, first->delay_max);
  start (&self);
  g_main_context_iteration (NULL, FALSE);
  swim_loop_meter_stop (self.meter);
  second = swim_loop_meter_get_figures (self.meter);
  ck_assert_double_lt (second->delay_max, first->delay_max);
  ck_assert_uint_eq (second->iterations, 1);
  tear_down (&self);
}
END_TEST

START_TEST (test_a_thread_measures_one_context)
{
  Fixture self;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SwimLoopMeter) other = swim_loop_meter_new (context, THRESHOLD);
  g_autoptr (GError) error = NULL;

  set_up (&self, THRESHOLD);
  start (&self);
  ck_assert (!swim_loop_meter_start (self.meter, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  g_clear_error (&error);
  ck_assert (!swim_loop_meter_start (other, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  g_clear_error (&error);
  ck_assert_ptr_null (swim_meter_start (context, THRESHOLD, &error)); /* that of a run */
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  swim_loop_meter_stop (self.meter);
  ck_assert (swim_loop_meter_start (other, NULL));
  swim_loop_meter_stop (other);
  tear_down (&self);
}
END_TEST

/* In which order they end does not matter: the last has the context poll as before. */
START_TEST (test_several_meters_see_one_loop)
{
  Fixture self;
  GPollFunc poll = g_main_context_get_poll_func (NULL);
  g_autoptr (SwimLoopMeter) other = swim_loop_meter_new (NULL, THRESHOLD);
  g_autoptr (SwimLoopFigures) figures = NULL;
  SwimLoopMeter *first;

  set_up (&self, THRESHOLD);
  first = _i == 0 ? self.meter : other;
  start (&self);
  ck_assert (swim_loop_meter_start (other, NULL));
  g_usleep (30000);
  g_main_context_iteration (NULL, FALSE);
  swim_loop_meter_stop (first);
  g_main_context_iteration (NULL, FALSE);
  swim_loop_meter_stop (_i == 0 ? other : self.meter);
  ck_assert (g_main_context_get_poll_func (NULL) == poll);
  self.figures = swim_loop_meter_get_figures (self.meter);
  figures = swim_loop_meter_get_figures (other);
  ck_assert_double_ge (self.figures->delay_max, 0.03);
  ck_assert_double_ge (figures->delay_max, 0.03);
  ck_assert_uint_eq (self.figures->iterations + figures->iterations, 3);
  tear_down (&self);
}
END_TEST

static gpointer
start_elsewhere (gpointer data)
{
  GError *error = NULL;

  ck_assert (!swim_loop_meter_start (data, &error));
  return error;
}

START_TEST (test_a_meter_starts_only_in_the_thread_of_its_loop)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  set_up (&self, THRESHOLD);
  ck_assert (g_main_context_acquire (NULL));
  error = g_thread_join (g_thread_new ("other", start_elsewhere, self.meter));
  g_main_context_release (NULL);
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  tear_down (&self);
}
END_TEST

static gpointer
iterate (gpointer context)
{
  g_main_context_iteration (context, FALSE);
  return NULL;
}

/* What it does there is not known, but it goes on. */
START_TEST (test_another_thread_may_run_the_context)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SwimLoopMeter) meter = swim_loop_meter_new (context, THRESHOLD);
  g_autoptr (SwimLoopFigures) figures = NULL;

  ck_assert (swim_loop_meter_start (meter, NULL));
  g_thread_join (g_thread_new ("other", iterate, context));
  swim_loop_meter_stop (meter);
  figures = swim_loop_meter_get_figures (meter);
  ck_assert_uint_eq (figures->iterations, 0);
}
END_TEST

static gpointer
measure (gpointer context)
{
  g_autoptr (SwimLoopMeter) meter = swim_loop_meter_new (context, THRESHOLD);

  ck_assert (swim_loop_meter_start (meter, NULL));
  g_main_context_iteration (context, FALSE);
  swim_loop_meter_stop (meter);
  return swim_loop_meter_get_figures (meter);
}

START_TEST (test_another_thread_may_measure_the_context)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SwimLoopMeter) meter = swim_loop_meter_new (context, THRESHOLD);
  g_autoptr (SwimLoopFigures) figures = NULL;

  ck_assert (swim_loop_meter_start (meter, NULL));
  figures = g_thread_join (g_thread_new ("other", measure, context));
  swim_loop_meter_stop (meter);
  ck_assert_uint_eq (figures->iterations, 1);
}
END_TEST

/* The thread gives a meter away by the first queue, and waits for the second. */
static gpointer
start_for_another (gpointer data)
{
  GAsyncQueue **queues = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  SwimMeter *meter = swim_meter_start (context, THRESHOLD, NULL);

  g_async_queue_push (queues[0], meter);
  g_async_queue_pop (queues[1]);
  meter = swim_meter_start (context, THRESHOLD, NULL);
  ck_assert_ptr_nonnull (meter);
  g_main_context_iteration (context, FALSE);
  swim_meter_stop (meter);
  swim_meter_free (meter);
  return NULL;
}

/* As with a run that is dropped in another thread than that which began it. */
START_TEST (test_a_meter_may_be_freed_in_another_thread)
{
  GAsyncQueue *queues[] = { g_async_queue_new (), g_async_queue_new () };
  GThread *thread = g_thread_new ("other", start_for_another, queues);

  swim_meter_free (g_async_queue_pop (queues[0]));
  g_async_queue_push (queues[1], thread);
  g_thread_join (thread);
  g_async_queue_unref (queues[0]);
  g_async_queue_unref (queues[1]);
}
END_TEST

START_TEST (test_a_meter_lives_until_it_is_stopped)
{
  SwimLoopMeter *meter = swim_loop_meter_new (NULL, THRESHOLD);
  gpointer alive = meter;

  g_object_add_weak_pointer (G_OBJECT (meter), &alive);
  ck_assert (swim_loop_meter_start (meter, NULL));
  g_object_unref (meter);
  ck_assert_ptr_nonnull (alive);
  g_main_context_iteration (NULL, FALSE);
  swim_loop_meter_stop (meter);
  ck_assert_ptr_null (alive);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_a_stall_is_told_with_its_cause);
  tcase_add_test (tests, test_another_thread_sees_a_stall_that_goes_on);
  tcase_add_test (tests, test_each_stall_is_told_once);
  tcase_add_test (tests, test_a_slow_handler_does_not_keep_the_loop_from_its_work);
  tcase_add_test (tests, test_a_second_start_begins_anew);
  tcase_add_test (tests, test_a_thread_measures_one_context);
  tcase_add_loop_test (tests, test_several_meters_see_one_loop, 0, 2);
  tcase_add_test (tests, test_a_meter_starts_only_in_the_thread_of_its_loop);
  tcase_add_test (tests, test_another_thread_may_run_the_context);
  tcase_add_test (tests, test_another_thread_may_measure_the_context);
  tcase_add_test (tests, test_a_meter_may_be_freed_in_another_thread);
  tcase_add_test (tests, test_a_meter_lives_until_it_is_stopped);
}

SWIM_TEST_MAIN ("loop-meter", add_tests)
