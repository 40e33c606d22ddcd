/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program around a job of one's own: one run where --mode is given, else a comparison of
 * the modes, whose runs are this program again. */
#include "config.h"

#include "program/swim-main.h"

#include <stdio.h>

#include "base/option-group.h"
#include "base/printable.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "job/swim-items.h"
#include "program/compare.h"
#include "program/exit.h"
#include "program/values.h"
#include "report/format.h"
#include "run/swim-run.h"

typedef struct
{
  char *mode;
  char *record;
  int jobs;
  double blocking_share; /* per cent */
  gint64 seed;
  SwimCompare compare;
  char **items;
  gboolean failed; /* some item */
} Program;

static void
program_clear (Program *self)
{
  g_free (self->mode);
  g_free (self->record);
  swim_compare_clear (&self->compare);
  g_strfreev (self->items);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static SwimParser *
make_parser (Program *self)
{
  SwimParser *parser = swim_parser_new (
      "ITEM…", "Runs a job in every mode and says what each costs; with --mode, in one mode.",
      NULL);
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_CONCURRENCY),
    { "mode", 'm', 0, G_OPTION_ARG_STRING, &self->mode, "run in this mode only, no comparison",
      "MODE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &self->jobs, "items in flight at once (64)", "N" },
    { "blocking-share", 0, 0, G_OPTION_ARG_DOUBLE, &self->blocking_share,
      "percentage of items that make a blocking call in the modes that mix both forms (10)",
      "PERCENT" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed, "random seed (0)", "N" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_EXPORTS),
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &self->record,
      "write a JSON record of the run, or of the comparison; - is standard output", "FILE" },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_compare_add_options (&self->compare, parser);
  return parser;
}

static gboolean
check (Program *self, GError **error)
{
  char **json = &self->compare.driver.out.exports.paths[SWIM_EXPORT_INDEX_json];

  if (self->items[0] == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "an item is needed");
  else if (self->mode != NULL && swim_export_options_any (&self->compare.driver.out.exports, 0))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "exports are of a comparison; write a single run with --record");
  else
    {
      if (self->mode == NULL && *json == NULL)
        *json = g_steal_pointer (&self->record);
      return swim_quantity_check (SWIM_QUANTITY_PERCENT, "blocking-share", self->blocking_share, 0,
                                  100, error)
             && (self->mode == NULL || swim_check_mode (self->mode, error))
             && swim_compare_check (&self->compare, error)
             && swim_check_jobs (self->jobs, TRUE, error);
    }
  return FALSE;
}

static void
print_outcome (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  Program *self = data;
  g_autofree char *line = NULL;
  g_autofree char *shown = NULL;

  self->failed |= outcome->status != SWIM_STATUS_OK;
  if (self->record != NULL || self->compare.driver.out.quiet)
    return;
  line = g_strdup_printf (
      "%s: %s%s%s", outcome->item->name, swim_status_to_string (outcome->status),
      outcome->detail != NULL ? ": " : "", outcome->detail != NULL ? outcome->detail : "");
  shown = swim_printable (line);
  puts (shown);
}

static gboolean
run_once (Program *self, SwimJob *job, const char *name, GError **error)
{
  g_autoptr (SwimItems) items = swim_items_new_from_names ((const char *const *) self->items);
  g_autoptr (SwimRun) run = swim_run_new (job, items, self->mode, error);

  if (run == NULL)
    return FALSE;
  swim_run_set_jobs (run, (guint) self->jobs);
  swim_run_set_blocking_share (run, self->blocking_share / 100);
  swim_run_set_seed (run, (guint64) self->seed);
  swim_run_set_keep_outcomes (run, self->record != NULL && !self->compare.no_outcomes);
  swim_run_set_sink (run, print_outcome, self, NULL);
  return swim_run_execute (run, error)
         && (self->record == NULL || swim_run_save_record (run, name, self->record, error));
}

/* This program, as a run of the comparison starts it. */
static char **
build_argv (const Program *self, const char *interpreter, const char *program)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  char share[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *options =
      g_strdup_printf ("--jobs=%d\n--seed=%" G_GINT64_FORMAT "\n--blocking-share=%s%s", self->jobs,
                       self->seed, g_ascii_dtostr (share, sizeof share, self->blocking_share),
                       swim_compare_wants_outcomes (&self->compare) ? "" : "\n--no-outcomes");
  g_auto (GStrv) lines = g_strsplit (options, "\n", -1);

  if (interpreter != NULL)
    g_strv_builder_add (argv, interpreter);
  g_strv_builder_add (argv, program);
  g_strv_builder_addv (argv, (const char **) lines);
  g_strv_builder_add (argv, "--");
  g_strv_builder_addv (argv, (const char **) self->items);
  return g_strv_builder_end (argv);
}

static int
compare (Program *self, const char *name, const char *interpreter, const char *program)
{
  g_auto (GStrv) argv = build_argv (self, interpreter, program);
  SwimRounds rounds = {
    .job = name, .argv = (const char *const *) argv, .seed = (guint64) self->seed, .stay = TRUE
  };
  g_autoptr (GError) error = NULL;

  swim_compare_run (&self->compare, &rounds, NULL, &error);
  return swim_compare_conclude (&self->compare, error);
}

static int
execute (Program *self, SwimJob *job, const char *name, const char *interpreter, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = make_parser (self);

  self->items = swim_parser_parse (parser, argv, &error);
  if (self->items == NULL || !check (self, &error))
    return swim_command_fail (error);
  if (self->mode == NULL)
    return compare (self, name, interpreter, argv[0]);
  if (!run_once (self, job, name, &error))
    return swim_command_fail (error);
  return self->failed ? SWIM_EXIT_ITEMS : SWIM_EXIT_DONE;
}

/**
 * swim_main:
 * @job: the job
 * @name: its name, for the report
 * @interpreter: (nullable): the program that runs this one, where it is a script
 * @argv: (array zero-terminated=1): the program's name, as it can be started again, and its
 *   arguments
 *
 * A whole program around a job, whose items are named by the arguments. With `--mode` it is
 * executed in that mode; without, in all modes, in fresh processes, and what each cost is printed.
 *
 * Its options are those of `swimlane compare` that do not belong to a job or to the lab: `--jobs`,
 * `--blocking-share`, `--seed`; `--modes`, `--only`, `--name`, `--rounds`, `--warmup`, `--prepare`,
 * `--threshold`,
 * `--self-test`, `--no-outcomes`; `--sort`, `--wide`, `--timeline`, `--color`, `--progress`,
 * `--quiet`; `--fail-if`, and `--export-json` and the other formats. See swimlane-compare(1), or
 * `--help`. Such as:
 *
 * |[
 * hash-files --modes=threads,async --fail-if='async.speedup<0.9' --export-html=page.html *
 * ]|
 *
 * Sets the locale. While it compares, SIGINT, SIGTERM and SIGHUP end it in order: rounds that are
 * complete are shown and exported.
 *
 * Returns: the exit status: 0, 1 for a failure, 2 for a usage error, 3 where a condition of
 *   `--fail-if` holds, 4 where items failed or modes did different work, 128 and the number of the
 *   signal that ended it
 *
 * Since: 0.1
 */
int
swim_main (SwimJob *job, const char *name, const char *interpreter, const char *const *argv)
{
  g_auto (Program) self = { .jobs = 64, .blocking_share = 10 };
  g_auto (GStrv) arguments = NULL;
  g_autofree char *program = NULL;

  g_return_val_if_fail (SWIM_IS_JOB (job) && name != NULL, SWIM_EXIT_FAILED);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, SWIM_EXIT_FAILED);
  program = g_path_get_basename (argv[0]);
  if (g_get_prgname () == NULL)
    g_set_prgname (program);
  swim_format_use_utf8 ();
  swim_compare_init (&self.compare);
  arguments = g_strdupv ((char **) argv);
  return swim_program_end (execute (&self, job, name, interpreter, arguments));
}
