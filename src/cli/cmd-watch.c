/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* watch: runs a program and says what keeps its main loops from handling events. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/option-group.h"
#include "base/printable.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "cli/watch-files.h"
#include "program/output-options.h"
#include "program/output.h"
#include "program/parser.h"
#include "program/values.h"
#include "report/watch.h"
#include "run/save.h"
#include "watch/watch.h"

#define DEFAULT_STALL 0.05
#define LEAST_STALL 0.001
#define MOST_SECONDS (24 * 3600.0)

static int run (int argc, char **argv);

const SwimCommand swim_command_watch = {
  .name = "watch",
  .arguments = "-- PROGRAM [ARGUMENT…]",
  .summary = "run a program and say what blocks its main loops",
  .examples = "  swimlane watch -- gnome-calculator      # until the program ends\n"
              "  swimlane watch --for=30s --live -- ./program --its-own-option\n"
              "  swimlane watch --fail-if='stall.max>100ms' -- ./program\n",
  .run = run,
};

typedef struct
{
  SwimWatchOptions watch;
  char *audit;
  GStrv ignore;
  GStrv ignore_files;
  char *offload;
  GStrv conditions;
  SwimExportOptions exports;
  char *output;
  char *color;
  gboolean quiet;

  /* Set by the check. */
  SwimRules *ignored;
  SwimRules *offloaded;
  GPtrArray *gates; /* of SwimWatchGate */
  gboolean show_color;
} Command;

static void
command_clear (Command *self)
{
  g_free (self->audit);
  g_strfreev (self->ignore);
  g_strfreev (self->ignore_files);
  g_free (self->offload);
  g_strfreev (self->conditions);
  swim_export_options_clear (&self->exports);
  g_free (self->output);
  g_free (self->color);
  swim_rules_free (self->ignored);
  swim_rules_free (self->offloaded);
  g_clear_pointer (&self->gates, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Command, command_clear)

static SwimParser *
make_parser (Command *self)
{
  SwimParser *parser = swim_parser_new (
      swim_command_watch.arguments,
      "Runs a program that uses GLib, and says how long its main loops kept events\n"
      "waiting, in which calls, from where, and what giving these to threads would\n"
      "change. The exit status is that of the program.",
      self);
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Watching"),
    { "stall", 0, 0, G_OPTION_ARG_DOUBLE, &self->watch.stall,
      "report times without events from this length on (50ms)", "DURATION" },
    { "for", 0, 0, G_OPTION_ARG_DOUBLE, &self->watch.seconds,
      "end the program with SIGTERM after this time", "DURATION" },
    { "audit", 0, 0, G_OPTION_ARG_STRING, &self->audit,
      "which calls are timed: those of libc’s functions, all system calls, none (calls)",
      "calls|complete|off" },
    SWIM_OPTION_GROUP ("Calls"),
    { "ignore", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->ignore,
      "leave calls away that match, such as “read *.ui” (repeatable)", "RULE" },
    { "ignore-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->ignore_files,
      "leave calls away that match a line of FILE (repeatable)", "FILE" },
    { "offload", 0, 0, G_OPTION_ARG_STRING, &self->offload,
      "say what would be if the calls that match were given to threads (all calls)", "RULE" },
    SWIM_OPTION_GROUP ("Verdicts"),
    { "fail-if", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->conditions,
      "exit with status 3 if this holds, such as stall.max>100ms (repeatable)", "CONDITION" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_OUTPUT),
    { "live", 0, 0, G_OPTION_ARG_NONE, &self->watch.live,
      "show how the loops are doing on standard error", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      "write the report to FILE; - is standard output (standard error)", "FILE" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &self->color, "colour the report (auto)",
      "auto|always|never" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, "print nothing but errors", NULL },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_parser_set_examples (parser, swim_command_watch.examples);
  swim_export_options_add (&self->exports, parser, SWIM_EXPORT_WATCHES);
  return parser;
}

static gboolean
check_audit (Command *self, GError **error)
{
  if (swim_watch_find_audit (self->audit, &self->watch.audit))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "there is no audit “%s”; choose one of calls, complete and off", self->audit);
  return FALSE;
}

static gboolean
check_rules (Command *self, GError **error)
{
  self->ignored = swim_rules_new ();
  for (char **rule = self->ignore; rule != NULL && *rule != NULL; rule++)
    if (!swim_rules_add (self->ignored, *rule, error))
      return FALSE;
  for (char **path = self->ignore_files; path != NULL && *path != NULL; path++)
    if (!swim_rules_add_file (self->ignored, *path, error))
      return FALSE;
  self->watch.ignored = self->ignored;
  if (self->offload == NULL)
    return TRUE;
  self->offloaded = swim_rules_new ();
  self->watch.offload = self->offload;
  self->watch.offloaded = self->offloaded;
  return swim_rules_add (self->offloaded, self->offload, error);
}

static gboolean
check_gates (Command *self, GError **error)
{
  self->gates = swim_watch_gates_parse (self->conditions, error);
  return self->gates != NULL;
}

static gboolean
check_color (Command *self, GError **error)
{
  const char *no_color = g_getenv ("NO_COLOR");
  int fd = self->output != NULL ? STDOUT_FILENO : STDERR_FILENO;
  gboolean automatic = isatty (fd) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0
                       && (no_color == NULL || *no_color == '\0');

  return swim_choice (self->color, automatic, "color", &self->show_color, error);
}

static gboolean
check (Command *self, char **arguments, GError **error)
{
  if (arguments[0] == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "a program is needed: swimlane watch -- PROGRAM");
  return arguments[0] != NULL
         && swim_quantity_check (SWIM_QUANTITY_DURATION, "stall", self->watch.stall, LEAST_STALL,
                                 MOST_SECONDS, error)
         && (isnan (self->watch.seconds)
             || swim_quantity_check (SWIM_QUANTITY_DURATION, "for", self->watch.seconds,
                                     LEAST_STALL, MOST_SECONDS, error))
         && check_audit (self, error) && check_rules (self, error) && check_gates (self, error)
         && check_color (self, error)
         && swim_export_options_check (&self->exports, self->output, error);
}

/* What went wrong there cannot be read there; the exit status tells of it. */
static gboolean
write_to_stderr (const char *text, GError **error)
{
  if (fputs (text, stderr) != EOF && fflush (stderr) == 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write to standard error: %s",
               g_strerror (errno));
  return FALSE;
}

static void
write_text (FILE *file, gconstpointer data)
{
  fputs (data, file);
}

/* Standard output is the program's. */
static gboolean
tell (const Command *self, const SwimWatchReport *report, GError **error)
{
  int fd = g_strcmp0 (self->output, "-") == 0 ? STDOUT_FILENO : STDERR_FILENO;
  gboolean to_file = self->output != NULL && fd == STDERR_FILENO;
  guint width = to_file ? SWIM_WATCH_WIDE : swim_output_get_width (fd);
  gboolean color = !to_file && self->show_color;
  g_autofree char *text = NULL;

  if (self->quiet && self->output == NULL)
    return TRUE;
  text = swim_report_watch (report, width, color);
  if (self->output != NULL)
    return swim_save_with (self->output, write_text, text, error);
  return write_to_stderr (text, error);
}

/* Where one cannot be written, the other still is; the error is that of the first. */
static gboolean
write_all (const Command *self, SwimWatchReport *report, GError **error)
{
  SwimResults results = { .watch = report };
  gboolean told = tell (self, report, error);

  return swim_export_options_write (&self->exports, &results, told ? error : NULL) && told;
}

static void
print_message (const char *text)
{
  g_autofree char *message = swim_printable (text);

  fprintf (stderr, "%s: %s\n", swim_program_get_name (), message);
}

/* A gate counts for more than the program's own status; that no loop was seen, for less than a
 * failure of the program, which may be the reason for it. That a report could not be written counts
 * for less than all of these. */
static int
judge (const Command *self, const SwimWatchReport *report, const SwimWatchEnd *end)
{
  if (end->no_loop != NULL)
    {
      print_message (end->no_loop);
      return end->status != 0 ? end->status : SWIM_EXIT_UNSEEN;
    }
  return swim_watch_gates_pass (self->gates, report) ? end->status : SWIM_EXIT_GATE;
}

static int
watch (Command *self, char **arguments, GError **error)
{
  g_auto (SwimWatchEnd) end = { 0 };
  g_autoptr (SwimWatchReport) report = NULL;
  g_autoptr (GError) unwritten = NULL;
  int status, failure;

  if (!check (self, arguments, error))
    return SWIM_EXIT_USAGE;
  self->watch.live = self->watch.live && !self->quiet;
  report = swim_watch_run (&self->watch, arguments, &end, error);
  if (report == NULL)
    return SWIM_EXIT_FAILED;
  failure = write_all (self, report, &unwritten) ? 0 : swim_command_fail (unwritten);
  status = judge (self, report, &end);
  return status != 0 ? status : failure;
}

static int
run (int argc, char **argv)
{
  g_auto (Command) self = { .watch = { .stall = DEFAULT_STALL, .seconds = NAN } };
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = make_parser (&self);
  g_auto (GStrv) arguments = swim_parser_parse (parser, argv, &error);
  int status;

  if (arguments == NULL)
    return swim_command_fail (error);
  status = watch (&self, arguments, &error);
  return error != NULL ? swim_command_fail (error) : status;
}
