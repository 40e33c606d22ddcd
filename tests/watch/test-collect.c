/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is made of the records of a process, of good ones and of others. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "swim-test.h"
#include "watch/fake-image.h"

#define MS 1000000
#define MAIN 0 /* the tid of the main thread */

static FakeImage fake;
static SwimLoopReport last_report;

static void
set_up (void)
{
  fake_image_open (&fake, 20);
  fake_image_begin_thread (&fake, 0, MAIN, "program");
  fake_image_add_site (&fake, 0, SWIM_WATCH_FUNCTION_read, "/first");
  fake_image_add_site (&fake, 1, SWIM_WATCH_FUNCTION_flock, "/lock");
}

static void
tear_down (void)
{
  swim_loop_report_clear (&last_report);
  fake_image_close (&fake);
}

static void
end (gint64 at)
{
  fake_image_get (&fake)->ended = (guint64) (fake.begun + at * MS);
  swim_process_end (fake.process, fake.begun + at * MS);
}

/* Until the next is asked for. */
static const SwimLoopReport *
get_report (const char *name)
{
  SwimTrack *track = fake_image_find_track (&fake, name);

  ck_assert_msg (track != NULL, "there is no loop %s", name);
  swim_loop_report_clear (&last_report);
  swim_loop_report_init (&last_report);
  swim_spans_get_report (track->spans, &last_report);
  return &last_report;
}

static const SwimSeenStall *
get_stall (guint at)
{
  GPtrArray *stalls = swim_stall_list_sort (fake.home.stalls);

  ck_assert_uint_lt (at, stalls->len);
  return g_ptr_array_index (stalls, at);
}

START_TEST (test_turns_are_the_busy_spans_of_a_loop)
{
  const SwimLoopReport *report;

  fake_image_poll (&fake, 0, 1, 100);
  fake_image_turn (&fake, 0, 1, 110, 115, 0, NULL, 0);
  fake_image_turn (&fake, 0, 1, 120, 150, SWIM_WATCH_NESTED, NULL, 0);
  end (300);
  report = get_report ("main");
  ck_assert_uint_eq (report->iterations, 3);
  ck_assert_uint_eq (report->nested_iterations, 1);
  ck_assert_uint_eq (report->stalls, 1);
  ck_assert_double_eq_tol (report->delay_max, 0.030, 1e-9);
  ck_assert_double_eq_tol (report->utilization, 35.0 / 200, 1e-6);
  ck_assert_int_eq (get_stall (0)->stall->stall->start, 120 * MS);
}
END_TEST

START_TEST (test_a_loop_that_only_polls_is_a_loop)
{
  const SwimLoopReport *report;

  fake_image_poll (&fake, 0, 1, 100);
  end (300);
  report = get_report ("main");
  ck_assert_uint_eq (report->iterations, 1);
  ck_assert_double_eq (report->utilization, 0);
}
END_TEST

START_TEST (test_calls_are_summed_up_and_subtracted)
{
  const SwimWatchCalls calls[] = { { 0, 10, 4 * MS, 1 * MS }, { 1, 1, 20 * MS, 20 * MS } };
  const SwimTally *tally;
  SwimWhatIf figures;
  SwimTrack *track;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls, 2);
  fake_image_turn (&fake, 0, 1, 50, 60, 0, calls, 1);
  end (1000);
  track = fake_image_find_track (&fake, "main");
  tally = swim_track_get_tally (track, 0);
  ck_assert_uint_eq (tally->count, 20);
  ck_assert_uint_eq (tally->total_ns, 8 * MS);
  ck_assert_uint_eq (tally->max_ns, MS);
  swim_what_if_get (track->what_if, track->wall, &figures);
  ck_assert_double_eq_tol (figures.delay_max, 0.006, 1e-9);
  ck_assert_int_eq (get_stall (0)->stall->stall->cause, SWIM_CAUSE_BLOCKED);
  ck_assert_str_eq (get_stall (0)->stall->stall->call, "flock");
  ck_assert_uint_eq (get_stall (0)->site, 1);
}
END_TEST

START_TEST (test_calls_inside_another_loop_count_once)
{
  const SwimWatchCalls calls[] = { { 0, 3, 9 * MS, 3 * MS } };

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_poll (&fake, 0, 2, 12);
  fake_image_turn (&fake, 0, 2, 14, 25, SWIM_WATCH_ENCLOSED, calls, 1);
  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls, 1);
  end (1000);
  ck_assert_uint_eq (swim_track_get_tally (fake_image_find_track (&fake, "main"), 0)->count, 3);
  ck_assert_ptr_nonnull (fake_image_find_track (&fake, "main (private)"));
  ck_assert (fake_image_find_track (&fake, "main (private)")->is_private);
  ck_assert_uint_eq (swim_stall_list_sort (fake.home.stalls)->len, 1);
}
END_TEST

START_TEST (test_many_private_loops_are_one)
{
  fake_image_poll (&fake, 0, 1, 0);
  for (guint i = 0; i < 1000; i++)
    {
      fake_image_poll (&fake, 0, 10 + i, 12 + 2 * i);
      fake_image_turn (&fake, 0, 10 + i, 12 + 2 * i, 13 + 2 * i, SWIM_WATCH_ENCLOSED, NULL, 0);
      fake_image_turn (&fake, 0, 1, 11 + 2 * i, 13 + 2 * i, 0, NULL, 0);
      swim_process_drain (fake.process);
    }
  end (10000);
  ck_assert_uint_eq (fake_image_find_track (&fake, "main (private)")->contexts, 1000);
  ck_assert_uint_eq (swim_process_get_losses (fake.process)->damaged, 0);
}
END_TEST

START_TEST (test_a_short_loop_before_the_main_loop_does_not_take_its_name)
{
  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 1, 2, 0, NULL, 0);
  fake_image_get_thread (&fake, 0)->context = 2;
  fake_image_poll (&fake, 0, 2, 500);
  fake_image_turn (&fake, 0, 2, 510, 520, 0, NULL, 0);
  fake_image_turn (&fake, 0, 2, 900, 910, 0, NULL, 0);
  end (1000);
  ck_assert_double_eq_tol (get_report ("main")->delay_max, 0.010, 1e-9);
  ck_assert_double_eq_tol (get_report ("main (short)")->delay_max, 0.001, 1e-9);
}
END_TEST

/* As in a program of tests, each with a context of its own. Nothing else has their delays, so that
 * they are no private loops, which gates pass over. */
START_TEST (test_short_loops_one_after_another_are_no_private_ones)
{
  const SwimTrack *track;

  for (guint i = 0; i < 5; i++)
    {
      fake_image_get_thread (&fake, 0)->context = 1 + i;
      fake_image_poll (&fake, 0, 1 + i, 100 * i);
      fake_image_turn (&fake, 0, 1 + i, 100 * i + 10, 100 * i + 12 + i, 0, NULL, 0);
    }
  end (500);
  track = fake_image_find_track (&fake, "main (short)");
  ck_assert_uint_eq (track->contexts, 4);
  ck_assert (!track->is_private);
  ck_assert_double_eq_tol (get_report ("main (short)")->delay_max, 0.005, 1e-9);
  ck_assert_ptr_null (fake_image_find_track (&fake, "main (private)"));
}
END_TEST

START_TEST (test_names_of_threads_are_text)
{
  memcpy (fake_image_get_thread (&fake, 0)->name, "caf\xe9", 5);
  fake_image_get_thread (&fake, 0)->tid++;
  fake_image_poll (&fake, 0, 1, 0);
  fake_image_poll (&fake, 0, 2, 12);
  fake_image_turn (&fake, 0, 2, 14, 25, SWIM_WATCH_ENCLOSED, NULL, 0);
  fake_image_turn (&fake, 0, 1, 10, 40, 0, NULL, 0);
  end (1000);
  ck_assert_ptr_nonnull (fake_image_find_track (&fake, "caf\xef\xbf\xbd (private)"));
}
END_TEST

START_TEST (test_a_long_call_names_its_target)
{
  const SwimWatchCalls calls[] = { { 0, 2, 30 * MS, 25 * MS } };
  const SwimStall *stall;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_call (&fake, 0, 5, 2, 0, "/in a turn that was dropped");
  fake_image_call (&fake, 0, 12, 25, 0, "/second");
  fake_image_turn (&fake, 0, 1, 10, 50, 0, calls, 1);
  end (100);
  stall = get_stall (0)->stall->stall;
  ck_assert_str_eq (stall->fd_target, "/second");
  ck_assert_int_eq (stall->fd, 7);
  ck_assert_str_eq (swim_track_get_tally (fake_image_find_track (&fake, "main"), 0)->target,
                    "/second");
}
END_TEST

START_TEST (test_a_long_turn_is_told_in_parts)
{
  const SwimWatchCalls calls[] = { { 0, 1, 5 * MS, 5 * MS }, { 1, 1, 1 * MS, 1 * MS } };
  SwimTrack *track;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 5, 7, SWIM_WATCH_PARTIAL, calls, 2); /* never told */
  fake_image_turn (&fake, 0, 1, 10, 20, SWIM_WATCH_PARTIAL, calls, 2);
  fake_image_turn (&fake, 0, 1, 10, 30, SWIM_WATCH_PARTIAL, calls, 2);
  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls + 1, 1);
  end (100);
  track = fake_image_find_track (&fake, "main");
  ck_assert_uint_eq (swim_track_get_tally (track, 0)->count, 2);
  ck_assert_uint_eq (swim_track_get_tally (track, 1)->count, 3);
}
END_TEST

START_TEST (test_a_stall_tells_how_long_its_call_took)
{
  const SwimWatchCalls calls[] = { { 0, 1, 9 * MS, 9 * MS }, { 1, 1, 12 * MS, 12 * MS } };
  const SwimWatchStall *stall;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 10, 30, SWIM_WATCH_PARTIAL, calls, 2);
  fake_image_turn (&fake, 0, 1, 10, 60, 0, calls + 1, 1);
  end (100);
  stall = get_stall (0)->stall;
  ck_assert_str_eq (stall->stall->call, "flock");
  ck_assert_double_eq_tol (stall->call_total, 0.024, 1e-9);
  ck_assert_double_eq_tol (stall->call_max, 0.012, 1e-9);
  ck_assert_double_eq_tol (stall->in_calls, 0.033, 1e-9);
}
END_TEST

/* The stall that is made of a turn of 200 ms, in half of which the thread was looked at. */
static const SwimWatchStall *
account_looks (gint64 on_cpu, gint64 waiting, GArray *calls)
{
  gint64 start = fake.begun + 10 * MS;
  SwimLooks looks = { 0 };
  const SwimLook first = { start + 20 * MS, 5 * MS, 5 * MS };
  const SwimLook last = { start + 120 * MS, (5 + on_cpu) * MS, (5 + waiting) * MS };
  g_autoptr (GArray) long_calls = g_array_new (FALSE, FALSE, sizeof (SwimWatchCall));
  const SwimTurn turn = { .start = start,
                          .end = start + 200 * MS,
                          .calls = calls,
                          .long_calls = long_calls,
                          .looks = &looks };
  const SwimHome home = { .started = fake.begun,
                          .sites = swim_process_get_sites (fake.process),
                          .stalls = fake.home.stalls,
                          .rule_uses = fake.home.rule_uses,
                          .notes = fake.home.notes };
  SwimTrack *track = swim_track_new (0, MAIN, 20 * MS);

  g_ptr_array_add (fake.home.tracks, track);
  swim_looks_add (&looks, start, &first);
  swim_looks_add (&looks, start, &last);
  swim_track_open (track, fake.begun);
  swim_turn_account (&turn, &home, track);
  return get_stall (0)->stall;
}

START_TEST (test_a_stall_tells_how_long_it_had_a_cpu)
{
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (SwimWatchCalls));
  const SwimWatchStall *stall = account_looks (20, 70, calls);

  ck_assert_int_eq (stall->stall->cause, SWIM_CAUSE_STARVED);
  ck_assert_double_eq_tol (stall->on_cpu, 0.040, 1e-9);
  ck_assert_double_eq_tol (stall->without_cpu, 0.140, 1e-9);
}
END_TEST

START_TEST (test_the_calls_of_a_stall_without_a_cpu_are_named)
{
  const SwimWatchCalls many = { 1, 3000, 150 * MS, 2 * MS };
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof many);
  const SwimWatchStall *stall;

  g_array_append_val (calls, many);
  stall = account_looks (20, 70, calls);
  ck_assert_int_eq (stall->stall->cause, SWIM_CAUSE_STARVED);
  ck_assert_str_eq (stall->stall->call, "flock");
  ck_assert_str_eq (stall->stall->fd_target, "/lock");
  ck_assert (stall->caught);
  ck_assert_double_eq_tol (stall->call_total, 0.150, 1e-9);
  ck_assert_uint_eq (get_stall (0)->site, 1);
}
END_TEST

START_TEST (test_one_call_is_not_named_for_what_it_had_no_cpu)
{
  const SwimWatchCalls one = { 1, 1, 150 * MS, 150 * MS };
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof one);
  const SwimWatchStall *stall;

  g_array_append_val (calls, one);
  stall = account_looks (20, 70, calls);
  ck_assert_int_eq (stall->stall->cause, SWIM_CAUSE_STARVED);
  ck_assert_ptr_null (stall->stall->call);
  ck_assert (!stall->caught);
  ck_assert_uint_eq (get_stall (0)->site, 1);
}
END_TEST

START_TEST (test_a_place_is_given_to_another_thread)
{
  fake_image_begin_thread (&fake, 1, 11, "worker");
  fake_image_poll (&fake, 1, 2, 0);
  fake_image_turn (&fake, 1, 2, 10, 12, 0, NULL, 0);
  fake_image_get_thread (&fake, 1)->state = SWIM_WATCH_THREAD_ENDED;
  swim_process_drain (fake.process);
  ck_assert_uint_eq (fake_image_get_thread (&fake, 1)->state, SWIM_WATCH_THREAD_FREE);
  ck_assert_uint_eq (fake_image_get_thread (&fake, 1)->tail,
                     fake_image_get_thread (&fake, 1)->head);
  fake_image_begin_thread (&fake, 1, 12, "other");
  fake_image_poll (&fake, 1, 3, 50);
  fake_image_turn (&fake, 1, 3, 60, 61, 0, NULL, 0);
  end (100);
  ck_assert_double_eq_tol (get_report ("worker")->delay_max, 0.002, 1e-9);
  ck_assert_double_eq_tol (get_report ("other")->delay_max, 0.001, 1e-9);
}
END_TEST

START_TEST (test_loops_of_thousands_of_threads_are_summed_up)
{
  guint tracks = 0;

  for (int i = 0; i < 500; i++)
    {
      fake_image_begin_thread (&fake, 1, 100 + i, "pool");
      fake_image_poll (&fake, 1, 10, 10 * i);
      fake_image_turn (&fake, 1, 10, 10 * i + 1, 10 * i + 2, 0, NULL, 0);
      fake_image_get_thread (&fake, 1)->state = SWIM_WATCH_THREAD_ENDED;
      swim_process_drain (fake.process);
    }
  end (10000);
  for (guint i = 0; i < fake.home.tracks->len; i++)
    tracks += ((SwimTrack *) g_ptr_array_index (fake.home.tracks, i))->into == NULL;
  ck_assert_uint_le (tracks, 40);
}
END_TEST

START_TEST (test_a_program_that_is_killed_in_a_call)
{
  SwimWatchThread *thread = fake_image_get_thread (&fake, 0);
  const SwimSeenStall *seen;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 5, 6, 0, NULL, 0);
  swim_process_drain (fake.process);
  thread->context = 1;
  thread->busy_since = (guint64) (fake.begun + 50 * MS);
  thread->call_since = (guint64) (fake.begun + 60 * MS);
  thread->call_site = 1;
  swim_process_note_death (fake.process, fake.begun + 250 * MS);
  seen = get_stall (0);
  ck_assert (seen->stall->unended);
  ck_assert_int_eq (seen->stall->stall->duration, 200 * MS);
  ck_assert_str_eq (seen->stall->stall->call, "flock");
  ck_assert_double_eq_tol (seen->stall->in_calls, 0.190, 1e-9);
}
END_TEST

/* The thread is in a turn from 50 ms on when its process dies at 250 ms. */
static void
die_in_turn (gint64 call_since, guint32 call_site)
{
  SwimWatchThread *thread = fake_image_get_thread (&fake, 0);

  swim_process_drain (fake.process);
  thread->context = 1;
  thread->busy_since = (guint64) (fake.begun + 50 * MS);
  thread->call_since = call_since != 0 ? (guint64) (fake.begun + call_since * MS) : 0;
  thread->call_site = call_site;
  swim_process_note_death (fake.process, fake.begun + 250 * MS);
}

START_TEST (test_the_long_calls_before_a_crash_are_told)
{
  const SwimTally *tally;
  const SwimSeenStall *seen;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_call (&fake, 0, 2, 3, 0, "/in a turn that is told");
  fake_image_turn (&fake, 0, 1, 1, 6, 0, NULL, 0);
  /* More than are kept one by one. */
  for (guint i = 0; i < 720; i++)
    {
      fake_image_call (&fake, 0, 51 + i / 4, 2, i % 2, i == 717 ? "/last" : "");
      swim_process_drain (fake.process);
    }
  die_in_turn (0, 1);
  tally = swim_track_get_tally (fake_image_find_track (&fake, "main"), 0);
  ck_assert_uint_eq (tally->count, 360);
  ck_assert_uint_eq (tally->total_ns, 720 * MS);
  ck_assert_uint_eq (tally->max_ns, 2 * MS);
  tally = swim_track_get_tally (fake_image_find_track (&fake, "main"), 1);
  ck_assert_uint_eq (tally->count, 360);
  seen = get_stall (0);
  ck_assert (seen->stall->caught);
  ck_assert (!seen->stall->unended);
  ck_assert_uint_eq (seen->stall->calls, 720);
  ck_assert_uint_eq (g_hash_table_size (fake.home.notes), 1);
}
END_TEST

START_TEST (test_a_crash_in_another_call_than_the_longest)
{
  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 5, 6, 0, NULL, 0);
  fake_image_call (&fake, 0, 60, 150, 0, "/second");
  die_in_turn (220, 1);
  ck_assert_str_eq (get_stall (0)->stall->stall->call, "read");
  ck_assert_str_eq (get_stall (0)->stall->stall->fd_target, "/second");
  ck_assert_uint_eq (get_stall (0)->stall->calls, 2);
  ck_assert_double_eq_tol (get_stall (0)->stall->in_calls, 0.180, 1e-9);
  ck_assert (!get_stall (0)->stall->unended);
}
END_TEST

START_TEST (test_a_crash_in_a_turn_that_was_told_in_parts)
{
  const SwimWatchCalls calls[] = { { 0, 7, 30 * MS, 20 * MS } };

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_call (&fake, 0, 60, 20, 0, "/in the part");
  fake_image_turn (&fake, 0, 1, 50, 90, SWIM_WATCH_PARTIAL, calls, 1);
  fake_image_call (&fake, 0, 100, 25, 0, "/after it");
  die_in_turn (130, 0);
  ck_assert_uint_eq (get_stall (0)->stall->calls, 9);
  ck_assert_double_eq_tol (get_stall (0)->stall->in_calls, 0.175, 1e-9);
  ck_assert (get_stall (0)->stall->unended);
}
END_TEST

/* The turn in which these calls were made is lost. */
START_TEST (test_calls_of_an_earlier_turn_are_not_those_of_the_last)
{
  fake_image_poll (&fake, 0, 1, 0);
  fake_image_call (&fake, 0, 10, 20, 0, "/lost");
  die_in_turn (240, 0);
  ck_assert_uint_le (get_stall (0)->stall->calls, 1);
  ck_assert_double_le (get_stall (0)->stall->in_calls, 0.010);
}
END_TEST

START_TEST (test_a_loop_that_has_ended_does_not_stall)
{
  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 5, 6, 0, NULL, 0);
  fake_image_get_thread (&fake, 0)->context = 1;
  fake_image_get_thread (&fake, 0)->busy_since = (guint64) (fake.begun + 50 * MS);
  end (1000);
  ck_assert_uint_eq (swim_stall_list_sort (fake.home.stalls)->len, 0);
  ck_assert_int_eq (fake_image_find_track (&fake, "main")->wall, 50 * MS);
}
END_TEST

/* exit () is called by another thread at 250 ms. */
START_TEST (test_a_program_that_exits_while_a_thread_is_in_a_turn)
{
  SwimWatchThread *thread = fake_image_get_thread (&fake, 0);
  gboolean in_call = _i == 1;
  gboolean ends_told = _i == 2;

  fake_image_poll (&fake, 0, 1, 0);
  fake_image_turn (&fake, 0, 1, 5, 6, 0, NULL, 0);
  swim_process_drain (fake.process);
  thread->context = 1;
  thread->busy_since = (guint64) (fake.begun + 50 * MS);
  thread->call_since = in_call ? (guint64) (fake.begun + 60 * MS) : 0;
  thread->call_site = 1;
  thread->ends_told = ends_told;
  fake_image_get (&fake)->state = SWIM_WATCH_IMAGE_ENDED;
  fake_image_get (&fake)->ended = (guint64) (fake.begun + 250 * MS);
  swim_process_note_death (fake.process, fake.begun + 300 * MS);
  ck_assert_uint_eq (swim_stall_list_sort (fake.home.stalls)->len, in_call || ends_told);
  if (!in_call && !ends_told)
    return;
  ck_assert_int_eq (get_stall (0)->stall->stall->duration, 200 * MS);
  ck_assert_double_eq_tol (get_report ("main")->delay_max, 0.200, 1e-9);
  if (in_call)
    ck_assert_str_eq (get_stall (0)->stall->stall->call, "flock");
}
END_TEST

/* What no process should write. */
typedef struct
{
  const char *what;
  void (*write) (void);
} Hostile;

static void
put_head (guint kind, guint bytes)
{
  struct
  {
    SwimWatchHead head;
    guint64 rest[8];
  } record = { { (uint16_t) kind, (uint16_t) bytes, 1 }, { 0 } };

  fake_image_put (&fake, 0, &record, sizeof record);
}

static void
write_empty_record (void)
{
  put_head (SWIM_WATCH_TURN, 0);
}

static void
write_odd_length (void)
{
  put_head (SWIM_WATCH_TURN, 41);
}

static void
write_beyond_head (void)
{
  put_head (SWIM_WATCH_PAD, 0xfff8);
}

static void
write_unknown_kind (void)
{
  put_head (77, 72);
}

static void
write_short_turn (void)
{
  put_head (SWIM_WATCH_TURN, 8);
}

static void
write_short_call (void)
{
  put_head (SWIM_WATCH_CALL, 16);
}

static void
write_too_many_calls (void)
{
  SwimWatchTurn turn = { .head = { SWIM_WATCH_TURN, sizeof turn, 1 },
                         .start = (guint64) fake.begun,
                         .end = (guint64) fake.begun + 1,
                         .n_calls = 0x10000001 };

  fake_image_put (&fake, 0, &turn, sizeof turn);
}

static void
write_backwards (void)
{
  fake_image_turn (&fake, 0, 1, 50, 40, 0, NULL, 0);
}

static void
write_overlapping (void)
{
  fake_image_turn (&fake, 0, 1, 10, 40, 0, NULL, 0);
  fake_image_turn (&fake, 0, 1, 30, 50, 0, NULL, 0);
}

static void
write_future (void)
{
  fake_image_turn (&fake, 0, 1, 10, G_GINT64_CONSTANT (1000000000), 0, NULL, 0);
}

static void
write_head_far_away (void)
{
  fake_image_get_thread (&fake, 0)->head += 2 * SWIM_WATCH_RING_BYTES;
}

static void
write_head_backwards (void)
{
  fake_image_turn (&fake, 0, 1, 10, 11, 0, NULL, 0);
  swim_process_drain (fake.process);
  fake_image_get_thread (&fake, 0)->head = 8;
}

static void
write_odd_head (void)
{
  fake_image_turn (&fake, 0, 1, 10, 11, 0, NULL, 0);
  fake_image_get_thread (&fake, 0)->head -= 3;
}

static void
write_unknown_site (void)
{
  const SwimWatchCalls calls[] = { { 8191, 1, 1, 1 }, { 0xffffffff, 1, 1, 1 }, { 8192, 1, 1, 1 } };

  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls, 3);
}

static void
write_bad_site (void)
{
  SwimWatchSite *site = (SwimWatchSite *) (fake.bytes + SWIM_WATCH_SITES_AT) + 2;
  const SwimWatchCalls calls[] = { { 2, 1, 30 * MS, 30 * MS }, { 3, 1, 30 * MS, 30 * MS } };

  memset (site, 0xff, 2 * sizeof *site);
  site[0].ready = site[1].ready = 1;
  site[0].function = SWIM_WATCH_FUNCTION_read;
  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls, 2);
}

static void
write_endless_calls (void)
{
  const SwimWatchCalls calls[] = { { 0, 0xffffffff, G_MAXUINT64, G_MAXUINT64 },
                                   { 1, 0xffffffff, G_MAXUINT64, G_MAXUINT64 } };

  fake_image_turn (&fake, 0, 1, 10, 40, 0, calls, 2);
}

static void
write_bad_thread (void)
{
  SwimWatchThread *thread = fake_image_get_thread (&fake, 3);

  memset (thread, 0xff, sizeof *thread);
  thread->state = SWIM_WATCH_THREAD_RUNNING;
}

static void
write_bad_image (void)
{
  memset (fake_image_get (&fake), 0xff, sizeof (SwimWatchImage));
}

static void
write_bad_modules (void)
{
  memset (fake.bytes + SWIM_WATCH_MODULES_AT, 0x01, 4096);
  write_bad_site ();
}

static void
write_free_image (void)
{
  fake_image_turn (&fake, 0, 1, 10, 40, 0, NULL, 0);
  swim_process_drain (fake.process);
  fake_image_get (&fake)->state = SWIM_WATCH_IMAGE_FREE;
}

static void
write_free_thread (void)
{
  fake_image_turn (&fake, 0, 1, 10, 40, 0, NULL, 0);
  swim_process_drain (fake.process);
  fake_image_get_thread (&fake, 0)->state = SWIM_WATCH_THREAD_FREE;
}

static void
write_other_tid (void)
{
  fake_image_turn (&fake, 0, 1, 10, 40, 0, NULL, 0);
  swim_process_drain (fake.process);
  fake_image_get_thread (&fake, 0)->tid = -5;
}

static void
write_busy_in_the_future (void)
{
  fake_image_get_thread (&fake, 0)->busy_since = G_MAXUINT64;
  fake_image_get_thread (&fake, 0)->call_since = 1;
}

static void
write_many_contexts (void)
{
  for (guint i = 0; i < 2000; i++)
    fake_image_poll (&fake, 0, i, 1 + i);
}

static void
write_many_parts (void)
{
  const SwimWatchCalls calls[64] = { { 0, 1, 1, 1 } };

  for (guint i = 0; i < 300; i++)
    fake_image_turn (&fake, 0, 1, 10, 20, SWIM_WATCH_PARTIAL, calls, 64);
  fake_image_turn (&fake, 0, 1, 10, 20, 0, calls, 64);
}

static void
write_many_long_calls (void)
{
  for (guint i = 0; i < 2000; i++)
    fake_image_call (&fake, 0, i, 1, 0, "\xff\xfe");
}

static const Hostile hostile[] = {
  { "a record of no length", write_empty_record },
  { "an odd length", write_odd_length },
  { "a record beyond the head", write_beyond_head },
  { "an unknown kind", write_unknown_kind },
  { "a turn that is too short", write_short_turn },
  { "a call that is too short", write_short_call },
  { "more calls than there is room for", write_too_many_calls },
  { "a turn that ends before it starts", write_backwards },
  { "two turns at the same time", write_overlapping },
  { "a turn in the future", write_future },
  { "a head far away", write_head_far_away },
  { "a head that goes back", write_head_backwards },
  { "an odd head", write_odd_head },
  { "a site that is not there", write_unknown_site },
  { "a site full of ones", write_bad_site },
  { "calls longer than their turn", write_endless_calls },
  { "a thread full of ones", write_bad_thread },
  { "an image full of ones", write_bad_image },
  { "modules full of ones", write_bad_modules },
  { "an image that is free again", write_free_image },
  { "a thread that is free again", write_free_thread },
  { "another thread in the same place", write_other_tid },
  { "a turn that began in the future", write_busy_in_the_future },
  { "thousands of contexts", write_many_contexts },
  { "a turn in hundreds of parts", write_many_parts },
  { "thousands of long calls", write_many_long_calls },
};

START_TEST (test_nothing_is_believed)
{
  fake_image_poll (&fake, 0, 1, 0);
  hostile[_i].write ();
  swim_process_drain (fake.process);
  fake_image_turn (&fake, 0, 1, 60, 61, 0, NULL, 0);
  swim_process_drain (fake.process);
  swim_process_end (fake.process, fake.begun + 100 * MS);
  for (guint i = 0; i < fake.home.tracks->len; i++)
    {
      SwimTrack *track = g_ptr_array_index (fake.home.tracks, i);

      if (track->into != NULL)
        continue;
      ck_assert_msg (track->name != NULL, "%s: a loop has no end", hostile[_i].what);
      ck_assert_msg (track->wall >= 0 && track->wall < 100000 * (gint64) MS,
                     "%s: a loop was there for %" G_GINT64_FORMAT " ns", hostile[_i].what,
                     track->wall);
    }
}
END_TEST

START_TEST (test_lost_records_are_counted)
{
  fake_image_get_thread (&fake, 0)->lost_turns = 3;
  fake_image_get_thread (&fake, 0)->lost_calls = 5;
  fake_image_poll (&fake, 0, 1, 0);
  end (100);
  ck_assert_uint_eq (swim_process_get_losses (fake.process)->turns, 3);
  ck_assert_uint_eq (swim_process_get_losses (fake.process)->calls, 5);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_turns_are_the_busy_spans_of_a_loop);
  tcase_add_test (tests, test_a_loop_that_only_polls_is_a_loop);
  tcase_add_test (tests, test_calls_are_summed_up_and_subtracted);
  tcase_add_test (tests, test_calls_inside_another_loop_count_once);
  tcase_add_test (tests, test_many_private_loops_are_one);
  tcase_add_test (tests, test_a_short_loop_before_the_main_loop_does_not_take_its_name);
  tcase_add_test (tests, test_short_loops_one_after_another_are_no_private_ones);
  tcase_add_test (tests, test_names_of_threads_are_text);
  tcase_add_test (tests, test_a_long_call_names_its_target);
  tcase_add_test (tests, test_a_long_turn_is_told_in_parts);
  tcase_add_test (tests, test_a_stall_tells_how_long_its_call_took);
  tcase_add_test (tests, test_a_stall_tells_how_long_it_had_a_cpu);
  tcase_add_test (tests, test_the_calls_of_a_stall_without_a_cpu_are_named);
  tcase_add_test (tests, test_one_call_is_not_named_for_what_it_had_no_cpu);
  tcase_add_test (tests, test_a_place_is_given_to_another_thread);
  tcase_add_test (tests, test_loops_of_thousands_of_threads_are_summed_up);
  tcase_add_test (tests, test_a_program_that_is_killed_in_a_call);
  tcase_add_test (tests, test_the_long_calls_before_a_crash_are_told);
  tcase_add_test (tests, test_a_crash_in_another_call_than_the_longest);
  tcase_add_test (tests, test_a_crash_in_a_turn_that_was_told_in_parts);
  tcase_add_test (tests, test_calls_of_an_earlier_turn_are_not_those_of_the_last);
  tcase_add_test (tests, test_a_loop_that_has_ended_does_not_stall);
  tcase_add_loop_test (tests, test_a_program_that_exits_while_a_thread_is_in_a_turn, 0, 3);
  tcase_add_loop_test (tests, test_nothing_is_believed, 0, G_N_ELEMENTS (hostile));
  tcase_add_test (tests, test_lost_records_are_counted);
}

SWIM_TEST_MAIN ("collect", add_tests)
