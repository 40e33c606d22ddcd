/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What remains of a turn whose calls would be given to threads. */
#include "config.h"

#include "swim-test.h"
#include "watch/fake-image.h"

#define MS 1000000

/* A turn from 100 to 200, in a loop that is there until 1100: so 1 % of the time is 10 ms. */
static const struct
{
  const char *what;
  struct
  {
    gint64 start;
    gint64 duration;
  } calls[3]; /* that are told one by one */
  gint64 others;
  double max; /* the longest piece */
  double p99;
} TURNS[] = {
  { "no call", { { 0, 0 } }, 0, 100, 90 },
  { "short calls anywhere", { { 0, 0 } }, 30, 70, 60 },
  { "nothing but calls", { { 100, 60 } }, 40, 0, 0 },
  { "before and after a call", { { 120, 40 } }, 0, 40, 30 },
  { "a call at the beginning", { { 100, 40 } }, 0, 60, 50 },
  { "a call at the end", { { 160, 40 } }, 0, 60, 50 },
  { "three calls", { { 110, 20 }, { 140, 20 }, { 170, 20 } }, 0, 10, 7.5 },
  { "calls one right after the other", { { 110, 20 }, { 130, 20 } }, 0, 50, 40 },
  { "short calls are in the shorter piece", { { 120, 40 } }, 15, 40, 30 },
  { "and in the longer if they are longer", { { 120, 40 } }, 30, 30, 20 },
  { "calls that cannot have been", { { 120, 400 }, { 130, 400 } }, 0, 0, 0 },
};

START_TEST (test_pieces_of_a_turn)
{
  const char *what = TURNS[_i].what;
  SwimWatchCalls sum = { .site = 0 };
  SwimTrack *track;
  SwimWhatIf figures;
  FakeImage fake;

  fake_image_open (&fake, 20);
  fake_image_begin_thread (&fake, 0, 0, "program");
  fake_image_add_site (&fake, 0, SWIM_WATCH_FUNCTION_read, "/file");
  fake_image_poll (&fake, 0, 1, 100);
  for (guint i = 0; i < G_N_ELEMENTS (TURNS[_i].calls); i++)
    {
      gint64 duration = TURNS[_i].calls[i].duration;

      if (duration == 0)
        continue;
      fake_image_call (&fake, 0, TURNS[_i].calls[i].start, duration, 0, "");
      sum.total_ns += (guint64) (duration * MS);
      sum.count++;
    }
  sum.total_ns += (guint64) (TURNS[_i].others * MS);
  sum.count += TURNS[_i].others > 0;
  fake_image_turn (&fake, 0, 1, 100, 200, 0, &sum, sum.count > 0);
  fake_image_get (&fake)->ended = (guint64) (fake.begun + G_GINT64_CONSTANT (1100) * MS);
  swim_process_end (fake.process, fake.begun + G_GINT64_CONSTANT (1100) * MS);
  track = fake_image_find_track (&fake, "main");
  ck_assert_ptr_nonnull (track);
  swim_what_if_get (track->what_if, G_GINT64_CONSTANT (1000) * MS, &figures);
  ck_assert_msg (ABS (figures.delay_max * 1e3 - TURNS[_i].max) < 0.1, "%s: at most %f ms", what,
                 figures.delay_max * 1e3);
  ck_assert_msg (ABS (figures.delay_p99 * 1e3 - TURNS[_i].p99) < 0.1, "%s: p99 is %f ms", what,
                 figures.delay_p99 * 1e3);
  fake_image_close (&fake);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_pieces_of_a_turn, 0, G_N_ELEMENTS (TURNS));
}

SWIM_TEST_MAIN ("what-if", add_tests)
