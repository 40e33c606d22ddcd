/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program around a job of somebody else's: one run where --mode is given, else a comparison of
 * the modes, whose runs are this program again. */
#include "config.h"

#include "program/swim-main.h"

#include <stdio.h>

#include "base/swim-error.h"
#include "job/swim-items.h"
#include "program/swim-comparison-runner.h"
#include "report/format.h"
#include "run/swim-run.h"

/* Exit statuses, the same as those of the swimlane program. */
#define FAILED 1
#define USAGE 2
#define ITEMS_FAILED 4

#define TEXT_WIDTH 100

typedef struct
{
  char *mode;
  char *record;
  char *export;
  int jobs;
  int rounds;
  char **args;     /* the program, then the names of the items */
  gboolean failed; /* some item */
} Program;

static void
program_clear (Program *self)
{
  g_free (self->mode);
  g_free (self->record);
  g_free (self->export);
  g_strfreev (self->args);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static gboolean
parse (Program *self, const char *const *argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("ITEM… — run a job in every mode");
  GOptionEntry entries[] = {
    { "mode", 'm', 0, G_OPTION_ARG_STRING, &self->mode, "one run in this mode, no comparison",
      "MODE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &self->jobs, "items in flight at once (64)", "N" },
    { "rounds", 'r', 0, G_OPTION_ARG_INT, &self->rounds, "rounds of a comparison (8)", "N" },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &self->record, "write the run down as JSON", "FILE" },
    { "export-json", 0, 0, G_OPTION_ARG_FILENAME, &self->export, "write the comparison as JSON",
      "FILE" },
    { NULL }
  };

  self->args = g_strdupv ((char **) argv);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &self->args, error))
    return FALSE;
  if (self->args[0] != NULL && self->args[1] != NULL && self->jobs >= 1 && self->rounds >= 1)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "at least one item is needed, and --jobs and --rounds take a number from 1 on; try "
               "--help");
  return FALSE;
}

static void
print_outcome (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  Program *self = data;

  self->failed |= outcome->status != SWIM_STATUS_OK;
  if (self->record == NULL)
    printf ("%s: %s%s%s\n", outcome->item->name, swim_status_to_string (outcome->status),
            outcome->detail != NULL ? ": " : "", outcome->detail != NULL ? outcome->detail : "");
}

static gboolean
run_once (Program *self, SwimJob *job, const char *name, GError **error)
{
  g_autoptr (SwimItems) items = swim_items_new_from_names ((const char *const *) self->args + 1);
  g_autoptr (SwimRun) run = swim_run_new (job, items, self->mode, error);

  if (run == NULL)
    return FALSE;
  swim_run_set_jobs (run, (guint) self->jobs);
  swim_run_set_sink (run, print_outcome, self, NULL);
  return swim_run_execute (run, error)
         && (self->record == NULL || swim_run_save_record (run, name, self->record, error));
}

/* This program, as a run of the comparison has it. */
static char **
build_argv (const Program *self, const char *interpreter)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *jobs = g_strdup_printf ("--jobs=%d", self->jobs);

  if (interpreter != NULL)
    g_strv_builder_add (argv, interpreter);
  g_strv_builder_add (argv, self->args[0]);
  g_strv_builder_add (argv, jobs);
  g_strv_builder_addv (argv, (const char **) self->args + 1);
  return g_strv_builder_end (argv);
}

static gboolean
compare (Program *self, const char *name, const char *interpreter, GError **error)
{
  g_auto (GStrv) argv = build_argv (self, interpreter);
  g_autoptr (SwimComparisonRunner) runner =
      swim_comparison_runner_new (name, (const char *const *) argv);
  g_autofree char *text = NULL;

  swim_comparison_runner_set_rounds (runner, (guint) self->rounds, 1);
  if (!swim_comparison_runner_execute (runner, NULL, error))
    return FALSE;
  text = swim_comparison_runner_to_text (runner, TEXT_WIDTH);
  fputs (text, stdout);
  self->failed = !swim_comparison_runner_agrees (runner);
  return self->export == NULL
         || swim_comparison_runner_export (runner, "json", self->export, error);
}

/**
 * swim_main:
 * @job: the job
 * @name: its name, for the report
 * @interpreter: (nullable): the program that runs this one, where it is a script
 * @argv: (array zero-terminated=1): the program's name, as it can be started again, and its
 *   arguments
 *
 * A whole program around a job, of which the items are named by the arguments. With `--mode` it is
 * executed in that mode; without, in all modes, in fresh processes, and what each cost is printed.
 * `--help` tells the other options. Sets the locale.
 *
 * Returns: the exit status: 0, 1 where it could not be done, 2 where it was asked for wrongly, 4
 *   where items failed or modes did different work
 *
 * Since: 0.1
 */
int
swim_main (SwimJob *job, const char *name, const char *interpreter, const char *const *argv)
{
  g_auto (Program) self = { .jobs = 64, .rounds = 8 };
  g_autoptr (GError) error = NULL;
  gboolean usage;

  g_return_val_if_fail (SWIM_IS_JOB (job) && name != NULL && argv != NULL, USAGE);
  swim_format_use_utf8 ();
  if (parse (&self, argv, &error)
      && (self.mode != NULL ? run_once (&self, job, name, &error)
                            : compare (&self, name, interpreter, &error)))
    {
      if (fflush (stdout) == 0 && !ferror (stdout))
        return self.failed ? ITEMS_FAILED : 0;
      g_set_error (&error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write to standard output");
    }
  usage = error->domain == G_OPTION_ERROR || g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE);
  fprintf (stderr, "%s: %s\n", name, error->message);
  return usage ? USAGE : FAILED;
}
