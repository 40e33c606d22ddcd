/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* report: shows a result that was saved, or what became of it since another one. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "cli/command.h"
#include "cli/export-options.h"
#include "cli/output.h"
#include "cli/parser.h"
#include "cli/show.h"
#include "compare/swim-change.h"
#include "compare/swim-comparison-json.h"
#include "report/swim-report.h"
#include "run/swim-json-fields.h"
#include "run/swim-load.h"

#define FROM_FILE HUGE_VAL

static int run (int argc, char **argv);

const SwimCommand swim_command_report = {
  .name = "report",
  .arguments = "FILE [FILE]",
  .summary = "show a saved result, or two as before and after",
  .run = run,
};

typedef struct
{
  double threshold; /* per cent, or FROM_FILE */
  SwimShowOptions show;
  SwimExportOptions exports;
} Report;

static void
report_clear (Report *self)
{
  swim_export_options_clear (&self->exports);
  swim_show_options_clear (&self->show);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

/* What a file holds: comparisons, or a run by itself, which is a comparison of one mode in one
 * round. */
typedef struct
{
  GPtrArray *comparisons; /* of SwimComparison */
  gboolean single;
} Saved;

static void
saved_clear (Saved *saved)
{
  g_clear_pointer (&saved->comparisons, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Saved, saved_clear)

static SwimParser *
make_parser (Report *self)
{
  SwimParser *parser = swim_parser_new (
      swim_command_report.arguments,
      "Shows what compare --export-json or --record has written. Of two files, the first is "
      "before\n"
      "and the second after: it says what became faster and what slower. - is standard input.",
      self);
  GOptionEntry entries[] = {
    { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &self->threshold,
      "per cent within which a time counts as the same (as in the first file)", "PERCENT" },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_show_options_add (&self->show, parser);
  swim_export_options_add (&self->exports, parser, 0);
  return parser;
}

static gboolean
check (Report *self, char **files, GError **error)
{
  guint n = g_strv_length (files);

  if (self->threshold != FROM_FILE && !(self->threshold > 0 && self->threshold < 100))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "--threshold takes a number above 0 and below 100, not %g", self->threshold);
  else if (n < 1 || n > 2)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "report takes one file, or two for before and after, not %u", n);
  else if (n == 2 && strcmp (files[0], "-") == 0 && strcmp (files[1], "-") == 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "standard input can be only one of the two files");
  else if (n == 2 && swim_export_options_any (&self->exports))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "before and after are not exported; export either file by itself");
  else
    return swim_show_options_check (&self->show, error)
           && swim_export_options_check (&self->exports, NULL, error);
  return FALSE;
}

static gboolean
understand (Saved *saved, JsonNode *node, GPtrArray *lists, GError **error)
{
  const char *format = swim_json_get_format (node);

  if (g_strcmp0 (format, SWIM_COMPARISON_FORMAT) == 0)
    saved->comparisons = swim_comparisons_from_json (node, lists, error);
  else if (g_strcmp0 (format, SWIM_RECORD_FORMAT) == 0)
    {
      SwimRecord *record = swim_record_from_json (node, lists, error);

      saved->single = TRUE;
      saved->comparisons = record != NULL ? swim_comparisons_of_record (record, 0) : NULL;
    }
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "its \"format\" is neither \"" SWIM_COMPARISON_FORMAT
                 "\" nor \"" SWIM_RECORD_FORMAT
                 "\"; was it written with --export-json or --record?");
  return saved->comparisons != NULL;
}

static gboolean
load (const char *path, Saved *saved, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (JsonNode) node = swim_load_json (path, lists, error);

  if (node == NULL)
    return FALSE;
  if (understand (saved, node, lists, error))
    return TRUE;
  g_prefix_error (error, "cannot use %s: ", strcmp (path, "-") == 0 ? "standard input" : path);
  return FALSE;
}

/* The threshold as a fraction: that of the command line, or that of the file. */
static double
find_threshold (const Report *self, const Saved *saved)
{
  const SwimComparison *first = g_ptr_array_index (saved->comparisons, 0);

  return self->threshold != FROM_FILE ? self->threshold / 100 : first->threshold;
}

static void
conclude (const Report *self, Saved *saved)
{
  double threshold = find_threshold (self, saved);

  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      comparison->threshold = threshold;
      swim_comparison_conclude (comparison);
    }
}

/* Whether in each comparison all modes did the same work. */
static gboolean
agree (const Saved *saved)
{
  for (guint i = 0; i < saved->comparisons->len; i++)
    if (!swim_comparison_agrees (g_ptr_array_index (saved->comparisons, i)))
      return FALSE;
  return TRUE;
}

static int
show (const Report *self, const Saved *saved)
{
  if (saved->single)
    {
      const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, 0);
      g_autofree char *text =
          swim_report_record (g_ptr_array_index (swim_comparison_get (comparison, 0)->records, 0));

      swim_show_text (text);
      return SWIM_EXIT_DONE;
    }
  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      if (i > 0)
        putchar ('\n');
      swim_show_comparison (&self->show, g_ptr_array_index (saved->comparisons, i));
    }
  return agree (saved) ? SWIM_EXIT_DONE : SWIM_EXIT_ITEMS;
}

static const char *
date_of (const Saved *saved)
{
  const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, 0);
  const SwimContender *contender = swim_comparison_get (comparison, 0);
  const SwimRecord *record = contender->records->pdata[0];
  JsonObject *context =
      comparison->context != NULL || record == NULL ? comparison->context : record->context;
  const char *date =
      context != NULL ? json_object_get_string_member_with_default (context, "date", NULL) : NULL;

  return date != NULL ? date : "no date";
}

static int
show_change (const Report *self, char **files, const Saved *before, const Saved *after)
{
  double threshold = find_threshold (self, before);
  g_autoptr (GPtrArray) changes =
      swim_changes_find (before->comparisons, after->comparisons, threshold);
  g_autofree char *heading = g_strdup_printf ("before: %s (%s)\nafter:  %s (%s)\n\n", files[0],
                                              date_of (before), files[1], date_of (after));
  g_autofree char *table = swim_report_change (changes, swim_output_get_width (STDOUT_FILENO));
  g_autofree char *words = swim_report_change_words (changes, threshold);

  swim_show_text (heading);
  swim_show_text (table);
  fputs ("\n\n", stdout);
  swim_show_paragraph (words);
  return swim_changes_agree (changes) ? SWIM_EXIT_DONE : SWIM_EXIT_ITEMS;
}

/* Exports what there is; what is asked for is not shown as well. */
static int
export (const Report *self, const Saved *saved, GError **error)
{
  SwimResults results = { saved->comparisons, NULL, saved->single };

  if (!swim_export_options_write (&self->exports, &results, error))
    return SWIM_EXIT_FAILED;
  return agree (saved) ? SWIM_EXIT_DONE : SWIM_EXIT_ITEMS;
}

static int
report (Report *self, char **files, GError **error)
{
  g_auto (Saved) first = { 0 };
  g_auto (Saved) second = { 0 };

  if (!check (self, files, error) || !load (files[0], &first, error)
      || (files[1] != NULL && !load (files[1], &second, error)))
    return SWIM_EXIT_FAILED;
  conclude (self, &first);
  if (swim_export_options_any (&self->exports))
    return export (self, &first, error);
  if (files[1] == NULL)
    return show (self, &first);
  conclude (self, &second);
  return show_change (self, files, &first, &second);
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
