/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sweeps of hand-made records, of which the answers are known. */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "compare/sweep.h"
#include "compare/sweep-json.h"
#include "mode/share.h"
#include "report/report.h"
#include "swim-test.h"

#define ITEMS 200
#define ROUNDS 6

static gboolean
has_share (const SwimMode *mode)
{
  return (mode->traits & SWIM_MODE_USES_SHARE) != 0;
}

static SwimRecord *
make_record (const SwimSweep *sweep, const SwimSweepCell *cell, double wall)
{
  SwimRecord *record = swim_record_new ();

  record->job = g_strdup ("download");
  record->mode = g_strdup (cell->mode->name);
  record->items = ITEMS;
  record->statuses[SWIM_STATUS_OK] = ITEMS;
  record->digest = g_strdup ("d");
  record->seed = 7;
  record->wall_seconds = wall;
  record->throughput_per_sec = ITEMS / wall;
  record->blocking_share = has_share (cell->mode) ? 0.1 : NAN;
  if (has_share (cell->mode) && sweep->parameter->method == SWIM_SWEEP_BY_MODEL)
    record->blocking_share = swim_sweep_cell_value (sweep, cell) / 100;
  return record;
}

/* What a run of a mode took, in s, at the first value, or with no value, and at the second. */
typedef struct
{
  const char *mode;
  double walls[2];
} Took;

/* Concludes the sweep with runs that took in each round what @took says; other modes took 100 s. */
static void
conclude (SwimSweep *sweep, const Took *took, guint rounds)
{
  SwimComparison *comparison = swim_comparison_new ("download");

  for (guint i = 0; i < sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (sweep, i);
      SwimContender *contender = swim_comparison_add (comparison, cell->mode->name);
      double wall = 100;
      int exit_code = 0;

      for (const Took *each = took; each->mode != NULL; each++)
        if (strcmp (each->mode, cell->mode->name) == 0)
          wall = each->walls[MAX (cell->value, 0)];
      for (guint round = 0; round < rounds; round++)
        {
          g_ptr_array_add (contender->records, make_record (sweep, cell, wall));
          g_array_append_val (contender->exit_codes, exit_code);
        }
    }
  comparison->rounds = rounds;
  for (guint i = 0; i < rounds * sweep->cells->len; i++)
    {
      guint place = i % sweep->cells->len;

      g_array_append_val (comparison->places, place);
    }
  swim_comparison_conclude (comparison);
  swim_sweep_conclude (sweep, comparison);
}

/* sequential 10 s; without blocking calls async 0.25 s; at 1 % mixed is twice as slow. */
static SwimSweep *
make_share_sweep (guint rounds)
{
  static const Took took[] = {
    { "sequential", { 10 } },
    { "async", { 0.25, 0.25 } },
    { "mixed", { 0.25, 0.5 } },
    { "offload", { 0.25, 0.25 } },
    { NULL },
  };
  SwimSweep *sweep = swim_sweep_new ("blocking-share:0,1", NULL);

  conclude (sweep, took, rounds);
  return sweep;
}

/* How many modes have the trait; 0: how many there are. */
static guint
count_modes (SwimModeTraits trait)
{
  guint count = 0;

  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    count += trait == 0 || ((*mode)->traits & trait) != 0;
  return count;
}

/* The place of the cell among all, or -1. */
static int
find_place (const SwimSweep *sweep, gint value, const char *mode)
{
  for (guint i = 0; i < sweep->cells->len; i++)
    if (swim_sweep_get (sweep, i)->value == value
        && strcmp (swim_sweep_get (sweep, i)->mode->name, mode) == 0)
      return (int) i;
  return -1;
}

static const SwimSweepCell *
find (const SwimSweep *sweep, gint value, const char *mode)
{
  int place = find_place (sweep, value, mode);

  return place >= 0 ? swim_sweep_get (sweep, (guint) place) : NULL;
}

static const struct
{
  const char *vary;
  guint values;
  double last;
} good[] = {
  { "blocking-share:0,1,2.5,100", 4, 100 },
  { "jobs:64", 1, 64 },
  { "jobs:1,2,4", 3, 4 },
  { "delay:0,250us,1ms,0.1s", 4, 0.1 },
  { "client:soup", 1, 0 },
  { "client:soup,another", 2, 1 },
};

START_TEST (test_values_are_read_in_their_units)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimSweep) sweep = swim_sweep_new (good[_i].vary, &error);

  ck_assert_msg (sweep != NULL, "%s", error != NULL ? error->message : "");
  ck_assert_uint_eq (sweep->values->len, good[_i].values);
  ck_assert_double_eq_tol (g_array_index (sweep->values, double, sweep->values->len - 1),
                           good[_i].last, 1e-9);
}
END_TEST

static const struct
{
  const char *vary;
  const char *named;
} bad[] = {
  { "", "“”" },
  { "colour:1,2", "“colour”" },
  { "jobs", "none is given" },
  { "jobs:", "none is given" },
  { "jobs:1,,2", "“”" },
  { "jobs:0", "“0”" },
  { "jobs:2.5", "“2.5”" },
  { "jobs:8x", "“8x”" },
  { "jobs:8,8", "8 twice" },
  { "blocking-share:101", "“101”" },
  { "blocking-share:-1", "“-1”" },
  { "blocking-share:nan", "“nan”" },
  { "blocking-share:5,5.0", "5.0 twice" },
  { "delay:10m", "“10m”" },
  { "delay:1ms,1000us", "1000us twice" },
  { "delay:2h", "“2h”" },
  { "client", "none is given" },
  { "client:soup,", "“”" },
  { "client:soup,curl,soup", "soup twice" },
};

START_TEST (test_a_bad_value_is_named)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_sweep_new (bad[_i].vary, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_msg (strstr (error->message, bad[_i].named) != NULL, "%s: %s", bad[_i].vary,
                 error->message);
}
END_TEST

START_TEST (test_a_share_runs_the_modes_that_have_one_beside_the_one_without)
{
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("blocking-share:0,50", NULL);

  ck_assert_uint_eq (sweep->cells->len, 1 + 2 * (1 + count_modes (SWIM_MODE_USES_SHARE)));
  ck_assert_ptr_eq (swim_sweep_get (sweep, 0), find (sweep, -1, "sequential"));
  for (gint value = 0; value < 2; value++)
    {
      const SwimSweepCell *reference = find (sweep, value, "async");

      ck_assert_ptr_nonnull (reference);
      for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
        {
          const SwimSweepCell *cell = find (sweep, value, (*mode)->name);

          ck_assert_int_eq (cell != NULL, cell == reference || has_share (*mode));
          if (cell != NULL)
            ck_assert_ptr_eq (swim_sweep_cell_reference (sweep, cell), reference);
        }
    }
}
END_TEST

START_TEST (test_jobs_run_each_mode_against_itself_at_the_first_value)
{
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("jobs:1,8", NULL);

  ck_assert_uint_eq (sweep->cells->len, 2 * count_modes (SWIM_MODE_USES_JOBS));
  ck_assert_ptr_null (find (sweep, 0, "sequential"));
  ck_assert_ptr_eq (swim_sweep_cell_reference (sweep, find (sweep, 1, "async")),
                    find (sweep, 0, "async"));
}
END_TEST

START_TEST (test_clients_run_each_mode_against_itself_with_the_first_client)
{
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("client:soup,curl", NULL);
  g_autofree char *option = swim_sweep_get_option (sweep, 1);

  ck_assert_uint_eq (sweep->cells->len, 2 * count_modes (0));
  ck_assert_str_eq (option, "--client=curl");
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    ck_assert_ptr_eq (swim_sweep_cell_reference (sweep, find (sweep, 1, (*mode)->name)),
                      find (sweep, 0, (*mode)->name));
}
END_TEST

START_TEST (test_a_delay_runs_all_modes_against_the_first)
{
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("delay:1ms,10ms", NULL);

  ck_assert_uint_eq (sweep->cells->len, 2 * count_modes (0));
  ck_assert_ptr_eq (swim_sweep_cell_reference (sweep, find (sweep, 1, "async")),
                    swim_sweep_get (sweep, count_modes (0)));
}
END_TEST

START_TEST (test_the_model_adds_each_blocking_call_to_the_rest)
{
  g_autoptr (SwimSweep) sweep = make_share_sweep (ROUNDS);
  const SwimSweepCell *none = find (sweep, 0, "mixed");
  const SwimSweepCell *some = find (sweep, 1, "mixed");
  guint64 chosen = 0;

  for (guint64 i = 0; i < ITEMS; i++)
    chosen += swim_share_has (0.01, 7, i);
  ck_assert_double_eq_tol (sweep->mean_blocking_seconds, 10.0 / ITEMS, 1e-12);
  ck_assert_uint_eq (none->blocking_calls, 0);
  ck_assert_double_eq_tol (none->model, 0.25, 1e-12);
  ck_assert_uint_eq (some->blocking_calls, chosen);
  ck_assert_uint_eq (chosen, 2);
  ck_assert_double_eq_tol (some->model, 2 * 0.05 + 0.25, 1e-12);
  ck_assert (isnan (find (sweep, 1, "offload")->model));
  ck_assert (isnan (find (sweep, 1, "async")->model));
}
END_TEST

START_TEST (test_what_is_lost_is_a_share_of_the_speed_that_was_won)
{
  g_autoptr (SwimSweep) sweep = make_share_sweep (ROUNDS);
  const SwimSweepCell *mixed = find (sweep, 1, "mixed");

  /* 40 times as fast as sequential, and now 20: of 39 that were won, 20 are gone. */
  ck_assert_double_eq_tol (mixed->speedup.median, 0.5, 1e-12);
  ck_assert_double_eq_tol (mixed->lost.median, 20.0 / 39, 1e-12);
  ck_assert (mixed->lost.confident);
  ck_assert_double_eq_tol (find (sweep, 1, "offload")->lost.median, 0, 1e-12);
}
END_TEST

START_TEST (test_the_words_say_what_the_first_blocking_calls_lost)
{
  g_autoptr (SwimSweep) sweep = make_share_sweep (ROUNDS);
  g_autofree char *words = swim_report_sweep_words (sweep);

  ck_assert_msg (g_str_has_prefix (words,
                                   "With 1 % of the calls blocking (2 of 200), mixed is 2.00 times "
                                   "as slow as async: the first blocking calls lost 51 % of what "
                                   "async had gained over sequential"),
                 "%s", words);
  ck_assert_ptr_nonnull (strstr (words, "Given to threads (offload), the same calls lost 0 %."));
  ck_assert_ptr_nonnull (strstr (words, "is within 30 %"));
  ck_assert_ptr_null (strstr (words, "Too few rounds"));
}
END_TEST

START_TEST (test_few_rounds_give_only_the_range)
{
  g_autoptr (SwimSweep) sweep = make_share_sweep (2);
  g_autofree char *words = swim_report_sweep_words (sweep);

  ck_assert_ptr_nonnull (strstr (words, "Too few rounds for a 95 % interval"));
}
END_TEST

START_TEST (test_without_a_gain_nothing_is_lost)
{
  static const Took took[] = {
    { "sequential", { 1 } }, { "async", { 1 } }, { "mixed", { 1 } }, { "offload", { 1 } }, { NULL },
  };
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("blocking-share:50", NULL);
  g_autofree char *words = NULL;

  conclude (sweep, took, ROUNDS);
  ck_assert_uint_eq (find (sweep, 0, "mixed")->lost.n, 0);
  words = swim_report_sweep_words (sweep);
  ck_assert_ptr_nonnull (strstr (words, "which had gained nothing over sequential"));
}
END_TEST

START_TEST (test_a_share_that_chooses_no_call_is_said)
{
  static const Took took[] = { { "sequential", { 10 } }, { NULL } };
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("blocking-share:0", NULL);
  g_autofree char *words = NULL;

  conclude (sweep, took, ROUNDS);
  words = swim_report_sweep_words (sweep);
  ck_assert_ptr_nonnull (strstr (words, "No call blocked"));
}
END_TEST

START_TEST (test_the_words_about_jobs_name_the_fastest_value)
{
  static const Took took[] = { { "async", { 8, 1 } }, { NULL } };
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("jobs:1,8", NULL);
  g_autofree char *words = NULL;

  conclude (sweep, took, ROUNDS);
  words = swim_report_sweep_words (sweep);
  ck_assert_ptr_nonnull (
      strstr (words, "async is fastest with 8 in flight, 8.00 times as fast as with 1."));
}
END_TEST

START_TEST (test_the_words_and_the_export_name_the_clients)
{
  static const Took took[] = { { "async", { 3, 2 } }, { NULL } };
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("client:soup,curl", NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *words = NULL;
  JsonObject *object;
  JsonObject *cell;

  conclude (sweep, took, ROUNDS);
  words = swim_report_sweep_words (sweep);
  ck_assert_ptr_nonnull (
      strstr (words, "async is fastest with curl, 1.50 times as fast as with soup."));
  node = swim_sweep_to_json (sweep, words);
  object = json_node_get_object (node);
  cell = json_array_get_object_element (json_object_get_array_member (object, "cells"),
                                        (guint) find_place (sweep, 1, "async"));
  ck_assert (json_object_get_null_member (object, "unit"));
  ck_assert_str_eq (
      json_array_get_string_element (json_object_get_array_member (object, "values"), 1), "curl");
  ck_assert_str_eq (json_object_get_string_member (cell, "value"), "curl");
}
END_TEST

/* One that blocks its loop does not count as the fastest. */
START_TEST (test_the_words_about_delays_name_the_fastest_mode)
{
  static const Took took[] = {
    { "sequential", { 8 } }, { "async", { 1 } }, { "mixed", { 0.9 } }, { NULL }
  };
  g_autoptr (SwimSweep) sweep = swim_sweep_new ("delay:10ms", NULL);
  g_autofree char *words = NULL;

  conclude (sweep, took, ROUNDS);
  words = swim_report_sweep_words (sweep);
  ck_assert_str_eq (words, "With answers after 10ms, async is 8.00 times as fast as sequential.");
}
END_TEST

START_TEST (test_the_table_has_a_line_for_each_value_and_mode)
{
  g_autoptr (SwimSweep) sweep = make_share_sweep (ROUNDS);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  const char *line;

  ck_assert_ptr_nonnull (setlocale (LC_CTYPE, "C.UTF-8")); /* the widths are those of characters */
  table = swim_report_sweep_table (sweep, 80);
  lines = g_strsplit (g_strchomp (table), "\n", -1);
  ck_assert_uint_eq (g_strv_length (lines), 1 + sweep->cells->len);
  ck_assert_ptr_nonnull (strstr (lines[0], "blocking"));
  line = lines[1 + find_place (sweep, 1, "mixed")];
  ck_assert_ptr_nonnull (strstr (line, "1%"));
  ck_assert_ptr_nonnull (strstr (line, "mixed"));
  ck_assert_ptr_nonnull (strstr (line, "51%"));
  for (guint i = 0; lines[i] != NULL; i++)
    ck_assert_int_le (g_utf8_strlen (lines[i], -1), 80);
}
END_TEST

static void
assert_has (JsonObject *object, const char *const *members)
{
  for (; *members != NULL; members++)
    ck_assert_msg (json_object_has_member (object, *members), "%s is missing", *members);
}

START_TEST (test_the_export_has_the_values_and_the_cells)
{
  static const char *const members[] = { "format", "version", "job",     "parameter",     "unit",
                                         "values", "seed",    "rounds",  "warmup",        "cells",
                                         "order",  "words",   "context", "context_after", NULL };
  static const char *const cell_members[] = {
    "value", "mode",           "reference", "wall", "times",   "ratio", "throughput_per_sec",
    "loop",  "blocking_calls", "model",     "lost", "problem", NULL
  };
  g_autoptr (SwimSweep) sweep = make_share_sweep (ROUNDS);
  g_autoptr (JsonNode) node = swim_sweep_to_json (sweep, "");
  JsonObject *object = json_node_get_object (node);
  JsonArray *cells = json_object_get_array_member (object, "cells");
  JsonObject *mixed = json_array_get_object_element (cells, (guint) find_place (sweep, 1, "mixed"));
  JsonObject *wall = json_object_get_object_member (mixed, "wall");

  assert_has (object, members);
  ck_assert_str_eq (json_object_get_string_member (object, "format"), "swimlane-sweep");
  ck_assert_uint_eq (json_array_get_length (cells), sweep->cells->len);
  assert_has (mixed, cell_members);
  ck_assert (json_object_get_null_member (json_array_get_object_element (cells, 0), "value"));
  ck_assert_double_eq (json_object_get_double_member (mixed, "value"), 1);
  ck_assert_double_eq (json_object_get_double_member (wall, "median"), 0.5);
  ck_assert (json_object_get_boolean_member (wall, "confident"));
  ck_assert_uint_eq (json_array_get_length (json_object_get_array_member (mixed, "times")), ROUNDS);
  ck_assert_uint_eq (json_array_get_length (json_array_get_array_element (
                         json_object_get_array_member (object, "order"), 0)),
                     sweep->cells->len);
}
END_TEST

/* What the words say of blocking calls; a build may lack the modes that they speak of. */
static void
add_tests_of_blocking_calls (TCase *tests)
{
  if (swim_mode_lookup ("mixed") == NULL || swim_mode_lookup ("offload") == NULL)
    return;
  tcase_add_test (tests, test_the_model_adds_each_blocking_call_to_the_rest);
  tcase_add_test (tests, test_what_is_lost_is_a_share_of_the_speed_that_was_won);
  tcase_add_test (tests, test_the_words_say_what_the_first_blocking_calls_lost);
  tcase_add_test (tests, test_without_a_gain_nothing_is_lost);
  tcase_add_test (tests, test_the_table_has_a_line_for_each_value_and_mode);
  tcase_add_test (tests, test_the_export_has_the_values_and_the_cells);
}

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_values_are_read_in_their_units, 0, G_N_ELEMENTS (good));
  tcase_add_loop_test (tests, test_a_bad_value_is_named, 0, G_N_ELEMENTS (bad));
  tcase_add_test (tests, test_a_share_runs_the_modes_that_have_one_beside_the_one_without);
  tcase_add_test (tests, test_jobs_run_each_mode_against_itself_at_the_first_value);
  tcase_add_test (tests, test_clients_run_each_mode_against_itself_with_the_first_client);
  tcase_add_test (tests, test_a_delay_runs_all_modes_against_the_first);
  tcase_add_test (tests, test_few_rounds_give_only_the_range);
  tcase_add_test (tests, test_a_share_that_chooses_no_call_is_said);
  tcase_add_test (tests, test_the_words_about_jobs_name_the_fastest_value);
  tcase_add_test (tests, test_the_words_and_the_export_name_the_clients);
  tcase_add_test (tests, test_the_words_about_delays_name_the_fastest_mode);
  add_tests_of_blocking_calls (tests);
}

SWIM_TEST_MAIN ("sweep", add_tests)
