/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watch: what it says, in how many columns, and as JSON both ways. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/json-print.h"
#include "base/swim-error.h"
#include "report/export.h"
#include "report/format.h"
#include "report/watch.h"
#include "swim-test.h"
#include "tests/watch/watch-fixture.h"
#include "watch/watch-gate.h"
#include "watch/watch-report-json.h"

static const struct
{
  WatchFixture fixture;
  const char *words;
} sentences[] = {
  { WATCH_BLOCKED,
    "main was blocked for 341 ms in flock() on /home/ana/…/thumbnails/normal/lock, called by cache_lock (cache.c:113); offloading its 3 call sites would bring the worst delay from 341 ms to 122 ms at best. It had 5 stalls of 50.0 ms or longer, which took 975 ms of the 12.3 s." },
  { WATCH_REPAIRED, "main computed for 118 ms in index_parse (index.c:44)." },
  { WATCH_COMPUTING, "main computed for 120 ms in index_parse (index.c:44)." },
  { WATCH_MOSTLY_COMPUTING,
    "main handled no event for 120 ms, 70.2 ms of them computing in index_parse (index.c:44)." },
  { WATCH_MOSTLY_STARVED,
    "main handled no event for 120 ms, 70.2 ms of them ready to run, but without a CPU, in index_parse (index.c:44)." },
  { WATCH_STARVED,
    "main was ready to run, but had no CPU for 120 ms, in index_parse (index.c:44)." },
  { WATCH_UNSEEN, "main handled no event for 120 ms; the cause was not seen." },
  { WATCH_MANY,
    "main was busy for 120 ms, 99.1 ms of them in 1204 calls; the longest, 2.10 ms, was read() on /home/ana/.config/gallery/settings.ini, called by settings_read (settings.c:58)." },
  { WATCH_MANY_STARVED,
    "main was busy for 120 ms, 70.2 ms of them without a CPU and 99.1 ms in 1204 calls; the longest, 2.10 ms, was read() on /home/ana/.config/gallery/settings.ini, called by settings_read (settings.c:58)." },
  { WATCH_MANY_KINDS,
    "main was busy for 120 ms, 99.1 ms of them in 1204 calls; 71.3 ms of that in read(), called by settings_read (settings.c:58)." },
  { WATCH_TWO,
    "main was blocked for 120 ms, 72.0 ms of them in read() on /home/ana/.config/gallery/settings.ini, called by settings_read (settings.c:58)." },
  { WATCH_PARTLY,
    "main handled no event for 120 ms, 72.0 ms of them in read() on /home/ana/.config/gallery/settings.ini, called by settings_read (settings.c:58)." },
  { WATCH_UNENDED,
    "main was blocked for 120 ms in waitpid(), called by helper_wait (helper.c:20), until the program ended." },
  { WATCH_CALM,
    "No loop stalled for 50.0 ms or longer in 12.3 s. The longest delay was that of main, 9.60 ms. Most time in calls: open() on /home/ana/.config/gallery/recent.xbel, called by recent_load (recent.c:31), 212 times, 10.4 ms in all." },
  { WATCH_NO_LOOP,
    "No main loop was seen in sleep: none of its threads polled a GMainContext of a shared GLib." },
  { WATCH_HOSTILE,
    "<script>alert('1')</script> was blocked for 9.00 s in a|b&\"c() on /tmp/��\\u000a=cmd, called by f\\u000dg (h\\u0009i.c:1)." },
};

START_TEST (test_the_first_sentence_is_one_to_act_on)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (sentences[_i].fixture);
  g_autofree char *words = swim_watch_words (report);

  ck_assert_str_eq (words, sentences[_i].words);
}
END_TEST

static const guint widths[] = { 30, 72, 80, 100, 160 };

START_TEST (test_the_text_fits_its_columns)
{
  swim_format_use_utf8 ();
  for (guint i = 0; i < WATCH_N_FIXTURES; i++)
    {
      g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (i);
      g_autofree char *text = swim_report_watch (report, widths[_i], FALSE);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      ck_assert (g_utf8_validate (text, -1, NULL));
      ck_assert_ptr_null (strchr (text, '\033'));
      for (char **line = lines; *line != NULL && i != WATCH_HOSTILE && widths[_i] >= 72; line++)
        ck_assert_msg (g_utf8_strlen (*line, -1) <= widths[_i], "%u: %s", widths[_i], *line);
    }
}
END_TEST

/* How many stalls the list has, how many the loop had, and what stands above the list. */
static const struct
{
  guint listed;
  guint all;
  const char *caption;
} captions[] = {
  { 1, 1, "\nThe longest stall:\n" },
  { 1, 2, "\nThe longest of 2 stalls:\n" },
  { 2, 2, "\nThe longest stalls:\n" },
  { 2, 9, "\nThe longest 2 of 9 stalls:\n" },
};

START_TEST (test_the_list_of_stalls_says_how_many_it_is_of)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (WATCH_BLOCKED);
  g_autofree char *text = NULL;

  for (guint i = 0; i < report->loops->len; i++)
    ((SwimWatchLoop *) g_ptr_array_index (report->loops, i))->report.stalls =
        i == 0 ? captions[_i].all : 0;
  g_ptr_array_set_size (report->stalls, (int) captions[_i].listed);
  text = swim_report_watch (report, 80, FALSE);
  ck_assert_msg (strstr (text, captions[_i].caption) != NULL, "%s", text);
}
END_TEST

static const struct
{
  const char *text;
  guint most;
  const char *shortened;
} paths[] = {
  { "/a/b", 10, "/a/b" },
  { "/home/ana/.cache/gallery/lock", 20, "/home/…/gallery/lock" },
  { "/home/ana/.cache/gallery/a-very-long-name-indeed", 20, "/home/…g-name-indeed" },
  { "/home/µna/µµµµµµµµ/lock", 14, "/hom…/lock" },
  { "abcdefghijklmnop", 7, "ab…mnop" },
  { "a\nb", 10, "a\\u000ab" },
  { "abcdef", 2, "abcdef" },
  { "", 5, "" },
};

START_TEST (test_long_paths_lose_their_middle)
{
  g_autofree char *shortened = swim_watch_shorten (paths[_i].text, paths[_i].most);

  ck_assert_str_eq (shortened, paths[_i].shortened);
}
END_TEST

static const struct
{
  SwimFrame frame;
  const char *words;
} frames[] = {
  { { (char *) "f", (char *) "/src/a.c", 3, (char *) "/usr/lib/libx.so.1", 16 }, "f (a.c:3)" },
  { { (char *) "f", (char *) "/src/a.c", 0, NULL, 16 }, "f (a.c)" },
  { { (char *) "f", NULL, 0, (char *) "/usr/lib/libx.so.1", 16 }, "f in libx.so.1" },
  { { NULL, (char *) "a.py", 3, NULL, 0 }, "code (a.py:3)" },
  { { NULL, NULL, 0, (char *) "/usr/lib/libx.so.1", 16 }, "libx.so.1+0x10" },
  { { (char *) "f", NULL, 0, NULL, 0 }, "f" },
  { { NULL, NULL, 0, NULL, 16 }, "unknown code" },
};

START_TEST (test_a_frame_is_named_by_what_is_known)
{
  g_autofree char *words = swim_watch_frame_in_words (&frames[_i].frame);

  ck_assert_str_eq (words, frames[_i].words);
}
END_TEST

/* What a remark of the first fixture must have. */
static const char *const remarks[] = {
  "explain 90.7 % of the 871 ms", "ran for 394 ms before", "17 calls were lost", "xdg-mime",
  "2 calls by the rule",          "“open /etc/*”",         "--audit=complete",   "* This loop",
};

START_TEST (test_what_was_not_seen_is_said)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (WATCH_BLOCKED);
  g_auto (GStrv) said = swim_watch_remarks (report);
  g_autofree char *all = g_strjoinv ("\n", said);

  ck_assert_msg (strstr (all, remarks[_i]) != NULL, "%s", all);
}
END_TEST

START_TEST (test_a_rule_that_offloads_nothing_is_named)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (WATCH_BLOCKED);

  g_free (report->offload);
  report->offload = g_strdup ("nanoslepp *");
  for (guint unused = 0; unused < 2; unused++)
    {
      g_auto (GStrv) said = NULL;
      g_autofree char *all = NULL;

      for (guint i = 0; unused && i < report->loops->len; i++)
        ((SwimWatchLoop *) g_ptr_array_index (report->loops, i))->what_if.calls = 0;
      said = swim_watch_remarks (report);
      all = g_strjoinv ("\n", said);
      ck_assert_msg ((strstr (all, "matches “nanoslepp *”") != NULL) == (unused == 1), "%s", all);
    }
}
END_TEST

static char *
to_text (const SwimWatchReport *report)
{
  g_autoptr (JsonNode) node = swim_watch_report_to_json (report, "words");
  char *text = NULL;
  gsize length;
  FILE *file = open_memstream (&text, &length);
  char *copy;

  swim_json_print (node, NULL, NULL, file);
  fclose (file);
  copy = g_strdup (text);
  free (text);
  return copy;
}

static SwimWatchReport *
from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  ck_assert_ptr_nonnull (node);
  return swim_watch_report_from_json (node, error);
}

START_TEST (test_a_report_survives_its_file)
{
  g_autoptr (SwimWatchReport) written = swim_watch_fixture_new (_i);
  g_autofree char *text = to_text (written);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimWatchReport) read = from_text (text, &error);
  g_autofree char *again = NULL;
  g_autofree char *shown = swim_report_watch (written, 80, FALSE);
  g_autofree char *shown_again = NULL;

  swim_assert_no_error (error);
  again = to_text (read);
  ck_assert_str_eq (again, text);
  shown_again = swim_report_watch (read, 80, FALSE);
  ck_assert_str_eq (shown_again, shown);
}
END_TEST

/* Members that those before did not write. */
static const char *const later[] = { "call_total", "call_max", "on_cpu", "without_cpu" };

START_TEST (test_an_older_report_is_read)
{
  g_autoptr (SwimWatchReport) written = swim_watch_fixture_new (WATCH_TWO);
  g_autoptr (JsonNode) node = swim_watch_report_to_json (written, "words");
  JsonArray *stalls = json_object_get_array_member (json_node_get_object (node), "stalls");
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimWatchReport) read = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      ck_assert (json_object_has_member (json_array_get_object_element (stalls, 0), later[i]));
      json_object_remove_member (json_array_get_object_element (stalls, 0), later[i]);
    }
  ck_assert (json_object_has_member (json_node_get_object (node), "unwatched"));
  json_object_remove_member (json_node_get_object (node), "unwatched");
  read = swim_watch_report_from_json (node, &error);
  swim_assert_no_error (error);
  words = swim_watch_words (read);
  ck_assert_msg (g_str_has_prefix (words, "main was blocked for 120 ms in read() on "), "%s",
                 words);
}
END_TEST

/* A loop that nobody watched may have stalled. */
START_TEST (test_a_gate_is_about_what_was_not_watched_too)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (WATCH_TWO);
  g_autoptr (SwimWatchGate) any = swim_watch_gate_parse ("stall.max>1h", NULL);
  g_autoptr (SwimWatchGate) one = swim_watch_gate_parse ("main.stall.max>1h", NULL);
  g_autofree char *failure = NULL;

  ck_assert (swim_watch_gate_check (any, report, &failure));
  report->unwatched = 18;
  ck_assert (swim_watch_gate_check (one, report, &failure));
  ck_assert (!swim_watch_gate_check (any, report, &failure));
  ck_assert_ptr_nonnull (strstr (failure, "nothing is known of 18 more processes or threads"));
}
END_TEST

/* Changes to a good file, and what the error must name. */
static const struct
{
  const char *from;
  const char *to;
  const char *word;
} breakages[] = {
  { "\"swimlane-watch\"", "\"swimlane-record\"", "format" },
  { "\"version\" : 1", "\"version\" : 2", "version" },
  { "\"command\" : [", "\"command\" : [ 1,", "command" },
  { "\"command\" : [\"gallery\", \"--album\", \"/home/ana/Pictures\"]", "\"command\" : []",
    "command" },
  { "\"seconds\" : 12", "\"seconds\" : -12", "seconds" },
  { "\"seconds\" : 12", "\"seconds\" : \"\", \"x\" : 1", "seconds" },
  { "\"exit_status\" : 0", "\"exit_status\" : 4294967296", "exit_status" },
  { "\"audit\" : \"calls\"", "\"audit\" : null", "audit" },
  { "\"lost_turns\" : 0", "\"lost_turns\" : -1", "lost_turns" },
  { "\"lost_turns\" : 0", "\"lost_turns\" : null", "lost_turns" },
  { "\"usage\" : {", "\"usage\" : {}, \"x\" : {", "cpu_user_seconds" },
  { "\"pid\" : 4711", "\"pid\" : 2147483648", "processes[0]: member “pid”" },
  { "\"program\" : \"/usr/bin/gallery\"", "\"program\" : null", "processes[0]" },
  { "\"processes\" : [", "\"processes\" : [ 1,", "processes[0]" },
  { "\"loops\" : [", "\"loops\" : [ [],", "loops[0]" },
  { "\"name\" : \"main\"", "\"name\" : null", "loops[0]" },
  { "\"process\" : 0", "\"process\" : 1", "loops[0]: it is of no process" },
  { "\"contexts\" : 1", "\"contexts\" : 4294967296", "loops[0]: member “contexts”" },
  { "\"private\" : false", "\"private\" : 0", "loops[0]: member “private”" },
  { "\"what_if\" : {", "\"what_if\" : null, \"x\" : {", "loops[0]: member “what_if”" },
  { "\"iterations\" : 48211", "\"iterations\" : 1.5", "loops[0]: member “iterations”" },
  { "\"worst_stalls\" : [", "\"worst_stalls\" : [ 1,", "loops[0]: worst_stalls[0]" },
  { "\"start\" : 2.1", "\"start\" : 1e10", "loops[0]: worst_stalls[0]" },
  { "\"fd\" : null", "\"fd\" : 2147483648", "worst_stalls[0]: member “fd”" },
  { "\"stalls\" : [", "\"stalls\" : [ {},", "stalls[0]" },
  { "\"loop\" : 0", "\"loop\" : 3", "stalls[0]: it is of no loop" },
  { "\"caught\" : true", "\"caught\" : \"yes\"", "stalls[0]: member “caught”" },
  { "\"stack\" : {", "\"stack\" : [], \"x\" : {", "stalls[0]: member “stack”" },
  { "\"own\" : 0", "\"own\" : 8", "stalls[0]: member “own”" },
  { "\"own\" : 0", "\"own\" : 3000000000", "stalls[0]: member “own”" },
  { "\"frames\" : [", "\"frames\" : [ {\"function\" : 1},", "stalls[0]: frames[0]" },
  { "\"calls\" : [", "\"calls\" : 5, \"x\" : [", "calls" },
  { "\"function\" : \"flock\"", "\"function\" : null", "calls[0]" },
  { "\"count\" : 6", "\"count\" : -1", "calls[0]: member “count”" },
  { "\"rules\" : [", "\"rules\" : [ null,", "rules[0]" },
  { "\"rule\" : \"read *.ui\"", "\"rule\" : null", "rules[0]" },
  { "\"notes\" : [", "\"notes\" : [ 1,", "notes" },
  { "\"kernel\" : ", "\"kernel\" : [], \"x\" : ", "context" },
};

START_TEST (test_what_is_wrong_is_named)
{
  g_autoptr (SwimWatchReport) written = swim_watch_fixture_new (WATCH_BLOCKED);
  g_autofree char *text = to_text (written);
  const char *at = strstr (text, breakages[_i].from);
  g_autoptr (GString) broken = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (at != NULL, "%s does not occur", breakages[_i].from);
  g_string_append_len (broken, text, at - text);
  g_string_append (broken, breakages[_i].to);
  g_string_append (broken, at + strlen (breakages[_i].from));
  ck_assert_ptr_null (from_text (broken->str, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, breakages[_i].word) != NULL, "%s", error->message);
}
END_TEST

static char *export(WatchFixture fixture, const SwimExportFormat *format)
{
  g_autoptr (SwimWatchReport) report = swim_watch_fixture_new (fixture);
  g_autofree char *text = NULL;
  gsize length;
  FILE *file = open_memstream (&text, &length);

  format->write_watch (report, file);
  fclose (file);
  return g_steal_pointer (&text);
}

/* Checks that it is well-formed, and that nothing in it could run. */
static void
on_element (GMarkupParseContext *context,
            const char *element,
            const char **names,
            const char **values,
            gpointer data,
            GError **error)
{
  ck_assert_str_ne (element, "script");
  for (; *names != NULL; names++)
    ck_assert (!g_str_has_prefix (*names, "on") && strcmp (*names, "href") != 0);
}

static void
check_markup (const char *text)
{
  static const GMarkupParser parser = { .start_element = on_element };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  /* GMarkup knows no document type. */
  if (g_str_has_prefix (text, "<!DOCTYPE html>"))
    text = strchr (text, '\n');
  g_markup_parse_context_parse (context, text, -1, &error);
  swim_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  swim_assert_no_error (error);
}

START_TEST (test_every_format_shows_every_report)
{
  const SwimExportFormat *format = swim_export_list ()[_i];

  ck_assert ((format->write_watch != NULL) == ((format->flags & SWIM_EXPORT_WATCHES) != 0));
  ck_assert ((format->write_watch != NULL) == (format->watch_help != NULL));
  for (guint i = 0; format->write_watch != NULL && i < WATCH_N_FIXTURES; i++)
    {
      g_autofree char *text = export(i, format);

      ck_assert_msg (g_utf8_validate (text, -1, NULL), "%s of %u", format->name, i);
      ck_assert_ptr_null (strchr (text, '\033'));
      if (strcmp (format->name, "html") == 0 || strcmp (format->name, "svg") == 0)
        check_markup (text);
      if (strcmp (format->name, "json") == 0 || strcmp (format->name, "trace") == 0)
        {
          g_autoptr (JsonNode) node = json_from_string (text, NULL);

          ck_assert_ptr_nonnull (node);
        }
    }
}
END_TEST

START_TEST (test_before_and_after_say_what_is_gone)
{
  g_autoptr (SwimWatchReport) before = swim_watch_fixture_new (WATCH_BLOCKED);
  g_autoptr (SwimWatchReport) after = swim_watch_fixture_new (WATCH_REPAIRED);
  g_autofree char *words = swim_watch_change_words (before, after);
  g_autofree char *back = swim_watch_change_words (after, before);
  g_autofree char *same = swim_watch_change_words (after, after);

  ck_assert_str_eq (
      words,
      "The worst delay of main fell from 341 ms to 118 ms; the 99th percentile fell from 12.1 ms "
      "to 2.60 ms; it had 1 stall, and 5 before. Gone: flock() called by cache_lock (cache.c:113), "
      "651 ms in 6 calls; read() called by settings_read (settings.c:58), 142 ms in 1304 calls; "
      "connect() called by bus_open (bus.c:41), 20.1 ms in 1 call. New: stat() called by "
      "cache_check (cache.c:99), 700 µs in 40 calls. Each is a single run: watch again before you "
      "trust a small difference.");
  ck_assert_ptr_nonnull (strstr (back, "rose from 118 ms to 341 ms"));
  ck_assert_ptr_nonnull (strstr (back, "Gone: stat() called"));
  ck_assert_ptr_nonnull (strstr (same, "is about the same (118 ms, then 118 ms)"));
  ck_assert_ptr_null (strstr (same, "Gone"));
}
END_TEST

/* As if the program had been built in another folder, and its code had moved by some lines. */
static void
move_frames (const SwimStack *stack)
{
  for (guint i = 0; i < stack->frames->len; i++)
    {
      SwimFrame *frame = g_ptr_array_index (stack->frames, i);
      g_autofree char *file = g_steal_pointer (&frame->file);
      g_autofree char *module = g_steal_pointer (&frame->module);

      frame->file = file != NULL ? g_strconcat ("/elsewhere/", file, NULL) : NULL;
      frame->module = g_strconcat ("/elsewhere/", module, NULL);
      frame->line += 3;
      frame->offset += 48;
    }
}

START_TEST (test_a_program_that_is_built_elsewhere_is_the_same)
{
  g_autoptr (SwimWatchReport) before = swim_watch_fixture_new (WATCH_BLOCKED);
  g_autoptr (SwimWatchReport) after = swim_watch_fixture_new (WATCH_BLOCKED);
  g_autofree char *words = NULL;

  for (guint i = 0; i < after->calls->len; i++)
    move_frames (&((SwimAuditCall *) g_ptr_array_index (after->calls, i))->stack);
  words = swim_watch_change_words (before, after);
  ck_assert_msg (strstr (words, "Gone") == NULL && strstr (words, "New") == NULL, "%s", words);
}
END_TEST

START_TEST (test_any_two_reports_can_be_compared)
{
  g_autoptr (SwimWatchReport) before = swim_watch_fixture_new (_i);

  for (guint i = 0; i < WATCH_N_FIXTURES; i++)
    {
      g_autoptr (SwimWatchReport) after = swim_watch_fixture_new (i);
      g_autofree char *words = swim_watch_change_words (before, after);
      g_autoptr (SwimGrid) grid = swim_watch_change_grid (before, after);

      ck_assert_uint_ge (swim_grid_count_rows (grid), before->loops->len);
      ck_assert (g_utf8_validate (words, -1, NULL));
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_the_first_sentence_is_one_to_act_on, 0,
                       G_N_ELEMENTS (sentences));
  tcase_add_loop_test (tests, test_the_text_fits_its_columns, 0, G_N_ELEMENTS (widths));
  tcase_add_loop_test (tests, test_the_list_of_stalls_says_how_many_it_is_of, 0,
                       G_N_ELEMENTS (captions));
  tcase_add_loop_test (tests, test_long_paths_lose_their_middle, 0, G_N_ELEMENTS (paths));
  tcase_add_loop_test (tests, test_a_frame_is_named_by_what_is_known, 0, G_N_ELEMENTS (frames));
  tcase_add_loop_test (tests, test_what_was_not_seen_is_said, 0, G_N_ELEMENTS (remarks));
  tcase_add_test (tests, test_a_rule_that_offloads_nothing_is_named);
  tcase_add_loop_test (tests, test_a_report_survives_its_file, 0, WATCH_N_FIXTURES);
  tcase_add_test (tests, test_an_older_report_is_read);
  tcase_add_test (tests, test_a_gate_is_about_what_was_not_watched_too);
  tcase_add_loop_test (tests, test_what_is_wrong_is_named, 0, G_N_ELEMENTS (breakages));
  tcase_add_loop_test (tests, test_every_format_shows_every_report, 0, SWIM_N_EXPORTS);
  tcase_add_test (tests, test_before_and_after_say_what_is_gone);
  tcase_add_test (tests, test_a_program_that_is_built_elsewhere_is_the_same);
  tcase_add_loop_test (tests, test_any_two_reports_can_be_compared, 0, WATCH_N_FIXTURES);
}

SWIM_TEST_MAIN ("watch-report", add_tests)
