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
  uint64_t left; /* 0: the loop was not left */
} Said;

static const struct
{
  const char *act;
  SwimWatchFunction function; /* called in the last turn */
  unsigned count;             /* in all turns */
  unsigned outside;           /* rmdir () after iterations that were not the last */
} ACTS[] = {
  { "block", SWIM_WATCH_FUNCTION_nanosleep, 1, 0 },
  { "compute", SWIM_WATCH_FUNCTION_nanosleep, 0, 0 },
  { "quit-first", SWIM_WATCH_FUNCTION_nanosleep, 1, 0 },
  { "thrice", SWIM_WATCH_FUNCTION_nanosleep, 3, 0 },
  { "nested", SWIM_WATCH_FUNCTION_nanosleep, 2, 0 },
  { "private", SWIM_WATCH_FUNCTION_nanosleep, 2, 0 },
  { "thread", SWIM_WATCH_FUNCTION_nanosleep, 1, 0 },
  { "iterate", SWIM_WATCH_FUNCTION_nanosleep, 1, 0 },
  { "iterate-once", SWIM_WATCH_FUNCTION_nanosleep, 1, 0 },
  { "exit", SWIM_WATCH_FUNCTION_nanosleep, 0, 0 },
  { "_exit", SWIM_WATCH_FUNCTION_nanosleep, 0, 0 },
};

static Preload *
run (const char *act, uint32_t audit, Said *said)
{
  const char *program = g_getenv ("SWIMLANE");
  g_autofree char *folder =
      program != NULL ? g_path_get_dirname (program) : g_canonicalize_filename ("src", NULL);
  g_autofree char *path = g_build_filename (folder, "..", "tests", "watch", "last-turns", NULL);
  const char *argv[] = { path, act, NULL };
  Preload *preload = preload_run (audit, FALSE, argv);
  g_auto (GStrv) words = g_strsplit_set (preload->out, " \n", -1);

  ck_assert_msg (preload->status == 0, "%s: status %#x", act, preload->status);
  ck_assert_msg (g_strv_length (words) >= 3, "%s: said “%s”", act, preload->out);
  *said = (Said){ g_ascii_strtoull (words[0], NULL, 10), g_ascii_strtoull (words[1], NULL, 10),
                  g_ascii_strtoull (words[2], NULL, 10) };
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

static void
check_last_turn (const char *act, Preload *preload, const Said *said)
{
  /* Another loop of the context may have polled since the work began. */
  const PreloadTurn *turn = find_turn (preload, said->ended - 1);

  ck_assert_msg (turn != NULL, "%s: the last turn is not told", act);
  for (unsigned i = 0; i < preload->turns->len && said->left != 0; i++)
    {
      const PreloadTurn *other = preload->turns->pdata[i];

      ck_assert_msg (other->end <= said->left, "%s: a turn ends %u us after the loop was left", act,
                     (unsigned) ((other->end - said->left) / 1000));
    }
}

START_TEST (test_last_turn_is_told)
{
  const char *act = ACTS[_i].act;
  Said said;
  g_autoptr (Preload) preload = run (act, SWIM_WATCH_AUDIT_CALLS, &said);

  check_last_turn (act, preload, &said);
  ck_assert_msg (preload_sum (preload, 0, ACTS[_i].function).count == ACTS[_i].count,
                 "%s: %u calls of %s", act,
                 (unsigned) preload_sum (preload, 0, ACTS[_i].function).count,
                 preload_function_name (ACTS[_i].function));
  ck_assert_msg (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_access).count == 0,
                 "%s: calls after the loop are told", act);
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
  suite_add_tcase (suite, tests);
  return swim_test_run (suite);
}
