/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* report: shows results that were saved, converts and merges them, or says what changed from one to
 * the next. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "program/output-options.h"
#include "program/gate-options.h"
#include "program/output.h"
#include "program/parser.h"
#include "cli/report-join.h"
#include "cli/saved.h"
#include "cli/watch-files.h"
#include "program/show.h"
#include "program/values.h"
#include "compare/change.h"
#include "report/report.h"

#define FROM_FILE HUGE_VAL

static int run (int argc, char **argv);

const SwimCommand swim_command_report = {
  .name = "report",
  .arguments = "FILE…",
  .summary = "show, convert, merge or compare saved results",
  .examples = "  swimlane report results.json            # what --export-json has written\n"
              "  swimlane report before.json after.json  # what became faster, and what slower\n"
              "  swimlane report results.json --export-html=page.html\n",
  .run = run,
};

typedef struct
{
  double threshold; /* per cent, or FROM_FILE */
  gboolean merge;
  gboolean join;
  SwimShowOptions show;
  SwimExportOptions exports;
  SwimGateOptions gates;
} Report;

static void
report_clear (Report *self)
{
  swim_show_options_clear (&self->show);
  swim_export_options_clear (&self->exports);
  swim_gate_options_clear (&self->gates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

static SwimParser *
make_parser (Report *self)
{
  SwimParser *parser = swim_parser_new (
      swim_command_report.arguments,
      "Shows what --export-json or --record has written, or exports it in other\n"
      "formats. Of two files, the first is before and the second after: it says what\n"
      "became faster and what slower. With --merge, all files are one result. With\n"
      "--join, they are the shares of one run. - is standard input.",
      self);
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_VERDICTS),
    { "merge", 0, 0, G_OPTION_ARG_NONE, &self->merge,
      "merge the runs of all files, such as those of several machines", NULL },
    { "join", 0, 0, G_OPTION_ARG_NONE, &self->join,
      "add up the records of all shares of one run (--shard=K/N)", NULL },
    { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &self->threshold,
      "smaller differences count as the same (as in the first file)", "PERCENT" },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_parser_set_examples (parser, swim_command_report.examples);
  swim_gate_options_add (&self->gates, parser);
  swim_show_options_add (&self->show, parser);
  swim_export_options_add (&self->exports, parser, 0);
  return parser;
}

/* Standard input can be read only once. */
static gboolean
check_files (const Report *self, char **files, GError **error)
{
  guint n = g_strv_length (files);
  guint standard_input = 0;

  for (guint i = 0; i < n; i++)
    standard_input += strcmp (files[i], "-") == 0;
  if (self->merge && self->join)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "--merge takes rounds of the same work and --join shares of one run; choose one");
  else if (n < 1 || (n > 2 && !self->merge && !self->join))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 n == 0 ? "a file is needed, which --export-json or --record has written"
                        : "more than two files need --merge or --join");
  else if (standard_input > 1)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "standard input can be read only once");
  else if (n == 2 && !self->merge && !self->join && swim_export_options_any (&self->exports, 0))
    g_set_error (
        error, SWIM_ERROR, SWIM_ERROR_USAGE,
        "a comparison of two files cannot be exported; export one file, or both with --merge");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check (Report *self, char **files, GError **error)
{
  return (self->threshold == FROM_FILE
          || swim_quantity_check (SWIM_QUANTITY_PERCENT, "threshold", self->threshold,
                                  SWIM_LEAST_THRESHOLD, SWIM_MOST_THRESHOLD, error))
         && check_files (self, files, error) && swim_show_options_check (&self->show, error)
         && swim_export_options_check (&self->exports, NULL, error);
}

/* The threshold as a fraction: that of the command line, or that of the file. */
static double
find_threshold (const Report *self, const SwimSaved *saved)
{
  const SwimComparison *first = g_ptr_array_index (saved->comparisons, 0);

  return self->threshold != FROM_FILE ? self->threshold / 100 : first->threshold;
}

static void
show_record (const SwimRecord *record)
{
  g_autofree char *text = swim_report_record (record);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      swim_show_wrapped (lines[i], SWIM_REPORT_RECORD_INDENT);
}

static void
show (const Report *self, const SwimSaved *saved)
{
  if (saved->sweep != NULL)
    {
      swim_show_sweep (saved->sweep);
      return;
    }
  if (saved->single)
    {
      const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, 0);

      show_record (g_ptr_array_index (swim_comparison_get (comparison, 0)->records, 0));
      swim_show_timeline (&self->show, comparison);
      return;
    }
  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      if (i > 0)
        putchar ('\n');
      swim_show_comparison (&self->show, g_ptr_array_index (saved->comparisons, i));
    }
}

/* Results of different conditions may have been merged: says how they differ. */
static void
show_conditions (const SwimSaved *saved)
{
  g_autofree char *words = swim_report_conditions (saved->comparisons);

  if (words != NULL)
    swim_show_wrapped (words, 0);
}

/* Writes the exports, or shows the results where none is asked for. */
static gboolean
tell (const Report *self, const SwimSaved *saved, GError **error)
{
  if (swim_export_options_any (&self->exports, 0))
    return swim_export_options_write (&self->exports, saved, error);
  show (self, saved);
  if (self->merge)
    show_conditions (saved);
  return TRUE;
}

/* The date of the first comparison. */
static const char *
get_date (const SwimSaved *saved)
{
  const SwimComparison *first = g_ptr_array_index (saved->comparisons, 0);

  return first->context != NULL
             ? json_object_get_string_member_with_default (first->context, "date", "no date")
             : "no date";
}

/* Shows both as before and after. */
static void
show_changes (GPtrArray *changes,
              char **files,
              const SwimSaved *before,
              const SwimSaved *after,
              double threshold)
{
  g_autofree char *heading = g_strdup_printf ("before: %s (%s)\nafter:  %s (%s)\n", files[0],
                                              get_date (before), files[1], get_date (after));
  g_autofree char *table = swim_report_change (changes, swim_output_get_width (STDOUT_FILENO));
  g_autofree char *words = swim_report_change_words (changes, threshold);

  swim_show_lines (heading);
  printf ("%s\n\n", table);
  swim_show_wrapped (words, 0);
}

static gboolean
refuse_mixture (GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "a watch can only be compared with another watch");
  return FALSE;
}

/* Whether anything will be made of single items. */
static gboolean
wants_outcomes (const Report *self)
{
  return self->show.show_timeline || swim_export_options_any (&self->exports, SWIM_EXPORT_OUTCOMES);
}

static gboolean
merge (const Report *self, char **files, SwimSaved *first, GError **error)
{
  g_autoptr (GHashTable) runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!swim_saved_note_runs (first, files[0], runs, error))
    return FALSE;
  for (guint i = 1; files[i] != NULL; i++)
    if (!swim_saved_merge (first, files[i], wants_outcomes (self), runs, error))
      return FALSE;
  return TRUE;
}

/* Loads what is compared or merged with the first, and computes all figures. */
static gboolean
load_rest (const Report *self, char **files, SwimSaved *first, SwimSaved *second, GError **error)
{
  if (self->merge && !merge (self, files, first, error))
    return FALSE;
  if (!swim_saved_keep_only (first, self->show.only, error))
    return FALSE;
  swim_saved_conclude (first, find_threshold (self, first));
  if (self->merge || files[1] == NULL)
    return TRUE;
  if (!swim_saved_load (second, files[1], FALSE, error))
    return FALSE;
  if (second->watch != NULL)
    return refuse_mixture (error);
  if (!swim_saved_keep_only (second, self->show.only, error))
    return FALSE;
  swim_saved_conclude (second, find_threshold (self, second));
  return TRUE;
}

/* A sweep is not compared with another. */
static gboolean
check_sweep (const Report *self, const SwimSaved *first, const SwimSaved *second, GError **error)
{
  if (first->sweep == NULL && second->sweep == NULL)
    return TRUE;
  if (second->comparisons == NULL)
    return swim_export_options_suit_sweep (&self->exports, error);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a sweep cannot be compared with another file");
  return FALSE;
}

/* Whether each mode did the same work, and all of it: shares that were joined may not be all. */
static gboolean
all_agree (const SwimSaved *saved)
{
  for (guint i = 0; i < saved->comparisons->len; i++)
    if (!swim_comparison_agrees (g_ptr_array_index (saved->comparisons, i))
        || swim_comparison_lacks_shares (g_ptr_array_index (saved->comparisons, i)))
      return FALSE;
  return TRUE;
}

/* The exit status: a gate that fails counts for more than work that differs. */
static int
judge (const Report *self, const SwimSaved *saved, GPtrArray *changes, gboolean agree)
{
  if (!swim_gate_options_pass (&self->gates, saved->comparisons, saved->sweep, changes))
    return SWIM_EXIT_GATE;
  return agree ? SWIM_EXIT_DONE : SWIM_EXIT_ITEMS;
}

/* Shows, exports or compares watches, of which the first is read. The gates are about the last. */
static int
report_watches (const Report *self, char **files, const SwimSaved *first, GError **error)
{
  g_auto (SwimSaved) second = { 0 };
  g_autoptr (GPtrArray) gates = NULL;

  if (self->merge)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "a watch cannot be merged with other files");
      return SWIM_EXIT_FAILED;
    }
  gates = swim_watch_gates_parse (self->gates.conditions, error);
  if (gates == NULL || !swim_export_options_suit_watch (&self->exports, error)
      || (files[1] != NULL && !swim_saved_load (&second, files[1], FALSE, error)))
    return SWIM_EXIT_FAILED;
  if (files[1] != NULL && second.watch == NULL)
    return refuse_mixture (error) ? SWIM_EXIT_DONE : SWIM_EXIT_FAILED;
  if (second.watch != NULL)
    swim_watch_show_change (files, first->watch, second.watch, self->show.show_color);
  else if (!swim_export_options_any (&self->exports, 0))
    swim_watch_show (first->watch, self->show.wide, self->show.show_color);
  else if (!swim_export_options_write (&self->exports, first, error))
    return SWIM_EXIT_FAILED;
  return swim_watch_gates_pass (gates, second.watch != NULL ? second.watch : first->watch)
             ? SWIM_EXIT_DONE
             : SWIM_EXIT_GATE;
}

/* The exit status of a run that was joined: what is missing counts for less than a gate. */
static int
report_joined (Report *self, char **files, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_auto (SwimSaved) joined = { 0 };

  if (!swim_gate_options_check (&self->gates, FALSE, error)
      || !swim_export_options_suit_join (&self->exports, error)
      || !swim_report_join (&joined, files, missing, error)
      || !swim_saved_keep_only (&joined, self->show.only, error))
    return SWIM_EXIT_FAILED;
  swim_saved_conclude (&joined, find_threshold (self, &joined));
  if (!tell (self, &joined, error))
    return SWIM_EXIT_FAILED;
  for (guint i = 0; i < missing->len; i++)
    g_printerr ("swimlane: incomplete: %s\n", (char *) g_ptr_array_index (missing, i));
  return judge (self, &joined, NULL, missing->len == 0);
}

/* Of two results the gates are about what is after, or what changed. */
static int
report (Report *self, char **files, GError **error)
{
  g_auto (SwimSaved) first = { 0 };
  g_auto (SwimSaved) second = { 0 };
  g_autoptr (GPtrArray) changes = NULL;
  double threshold;

  if (!check (self, files, error))
    return SWIM_EXIT_FAILED;
  if (self->join)
    return report_joined (self, files, error);
  if (!swim_saved_load (&first, files[0], wants_outcomes (self), error))
    return SWIM_EXIT_FAILED;
  if (first.watch != NULL)
    return report_watches (self, files, &first, error);
  if (!load_rest (self, files, &first, &second, error))
    return SWIM_EXIT_FAILED;
  swim_gate_options_take_commands (&self->gates, first.comparisons);
  if (second.comparisons != NULL)
    swim_gate_options_take_commands (&self->gates, second.comparisons);
  if (!swim_gate_options_check (&self->gates, !self->merge && files[1] != NULL, error)
      || !check_sweep (self, &first, &second, error))
    return SWIM_EXIT_FAILED;
  if (second.comparisons == NULL)
    return tell (self, &first, error) ? judge (self, &first, NULL, all_agree (&first))
                                      : SWIM_EXIT_FAILED;
  threshold = find_threshold (self, &first);
  changes = swim_changes_find (first.comparisons, second.comparisons, threshold);
  show_changes (changes, files, &first, &second, threshold);
  return judge (self, &second, changes, swim_changes_agree (changes));
}

static int
run (int argc, char **argv)
{
  g_auto (Report) self = { .threshold = FROM_FILE };
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = make_parser (&self);
  g_auto (GStrv) files = swim_parser_parse (parser, argv, &error);
  int status;

  if (files == NULL)
    return swim_command_fail (error);
  status = report (&self, files, &error);
  return error != NULL ? swim_command_fail (error) : status;
}
