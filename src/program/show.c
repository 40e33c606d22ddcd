/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/option-group.h"
#include "base/printable.h"
#include "base/swim-error.h"
#include "program/values.h"
#include "program/output.h"
#include "report/format.h"
#include "report/report.h"

/* Longer lines of text are hard to read. */
#define WIDEST_WORDS 100
#define INDENT "  "

void
swim_show_options_clear (SwimShowOptions *options)
{
  g_clear_pointer (&options->sort, g_free);
  g_clear_pointer (&options->timeline, g_free);
  g_clear_pointer (&options->color, g_free);
  g_clear_pointer (&options->only, g_free);
  g_clear_pointer (&options->only_modes, g_strfreev);
  g_clear_pointer (&options->time_unit, g_free);
}

void
swim_show_options_add (SwimShowOptions *options, SwimParser *parser)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Report"),
    { "wide", 'w', 0, G_OPTION_ARG_NONE, &options->wide, "show every column", NULL },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &options->sort,
      "sort the modes by a metric, such as wall or p99; -METRIC: highest first", "METRIC" },
    { "time-unit", 0, 0, G_OPTION_ARG_STRING, &options->time_unit,
      "unit of all durations in the table (one that fits each)", "s|ms|us" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &options->color, "colour verdicts (auto)",
      "auto|always|never" },
    { NULL }
  };
  GOptionEntry of_modes[] = {
    SWIM_OPTION_GROUP ("Report"),
    { "only", 0, 0, G_OPTION_ARG_STRING, &options->only,
      "only these modes, separated by commas, in their usual order", "LIST" },
    { "timeline", 0, 0, G_OPTION_ARG_STRING, &options->timeline,
      "draw items in flight and stalls of the loop over time (auto)", "auto|always|never" },
    { NULL }
  };

  swim_parser_add (parser, entries);
  if (!options->of_commands)
    swim_parser_add (parser, of_modes);
}

static gboolean
check_sort (SwimShowOptions *options, GError **error)
{
  const char *name = options->sort;
  g_autofree char *names = NULL;
  g_auto (GStrv) all = NULL;
  g_autofree char *known = NULL;

  if (name == NULL)
    return TRUE;
  options->descending = name[0] == '-';
  options->metric = swim_metric_lookup (name + options->descending);
  if (options->metric != NULL)
    return TRUE;
  names = swim_metric_join ();
  all = g_strsplit (names, ", ", -1);
  known =
      swim_nearest_or_all (name + options->descending, (const char *const *) all, "choose one of");
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no metric “%s” for --sort%s", name,
               known);
  return FALSE;
}

static gboolean
check_time_unit (const SwimShowOptions *options, GError **error)
{
  if (options->time_unit == NULL || swim_time_unit_exists (options->time_unit))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--time-unit takes s, ms or us, not “%s”",
               options->time_unit);
  return FALSE;
}

/* Checks the values, and decides what auto means on this terminal. */
gboolean
swim_show_options_check (SwimShowOptions *options, GError **error)
{
  const char *no_color = g_getenv ("NO_COLOR");
  gboolean terminal = isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  gboolean color = terminal && (no_color == NULL || *no_color == '\0');

  options->fold = isatty (STDOUT_FILENO);
  if (options->only != NULL)
    options->only_modes = g_strsplit (options->only, ",", -1);
  return check_sort (options, error) && check_time_unit (options, error)
         && swim_choice (options->timeline, terminal, "timeline", &options->show_timeline, error)
         && swim_choice (options->color, color, "color", &options->show_color, error);
}

/* Appends lines without control characters: names and messages in results come from outside. */
static void
append_lines (GString *text, const char *foreign)
{
  g_auto (GStrv) lines = g_strsplit (foreign, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      swim_append_printable (text, lines[i]);
      g_string_append_c (text, '\n');
    }
}

/* Appends a text in lines of that width, all but the first with a hanging indent. */
static void
append_wrapped (GString *text, const char *foreign, guint width, guint indent)
{
  g_autofree char *wrapped = swim_format_hang (foreign, MIN (width, WIDEST_WORDS), indent);

  append_lines (text, wrapped);
}

/* Prints lines as they are, but for control characters. */
void
swim_show_lines (const char *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_lines (text, lines);
  fputs (text->str, stdout);
}

/* Prints a text in lines that fit the terminal, all but the first with a hanging indent. */
void
swim_show_wrapped (const char *words, guint indent)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_wrapped (text, words, swim_output_get_width (STDOUT_FILENO), indent);
  fputs (text->str, stdout);
}

static int
compare_by_metric (gconstpointer a, gconstpointer b, gpointer data)
{
  const SwimShowOptions *options = data;
  double x = swim_metric_get (options->metric, *(const SwimContender *const *) a);
  double y = swim_metric_get (options->metric, *(const SwimContender *const *) b);

  /* Missing values sort last. */
  if (!isfinite (x) || !isfinite (y))
    return !isfinite (x) - !isfinite (y);
  return options->descending ? (x < y) - (x > y) : (x > y) - (x < y);
}

/* The modes in the order of --sort (transfer container). */
static GPtrArray *
sort (const SwimShowOptions *options, const SwimComparison *comparison)
{
  GPtrArray *sorted = g_ptr_array_new ();

  g_ptr_array_extend (sorted, comparison->contenders, NULL, NULL);
  if (options->metric != NULL)
    g_ptr_array_sort_with_data (sorted, compare_by_metric, (gpointer) options);
  return sorted;
}

static void
append_stalls (GString *text, const SwimComparison *comparison, guint width)
{
  g_auto (GStrv) stalls = swim_report_stalls (comparison);

  if (stalls[0] != NULL)
    g_string_append (text, "\nThe longest stalls of the median run:\n");
  for (guint i = 0; stalls[i] != NULL; i++)
    {
      g_autofree char *line = g_strconcat (INDENT, stalls[i], NULL);

      append_wrapped (text, line, width, strlen (INDENT INDENT));
    }
}

/* Appends what was given to threads, if anything was. */
static void
append_offloaded (GString *text, const SwimComparison *comparison, guint width)
{
  g_autofree char *offloaded = swim_report_offloaded (comparison);

  if (offloaded == NULL)
    return;
  g_string_append_c (text, '\n');
  append_wrapped (text, offloaded, width, 0);
}

/* Appends the warnings about noise, where there are any. */
static void
append_noise (GString *text, const SwimComparison *comparison, guint width)
{
  g_autofree char *noise = swim_report_noise (comparison);

  if (noise == NULL)
    return;
  g_string_append_c (text, '\n');
  append_wrapped (text, noise, width, 0);
}

static void
append_timeline (GString *text, const SwimShowOptions *options, GPtrArray *contenders, guint width)
{
  g_autofree char *timeline =
      options->show_timeline ? swim_report_timeline (contenders, width, options->show_color) : NULL;

  if (timeline != NULL)
    g_string_append_printf (text, "\n%s", timeline);
}

/* Prints the timeline alone, where it is wanted and the outcomes are known. */
void
swim_show_timeline (const SwimShowOptions *options, const SwimComparison *comparison)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_timeline (text, options, comparison->contenders, swim_output_get_width (STDOUT_FILENO));
  fputs (text->str, stdout);
}

/* A comparison in so many columns (transfer full): heading, table, timeline, words. */
char *
swim_show_to_text (const SwimShowOptions *options, const SwimComparison *comparison, guint width)
{
  g_autoptr (GPtrArray) sorted = sort (options, comparison);
  g_autofree char *heading = swim_report_heading (comparison);
  g_autofree char *table = swim_report_table (sorted, width, options->wide, options->fold,
                                              options->show_color, options->time_unit);
  g_autofree char *legend = swim_report_legend (comparison, width, options->wide);
  g_autofree char *words = swim_report_words (comparison);
  GString *text = g_string_new (NULL);

  append_lines (text, heading);
  g_string_append_printf (text, "\n%s\n", table);
  if (legend != NULL)
    append_wrapped (text, legend, width, 0);
  append_timeline (text, options, sorted, width);
  g_string_append_c (text, '\n');
  if (*words != '\0')
    append_wrapped (text, words, width, 0);
  append_stalls (text, comparison, width);
  append_offloaded (text, comparison, width);
  append_noise (text, comparison, width);
  return g_string_free (text, FALSE);
}

void
swim_show_comparison (const SwimShowOptions *options, const SwimComparison *comparison)
{
  g_autofree char *text =
      swim_show_to_text (options, comparison, swim_output_get_width (STDOUT_FILENO));

  fputs (text, stdout);
}

/* Prints a sweep: heading, table, words. */
void
swim_show_sweep (const SwimSweep *sweep)
{
  guint width = swim_output_get_width (STDOUT_FILENO);
  g_autofree char *heading = swim_report_sweep_heading (sweep);
  g_autofree char *table = swim_report_sweep_table (sweep, width);
  g_autofree char *words = swim_report_sweep_words (sweep);
  g_autoptr (GString) text = g_string_new (NULL);

  append_wrapped (text, heading, width, 0);
  g_string_append_printf (text, "\n%s\n\n", table);
  append_wrapped (text, words, width, 0);
  append_offloaded (text, sweep->comparison, width);
  append_noise (text, sweep->comparison, width);
  fputs (text->str, stdout);
}
