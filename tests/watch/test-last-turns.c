/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of the last turn of a loop, after which the program leaves it. */
#include "config.h"

#include <stdbool.h>

#include "swim-test.h"
#include "watch/preload-fixture.h"

/* What the program says. */
typedef struct
{
  uint64_t began;
  uint64_t ended;
  uint64_t left;   /* 0: the loop was not left */
  uint64_t paused; /* between two loops; 0: there was only one */
} Said;

static const struct
{
  const char *act;
  unsigned sleeps;    /* nanosleep () in all turns */
  bool is_libc_blind; /* where GLib's functions are not seen to return, nothing tells */
} ACTS[] = {
  { "block", 1, false },
  { "compute", 0, false },
  { "quit-first", 1, false },
  { "thrice", 3, false },
  { "thrice-computing", 3, true },
  { "nested", 2, false },
  { "private", 2, false },
  { "thread", 1, false },
  { "iterate", 1, false },
  { "iterate-once", 1, false },
  { "iterate-computing", 0, true },
  { "application", 0, false },
  { "exit", 0, false },
  { "_exit", 0, false },
};

static Preload *
run (const char *act, uint32_t audit, const char *how, Said *said)
{
  const char *program = g_getenv ("SWIMLANE");
  g_autofree char *folder =
      program != NULL ? g_path_get_dirname (program) : g_canonicalize_filename ("src", NULL);
  g_autofree char *path = g_build_filename (folder, "..", "tests", "watch", "last-turns", NULL);
  const char *argv[] = { path, act, how, NULL };
  Preload *preload = preload_run (audit, FALSE, argv);
  g_auto (GStrv) words = g_strsplit_set (preload->out, " \n", -1);

  ck_assert_msg (preload->status == 0, "%s: status %#x", act, preload->status);
  ck_assert_msg (g_strv_length (words) >= 4, "%s: said “%s”", act, preload->out);
  *said = (Said){ g_ascii_strtoull (words[0], NULL, 10), g_ascii_strtoull (words[1], NULL, 10),
                  g_ascii_strtoull (words[2], NULL, 10), g_ascii_strtoull (words[3], NULL, 10) };
  return preload;
}

static bool
is_whole (const PreloadTurn *turn)
{
  return (turn->flags & SWIM_WATCH_PARTIAL) == 0;
}

/* The turn that has this moment in it, and is not inside of another one. */
static const PreloadTurn *
find_turn (Preload *preload, uint64_t moment)
{
  for (unsigned i = 0; i < preload->turns->len; i++)
    {
      const PreloadTurn *turn = preload->turns->pdata[i];

      if (is_whole (turn) && turn->flags == 0 && turn->start <= moment && turn->end > moment)
        return turn;
    }
  return NULL;
}

/* Nothing that was done after the loop is in a turn. */
static void
check_end (const char *act, Preload *preload, const Said *said)
{
  for (unsigned i = 0; i < preload->turns->len && said->left != 0; i++)
    {
      const PreloadTurn *turn = preload->turns->pdata[i];

      ck_assert_msg (turn->end <= said->left, "%s: a turn ends %u us after the loop was left", act,
                     (unsigned) ((turn->end - said->left) / 1000));
    }
}

static void
check_last_turn (const char *act, Preload *preload, const Said *said)
{
  /* Another loop of the context may have polled since the work began. */
  ck_assert_msg (find_turn (preload, said->ended - 1) != NULL, "%s: the last turn is not told",
                 act);
  ck_assert_msg (said->paused == 0 || find_turn (preload, said->paused) == NULL,
                 "%s: what was done between two loops is told as a turn", act);
  check_end (act, preload, said);
}

static void
check_calls (const char *act, Preload *preload, unsigned sleeps)
{
  PreloadSum sum = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_nanosleep);

  ck_assert_msg (sum.count == sleeps, "%s: %u calls are told of %u", act, (unsigned) sum.count,
                 sleeps);
  ck_assert_msg (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_access).count == 0,
                 "%s: calls after the loop are told", act);
}

START_TEST (test_last_turn_is_told)
{
  const char *act = ACTS[_i].act;
  Said said;
  g_autoptr (Preload) preload = run (act, SWIM_WATCH_AUDIT_CALLS, NULL, &said);

  check_last_turn (act, preload, &said);
  check_calls (act, preload, ACTS[_i].sleeps);
}
END_TEST

START_TEST (test_last_turn_is_told_by_libc_alone)
{
  const char *act = ACTS[_i].act;
  Said said;
  g_autoptr (Preload) preload = run (act, SWIM_WATCH_AUDIT_CALLS, "dlsym", &said);

  check_end (act, preload, &said);
  if (ACTS[_i].is_libc_blind)
    return;
  check_last_turn (act, preload, &said);
  check_calls (act, preload, ACTS[_i].sleeps);
}
END_TEST

/* It is exact even where no call is timed. */
START_TEST (test_last_turn_is_told_without_audit)
{
  const char *act = ACTS[_i].act;
  Said said;
  g_autoptr (Preload) preload = run (act, SWIM_WATCH_AUDIT_OFF, NULL, &said);

  check_last_turn (act, preload, &said);
}
END_TEST

START_TEST (test_last_turn_is_told_of_complete_audit)
{
  const char *act = ACTS[_i].act;
  Said said;
  g_autoptr (Preload) preload = run (act, SWIM_WATCH_AUDIT_COMPLETE, NULL, &said);

  check_last_turn (act, preload, &said);
}
END_TEST

int
main (void)
{
  Suite *suite;
  TCase *tests;

  if (!preload_is_possible ())
    return EXIT_SUCCESS;
  suite = suite_create ("last-turns");
  tests = tcase_create ("last-turns");
  tcase_set_timeout (tests, swim_test_scaled (60));
  tcase_add_loop_test (tests, test_last_turn_is_told, 0, G_N_ELEMENTS (ACTS));
  tcase_add_loop_test (tests, test_last_turn_is_told_by_libc_alone, 0, G_N_ELEMENTS (ACTS));
  tcase_add_loop_test (tests, test_last_turn_is_told_without_audit, 0, G_N_ELEMENTS (ACTS));
  tcase_add_loop_test (tests, test_last_turn_is_told_of_complete_audit, 0, G_N_ELEMENTS (ACTS));
  suite_add_tcase (suite, tests);
  return swim_test_run (suite);
}
