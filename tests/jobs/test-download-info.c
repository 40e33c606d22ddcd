/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job as a front end sees it: which items its arguments make, and how it reads. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/swim-error.h"
#include "job/job-info.h"
#include "jobs/jobs.h"
#include "swim-test.h"

/* A front end in small. */
typedef struct
{
  gpointer params;
  SwimJobSetup setup;
  char **args;
  SwimJob *job;
  SwimItems *items;
} Front;

static const SwimJobInfo *const info = &swim_job_info_download;

/* Parses a command line; FALSE where it was bad. With lab, in the lab. */
static gboolean
front_init (Front *front, const char *line, gboolean lab, const char *input, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *whole = g_strconcat ("download ", line, NULL);
  g_autofree GOptionEntry *entries = NULL;

  memset (front, 0, sizeof *front);
  front->params = info->params_new ();
  entries = info->options (front->params);
  g_option_context_add_main_entries (context, entries, NULL);
  ck_assert (g_shell_parse_argv (whole, NULL, &front->args, NULL));
  if (!g_option_context_parse_strv (context, &front->args, error))
    return FALSE;
  front->setup.args = (const char *const *) front->args + 1;
  front->setup.jobs = 7;
  front->setup.input = input;
  front->setup.lab_url = lab ? "http://flags.lab:8080" : NULL;
  front->setup.lab_nameserver = lab ? "127.0.0.1:53" : NULL;
  front->job = info->create (front->params, &front->setup, &front->items, error);
  return front->job != NULL;
}

static void
front_clear (Front *front)
{
  g_clear_object (&front->items);
  g_clear_object (&front->job);
  g_strfreev (front->args);
  info->params_free (front->params);
}

static void
on_wake (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The next item, waiting for it if need be; NULL at the end. */
static SwimItem *
pull (SwimItems *items)
{
  gboolean woken = FALSE;
  SwimItem *item = NULL;
  SwimNext next;

  swim_items_set_wake (items, on_wake, &woken);
  while ((next = swim_items_next (items, &item)) == SWIM_NEXT_WAIT)
    while (!woken)
      g_main_context_iteration (NULL, TRUE);
  return next == SWIM_NEXT_ITEM ? item : NULL;
}

/* All items as "NAME TARGET PATH" or "! PROBLEM", one a line. A path that another item has is
 * marked with "*", one that is fixed with "!". */
static char *
pull_all (SwimItems *items)
{
  static const char *const marks[] = { "", "*", "!" };
  GString *text = g_string_new (NULL);
  SwimItem *item;

  while ((item = pull (items)) != NULL)
    {
      if (item->problem != NULL)
        g_string_append_printf (text, "! %s\n", item->problem);
      else
        g_string_append_printf (text, "%s %s %s%s\n", item->name, swim_item_get_target (item),
                                item->path, marks[item->path_use]);
      swim_item_free (item);
    }
  return g_string_free (text, FALSE);
}

static char *
pull_names (const char *line)
{
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  SwimItem *item;
  Front front;

  front_init (&front, line, TRUE, NULL, &error);
  swim_assert_no_error (error);
  while ((item = pull (front.items)) != NULL)
    {
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", item->name);
      swim_item_free (item);
    }
  front_clear (&front);
  return g_string_free (text, FALSE);
}

static const struct
{
  const char *line;
  const char *names;
} lines[] = {
  { "", "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN" },
  { "us CN us", "CN US" },
  { "--limit=3", "BD BR CD" },
  { "z", "ZA ZM ZW" },
  { "--every --limit=4", "AA AB AC AD" },
  { "--all --limit=3", "AD AE AF" },
  { "q --every", "QA QB QC QD QE QF QG QH QI QJ QK QL QM QN QO QP QQ QR QS QT QU QV QW QX QY QZ" },
  { "--every xx", "XX" },
  { "http://a.example/1 br http://a.example/0", "http://a.example/1 http://a.example/0 BR" },
};

START_TEST (test_arguments_stand_for_countries_and_urls)
{
  g_autofree char *names = pull_names (lines[_i].line);

  ck_assert_str_eq (names, lines[_i].names);
}
END_TEST

START_TEST (test_all_are_194_and_every_are_676)
{
  static const struct
  {
    const char *line;
    gint64 count;
  } counts[] = {
    { "--all", 194 }, { "--every", 676 }, { "--all --every", 676 }, { "a --all", 194 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Front front;

      ck_assert (front_init (&front, counts[i].line, TRUE, NULL, NULL));
      ck_assert_int_eq (swim_items_get_count (front.items), counts[i].count);
      front_clear (&front);
    }
}
END_TEST

START_TEST (test_bad_argument_is_named_with_what_to_do)
{
  static const struct
  {
    const char *line;
    gboolean lab;
    const char *said;
  } rows[] = {
    { "XX", TRUE, "XX is not a country code; use --every" },
    { "usa", TRUE, "usa is not a URL" },
    { "4", TRUE, "4 is not a URL" },
    { "''", TRUE, " is not a URL" },
    { "", FALSE, "add --lab" },
    { "--limit=-1", TRUE, "--limit must be" },
    { "--max-size=-1", TRUE, "--max-size must be" },
    { "--max-redirects=-1", TRUE, "--max-redirects must be" },
    { "--output-template=", TRUE, "--output-template: it is empty" },
    { "--output-template=/x", TRUE, "must not begin with a slash" },
    { "--output-template={host}/", TRUE, "must not end in a slash" },
    { "--output-template={host}/../x", TRUE, "must not lead out" },
    { "--output-template={nam}", TRUE, "there is no field {nam}, only {scheme} {host}" },
    { "--output-template=a{name", TRUE, "a brace stands alone in “{name”" },
    { "--output-template=a}b", TRUE, "a brace stands alone in “}b”" },
    { "--output-template={na{me}}", TRUE, "a brace stands alone" },
    { "--no-local", TRUE, "--no-local refuses addresses of this machine" },
    { "--cacert=/nowhere", TRUE, "--cacert: cannot read certificates from /nowhere: " },
    { "--server=NOWHERE", TRUE, "--server must be LOCAL, DELAY, ERROR or a URL, not NOWHERE" },
    { "--base-url=flags", TRUE, "--base-url must be a URL" },
    { "--base-url=http://a.example --server=http://b.example", TRUE, "leave one out" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      Front front;

      ck_assert_msg (!front_init (&front, rows[i].line, rows[i].lab, NULL, &error), "%s",
                     rows[i].line);
      ck_assert_msg (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE), "%s", error->message);
      ck_assert_msg (strstr (error->message, rows[i].said) != NULL, "%s", error->message);
      front_clear (&front);
    }
}
END_TEST

START_TEST (test_flag_is_found_below_the_base)
{
  static const struct
  {
    const char *line;
    gboolean lab;
    const char *items;
  } rows[] = {
    { "fr", TRUE, "FR http://flags.lab:8080/flags/fr/fr.gif fr.gif\n" },
    { "fr --server=delay", TRUE, "FR http://flags.lab:8080/flags/fr/fr.gif fr.gif\n" },
    { "fr --base-url=http://a.example/x/", FALSE, "FR http://a.example/x/fr/fr.gif fr.gif\n" },
    { "fr --server=http://a.example", TRUE, "FR http://a.example/fr/fr.gif fr.gif\n" },
    { "http://a.example/d/ http://a.example/e/ http://a.example/Index.html", FALSE,
      "http://a.example/d/ http://a.example/d/ index.html\n"
      "http://a.example/e/ http://a.example/e/ index.html*\n"
      "http://a.example/Index.html http://a.example/Index.html Index.html*\n" },
    { "ftp://a.example/x", FALSE, "! ftp://a.example/x is neither http nor https\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *items = NULL;
      Front front;

      front_init (&front, rows[i].line, rows[i].lab, NULL, &error);
      swim_assert_no_error (error);
      items = pull_all (front.items);
      ck_assert_str_eq (items, rows[i].items);
      front_clear (&front);
    }
}
END_TEST

START_TEST (test_bad_line_of_a_list_is_a_problem_of_its_own)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "swimlane-list-XXXXXX", NULL);
  const char *list = "fr\nhttp://a.example/x\nXX\nnonsense\nde\nus\n";
  g_autofree char *items = NULL;
  g_autoptr (GError) error = NULL;
  Front front;
  int fd = g_mkstemp (path);

  ck_assert_int_ge (fd, 0);
  ck_assert (g_file_set_contents (path, list, -1, NULL));
  front_init (&front, "br --limit=6", TRUE, path, &error);
  swim_assert_no_error (error);
  ck_assert_int_eq (swim_items_get_count (front.items), 6);
  items = pull_all (front.items);
  ck_assert_str_eq (items,
                    "BR http://flags.lab:8080/flags/br/br.gif br.gif\n"
                    "FR http://flags.lab:8080/flags/fr/fr.gif fr.gif\n"
                    "http://a.example/x http://a.example/x x\n"
                    "! XX is not a country code; use --every to ask for it anyway\n"
                    "! nonsense is neither a URL (http://…) nor a country code of two letters\n"
                    "DE http://flags.lab:8080/flags/de/de.gif de.gif\n");
  front_clear (&front);
  g_unlink (path);
  g_close (fd, NULL);
}
END_TEST

START_TEST (test_template_names_the_files)
{
  static const struct
  {
    const char *template;
    const char *url;
    const char *path;
  } rows[] = {
    { "{host}/{path}", "http://A.example/d/e/x.gif", "a.example/d/e/x.gif" },
    { "{host}/{path}", "http://a.example/d/", "a.example/d/index.html" },
    { "{host}/{path}", "http://a.example", "a.example/index.html" },
    { "{host}/{path}", "http://a.example/../..//x", "a.example/x" },
    { "{host}/{path}", "http://a.example/%2e%2e/a%2fb/c%00", "a.example/a_b/c\xef\xbf\xbd" },
    { "{host}/{path}", "http://[::1]/x", "__1/x" },
    { "{scheme}-{port}/{name}", "https://a.example/x", "https-443/x" },
    { "{port}-{name}", "http://a.example:81/x", "81-x" },
    { "{dir}/{stem}.{ext}", "http://a.example/d/e/x.tar.gz", "d/e/x.tar.gz" },
    { "{dir}/{stem}.{ext}", "http://a.example/x", "x" },
    { "{stem}-{query}.{ext}", "http://a.example/x.php?a=1&b=/../2", "x-a=1&b=_.._2.php" },
    { "{index}.{ext}", "http://a.example/x.gif", "1.gif" },
    { "{{{name}}}", "http://a.example/x.gif", "{x.gif}" },
    { ".{name}", "http://a.example/x", "_x" },
    { "{stem}-{hash}.{ext}", "http://a.example/x.gif", "x-854371f5b3.gif" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line =
          g_strdup_printf ("'--output-template=%s' '%s'", rows[i].template, rows[i].url);
      g_autofree char *expected =
          g_strdup_printf ("%s %s %s\n", rows[i].url, rows[i].url, rows[i].path);
      g_autofree char *items = NULL;
      g_autoptr (GError) error = NULL;
      Front front;

      front_init (&front, line, FALSE, NULL, &error);
      swim_assert_no_error (error);
      items = pull_all (front.items);
      ck_assert_str_eq (items, expected);
      front_clear (&front);
    }
}
END_TEST

START_TEST (test_second_column_of_a_list_names_the_file)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "swimlane-list-XXXXXX", NULL);
  const char *list = "http://a.example/x\tone.gif\n"
                     "http://a.example/y   d/two words.gif\r\n"
                     "fr flag.gif\n"
                     "http://a.example/x one.gif\n"
                     "http://a.example/z ONE.GIF\n"
                     "http://a.example/z ../z\n"
                     "http://a.example/z /z\n"
                     "http://a.example/one.gif\n";
  g_autofree char *items = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  Front front;
  int fd = g_mkstemp (path);

  ck_assert_int_ge (fd, 0);
  ck_assert (g_file_set_contents (path, list, -1, NULL));
  front_init (&front, "", TRUE, path, &error);
  swim_assert_no_error (error);
  items = pull_all (front.items);
  expected = g_strdup_printf (
      "http://a.example/x http://a.example/x one.gif!\n"
      "http://a.example/y http://a.example/y d/two words.gif!\n"
      "FR http://flags.lab:8080/flags/fr/fr.gif flag.gif!\n"
      "http://a.example/x http://a.example/x one.gif!\n"
      "! http://a.example/z has the name of a file that an earlier URL has; give each its own\n"
      "! %s:6: “../z” cannot be the name of a file: it must not lead out of its folder with “..”\n"
      "! %s:7: “/z” cannot be the name of a file: it must not begin with a slash: files go below "
      "the folder of --dest\n"
      "http://a.example/one.gif http://a.example/one.gif one.gif*\n",
      path, path);
  ck_assert_str_eq (items, expected);
  front_clear (&front);
  g_unlink (path);
  g_close (fd, NULL);
}
END_TEST

START_TEST (test_labels_choose_a_scenario_of_the_lab)
{
  Front front;

  ck_assert (front_init (&front, "--server=ERROR", TRUE, NULL, NULL));
  ck_assert_str_eq (info->lab_scenario (front.params), "error");
  front_clear (&front);
  ck_assert (front_init (&front, "--server=http://a.example", TRUE, NULL, NULL));
  ck_assert_ptr_null (info->lab_scenario (front.params));
  front_clear (&front);
}
END_TEST

static GString *failures; /* what is printed on standard error */

static void
add_line (Front *front, GString *text, const char *name, const char *path, SwimStatus status)
{
  g_autoptr (SwimOutcome) outcome =
      swim_outcome_new (status, status != SWIM_STATUS_OK ? "why" : NULL);

  outcome->item = swim_item_new (name);
  outcome->file = g_strdup (path);
  if (status == SWIM_STATUS_OK)
    info->line (front->params, &front->setup, outcome, text);
  else
    info->failure (front->params, &front->setup, outcome, text, failures);
}

START_TEST (test_codes_stand_side_by_side_and_failures_on_their_own)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SwimTally tally = { .total = 5, .wall = 104000 };
  Front front;

  failures = g_string_new (NULL);
  ck_assert (front_init (&front, "", TRUE, NULL, NULL));
  tally.by_status[SWIM_STATUS_OK] = 4;
  tally.by_status[SWIM_STATUS_NOT_FOUND] = 1;
  add_line (&front, text, "BR", "br.gif", SWIM_STATUS_OK);
  add_line (&front, text, "FR", "fr.gif", SWIM_STATUS_OK);
  add_line (&front, text, "DE", "de.gif", SWIM_STATUS_NOT_FOUND);
  add_line (&front, text, "US", "us.gif", SWIM_STATUS_OK);
  add_line (&front, text, "http://a.example/x", "x", SWIM_STATUS_OK);
  info->end (front.params, &front.setup, &tally, text);
  ck_assert_str_eq (failures->str, "DE: not found: why\n");
  g_string_free (failures, TRUE);
  ck_assert_str_eq (text->str, "BR FR \n"
                               "US \n"
                               "http://a.example/x: x\n"
                               "5 files: 4 downloaded, 1 not found; in 0.10 s (48/s)\n");
  front_clear (&front);
}
END_TEST

START_TEST (test_files_are_counted_with_their_bytes_and_their_folder)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) notes = g_string_new (NULL);
  SwimTally tally = { .total = 12, .wall = 2 * G_USEC_PER_SEC, .bytes = 30 * 1024 * 1024 };
  Front front;

  ck_assert (front_init (&front, "--dest=files http://a.example/x", FALSE, NULL, NULL));
  tally.by_status[SWIM_STATUS_OK] = 12;
  info->end (front.params, &front.setup, &tally, text);
  ck_assert_str_eq (text->str,
                    "12 files: 12 downloaded; 30.0 MiB in 2.00 s (15.0 MiB/s) to files/\n");
  info->notes (front.params, &tally, notes);
  ck_assert_str_eq (notes->str, "");
  front_clear (&front);
}
END_TEST

START_TEST (test_verbose_tells_what_is_sought_and_each_result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Front front;

  ck_assert (front_init (&front, "", TRUE, NULL, NULL));
  front.setup.verbose = TRUE;
  info->begin (front.params, &front.setup, 20, text);
  add_line (&front, text, "BR", "br.gif", SWIM_STATUS_OK);
  ck_assert_str_eq (text->str, "Searching for 20 flags: from BD to VN\n"
                               "7 concurrent connections will be used.\n"
                               "BR: ok\n");
  front_clear (&front);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_arguments_stand_for_countries_and_urls, 0, G_N_ELEMENTS (lines));
  tcase_add_test (tests, test_all_are_194_and_every_are_676);
  tcase_add_test (tests, test_bad_argument_is_named_with_what_to_do);
  tcase_add_test (tests, test_flag_is_found_below_the_base);
  tcase_add_test (tests, test_bad_line_of_a_list_is_a_problem_of_its_own);
  tcase_add_test (tests, test_template_names_the_files);
  tcase_add_test (tests, test_second_column_of_a_list_names_the_file);
  tcase_add_test (tests, test_labels_choose_a_scenario_of_the_lab);
  tcase_add_test (tests, test_codes_stand_side_by_side_and_failures_on_their_own);
  tcase_add_test (tests, test_files_are_counted_with_their_bytes_and_their_folder);
  tcase_add_test (tests, test_verbose_tells_what_is_sought_and_each_result);
}

SWIM_TEST_MAIN ("download info", add_tests)
