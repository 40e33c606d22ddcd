/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* compare: every mode side by side, on one job or, in the lab, on all. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/swim-error.h"
#include "cli/command-options.h"
#include "cli/command.h"
#include "cli/compare-commands.h"
#include "cli/compare-job.h"
#include "jobs/jobs.h"
#include "program/compare.h"

static int run (int argc, char **argv);

const SwimCommand swim_command_compare = {
  .name = "compare",
  .arguments = "[probe|download] [ARGUMENT…]",
  .summary = "run a job in every mode, or commands, and compare what each costs",
  .examples = "  swimlane compare                        # all jobs, in the lab; a minute or so\n"
              "  swimlane compare download --lab --export-html=page.html fr de us\n"
              "  swimlane compare -- './one' './other'   # any commands\n",
  .run = run,
};

typedef struct
{
  SwimRunOptions run_options;
  SwimCompare compare;
} Compare;

static void
compare_clear (Compare *self)
{
  swim_run_options_clear (&self->run_options);
  swim_compare_clear (&self->compare);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Compare, compare_clear)

/* Removes the job's own --only, which says what a run prints: here it names modes. */
static void
take_only (GOptionEntry *entries)
{
  GOptionEntry *kept = entries;

  for (; entries != NULL && entries->long_name != NULL; entries++)
    if (strcmp (entries->long_name, "only") != 0)
      *kept++ = *entries;
  if (kept != NULL)
    *kept = (GOptionEntry){ NULL };
}

static SwimParser *
make_parser (Compare *self)
{
  SwimParser *parser = swim_run_options_make_parser (
      &self->run_options, swim_command_compare.arguments,
      "Runs a job in every mode, each run in a process of its own, and prints what each\n"
      "mode costs, side by side. Without a job, compares all jobs, in the lab. A job's\n"
      "own options and arguments follow its name: swimlane compare download --help.\n"
      "What follows -- are commands, each one argument: swimlane compare --help --.");
  GOptionEntry entries[] = {
    /* What --record is to a run, which writes a record of itself. */
    { "record", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME,
      &self->compare.driver.out.exports.paths[SWIM_EXPORT_INDEX_json], NULL, NULL },
    { NULL }
  };

  swim_parser_set_examples (parser, swim_command_compare.examples);
  swim_parser_add (parser, entries);
  swim_compare_add_options (&self->compare, parser);
  if (self->run_options.info == NULL)
    swim_command_options_add_refused (parser);
  return parser;
}

/* Compares a job, in a lab of its own where one is asked for. */
static void
compare_job (Compare *self, GError **error)
{
  SwimLabConfig config;
  gboolean wanted = swim_run_options_want_lab (&self->run_options, &config);
  g_autoptr (SwimLabProcess) lab = wanted ? swim_lab_process_new (&config, error) : NULL;
  g_auto (GStrv) argv = NULL;
  SwimRounds rounds = { .job = self->run_options.info->name,
                        .seed = (guint64) MAX (self->run_options.seed, 0),
                        .scratch = wanted ? swim_compare_find_scratch () : NULL };

  if (wanted && lab == NULL)
    return;
  argv = swim_compare_build_argv (&self->run_options, lab, NULL,
                                  swim_compare_wants_outcomes (&self->compare), error);
  rounds.argv = (const char *const *) argv;
  if (argv != NULL)
    swim_compare_run (&self->compare, &rounds, wanted ? config.scenario : NULL, error);
}

static void
compare_all (Compare *self, GError **error)
{
  self->run_options.lab = TRUE;
  for (const SwimJobInfo *const *info = swim_jobs_list (); *info != NULL && *error == NULL; info++)
    {
      swim_run_options_set_job (&self->run_options, *info);
      compare_job (self, error);
    }
}

/* What may be of interest once the table has been read; those who export know it. */
static void
print_next (const Compare *self)
{
  const SwimOutputOptions *out = &self->compare.driver.out;

  if (out->quiet || self->compare.comparisons->len == 0
      || swim_export_options_any (&out->exports, 0))
    return;
  fputc ('\n', stdout);
  swim_show_wrapped ("Next: add --export-html=page.html for a page with charts, --wide for every "
                     "column, or --lab=delay for a slower network (more: swimlane help compare).\n",
                     0);
}

static int
run (int argc, char **argv)
{
  g_auto (Compare) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = NULL;

  swim_run_options_init (&self.run_options);
  swim_compare_init (&self.compare);
  if (!swim_compare_find_job (&self.run_options, "compare", &argc, &argv, &error))
    return swim_command_fail (error);
  if (self.run_options.info == NULL && swim_compare_names_commands (argv))
    return swim_compare_commands (argv);
  take_only (self.run_options.entries);
  parser = make_parser (&self);
  if (!swim_compare_parse (&self.run_options, parser, "compare", argv, &error)
      || !swim_compare_check (&self.compare, &error))
    return swim_command_fail (error);
  if (self.run_options.info == NULL)
    compare_all (&self, &error);
  else if (swim_compare_spool_input (&self.run_options, &error))
    compare_job (&self, &error);
  print_next (&self);
  return swim_compare_conclude (&self.compare, error);
}
