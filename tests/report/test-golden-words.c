/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people read about a comparison, for hand-made ones whose right words are known. A case is a
 * pair of files in tests/report/words: NAME.json says what each mode measured, NAME.txt what is
 * shown of that at 80 columns. A new case needs no code. Where words change on purpose, run with
 * SWIM_TEST_UPDATE=1, and read what has changed. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "program/show.h"
#include "swim-test.h"

#define WIDTH 80

static char *
find_folder (void)
{
  return g_build_filename (g_getenv ("SWIM_TEST_SRCDIR"), "tests", "report", "words", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of the cases, without endings, sorted. */
static GPtrArray *
list_cases (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  swim_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".json")));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* A figure of a round: one for all rounds, or an array with one for each; NaN: there is none. */
static double
read_figure (JsonObject *mode, const char *name, guint round)
{
  JsonNode *node = json_object_get_member (mode, name);
  JsonArray *each;

  if (node == NULL)
    return NAN;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_double (node);
  each = json_node_get_array (node);
  return json_array_get_double_element (each, round % json_array_get_length (each));
}

static void
add_stalls (SwimRecord *record, JsonArray *stalls)
{
  for (guint i = 0; i < json_array_get_length (stalls); i++)
    {
      JsonObject *object = json_array_get_object_element (stalls, i);
      SwimStall *stall =
          swim_stall_new ((gint64) (json_object_get_double_member (object, "start") * 1e9),
                          (gint64) (json_object_get_double_member (object, "seconds") * 1e9));
      const char *cause = json_object_get_string_member_with_default (object, "cause", NULL);

      ck_assert (swim_cause_from_string (cause, &stall->cause));
      stall->subject = g_strdup (json_object_get_string_member_with_default (object, "item", NULL));
      stall->call = g_strdup (json_object_get_string_member_with_default (object, "call", NULL));
      stall->fd_target =
          g_strdup (json_object_get_string_member_with_default (object, "target", NULL));
      g_ptr_array_add (record->loop.worst_stalls, stall);
    }
}

static void
add_offloaded (SwimRecord *record, JsonArray *offloaded)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (offloaded); i++)
    g_strv_builder_add (builder, json_array_get_string_element (offloaded, i));
  g_strfreev (record->offloaded);
  record->offloaded = g_strv_builder_end (builder);
}

static SwimRecord *
make_record (JsonObject *mode, guint round)
{
  SwimRecord *record = swim_record_new ();

  record->job = g_strdup ("probe");
  record->mode = g_strdup (json_object_get_string_member (mode, "mode"));
  record->jobs = 64;
  record->items = 18;
  record->statuses[SWIM_STATUS_OK] = 18;
  record->digest = g_strdup (json_object_get_string_member_with_default (mode, "digest", "d"));
  record->wall_seconds = read_figure (mode, "wall", round);
  record->throughput_per_sec = (double) record->items / record->wall_seconds;
  record->blocking_share = read_figure (mode, "share", round);
  record->usage.threads_max = (gint64) read_figure (mode, "threads", round);
  record->usage.rss_max_bytes = (gint64) (read_figure (mode, "MiB", round) * 1048576);
  record->service.p50 = 0.0512;
  record->service.p99 = 0.0631;
  record->usage.cpu_user_seconds = 0.0123;
  record->loop.delay_max = read_figure (mode, "stall", round);
  /* As with the default of --stall-ms. */
  record->loop.stalls = record->loop.delay_max >= 0.02;
  if (json_object_has_member (mode, "stalls"))
    add_stalls (record, json_object_get_array_member (mode, "stalls"));
  if (json_object_has_member (mode, "offloaded"))
    add_offloaded (record, json_object_get_array_member (mode, "offloaded"));
  return record;
}

static void
add_mode (SwimComparison *comparison, JsonObject *mode)
{
  SwimContender *contender =
      swim_comparison_add (comparison, json_object_get_string_member (mode, "mode"));

  for (guint round = 0; round < comparison->rounds; round++)
    {
      int exit_code = 0;

      g_ptr_array_add (contender->records, make_record (mode, round));
      g_array_append_val (contender->exit_codes, exit_code);
    }
  contender->problem =
      g_strdup (json_object_get_string_member_with_default (mode, "problem", NULL));
}

static SwimComparison *
make_comparison (const char *path)
{
  SwimComparison *comparison = swim_comparison_new ("probe");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  JsonArray *modes;

  json_parser_load_from_file (parser, path, &error);
  swim_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  comparison->rounds = (guint) json_object_get_int_member_with_default (object, "rounds", 8);
  modes = json_object_get_array_member (object, "modes");
  for (guint i = 0; i < json_array_get_length (modes); i++)
    add_mode (comparison, json_array_get_object_element (modes, i));
  swim_comparison_conclude (comparison);
  return comparison;
}

static guint
widest_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint widest = 0;

  for (char **line = lines; *line != NULL; line++)
    widest = MAX (widest, (guint) g_utf8_strlen (*line, -1));
  return widest;
}

/* Whether the words of the case are as ever; says where they are not. */
static gboolean
check_case (const char *folder, const char *name)
{
  g_autofree char *base = g_build_filename (folder, name, NULL);
  g_autofree char *input = g_strconcat (base, ".json", NULL);
  g_autofree char *golden = g_strconcat (base, ".txt", NULL);
  g_autoptr (SwimComparison) comparison = make_comparison (input);
  SwimShowOptions options = { 0 };
  g_autofree char *text = swim_show_to_text (&options, comparison, WIDTH);
  g_autofree char *expected = NULL;

  ck_assert_uint_le (widest_line (text), WIDTH);
  if (g_getenv ("SWIM_TEST_UPDATE") != NULL)
    ck_assert (g_file_set_contents (golden, text, -1, NULL));
  g_file_get_contents (golden, &expected, NULL, NULL);
  if (g_strcmp0 (text, expected) == 0)
    return TRUE;
  g_printerr ("# %s: this is shown:\n%s# and not:\n%s", name, text,
              expected != NULL ? expected : "(there is no such file)\n");
  return FALSE;
}

START_TEST (test_hand_made_comparisons_have_the_right_words)
{
  g_autofree char *folder = find_folder ();
  g_autoptr (GPtrArray) names = list_cases (folder);
  gboolean same = TRUE;

  /* As in the program: the width of a table counts characters. */
  ck_assert_ptr_nonnull (setlocale (LC_CTYPE, "C.UTF-8"));
  ck_assert_uint_ge (names->len, 10);
  for (guint i = 0; i < names->len; i++)
    same = check_case (folder, g_ptr_array_index (names, i)) && same;
  ck_assert (same);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_hand_made_comparisons_have_the_right_words);
}

SWIM_TEST_MAIN ("golden-words", add_tests)
