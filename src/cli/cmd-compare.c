/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* compare: every mode side by side, on one job or, in the lab, on all. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "cli/command.h"
#include "cli/compare-job.h"
#include "cli/gate-options.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/output.h"
#include "cli/rounds-options.h"
#include "cli/show.h"
#include "compare/rounds.h"
#include "jobs/jobs.h"
#include "lab/scenario.h"
#include "mode/mode.h"

static int run (int argc, char **argv);

const SwimCommand swim_command_compare = {
  .name = "compare",
  .arguments = "[probe|download] [ARGUMENT…]",
  .summary = "run every mode side by side and say what each costs",
  .run = run,
};

typedef struct
{
  SwimRunOptions run_options;
  SwimRoundsOptions rounds;
  char *modes;
  double threshold; /* per cent */
  SwimShowOptions show;
  gboolean self_test;
  gboolean no_outcomes;
  SwimGateOptions gates;

  const char *scenario; /* of the lab that the comparison is in */
  GStrv mode_names;
  GCancellable *cancellable;
  SwimOutput *output;
  GPtrArray *comparisons; /* of SwimComparison */
} Compare;

static void
compare_clear (Compare *self)
{
  swim_run_options_clear (&self->run_options);
  g_free (self->modes);
  swim_rounds_options_clear (&self->rounds);
  swim_show_options_clear (&self->show);
  g_strfreev (self->mode_names);
  swim_gate_options_clear (&self->gates);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->comparisons, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Compare, compare_clear)

static SwimParser *
make_parser (Compare *self, const SwimComparedJob *job)
{
  SwimParser *parser = swim_parser_new (
      job != NULL ? job->info->arguments : swim_command_compare.arguments,
      "Runs a job in every mode, each run in a process of its own, and prints them side by side.\n"
      "Without a job, all are compared, in the lab. A job's own options and arguments follow its\n"
      "name: swimlane compare download --help.",
      &self->run_options);
  GOptionEntry entries[] = { { "modes", 0, 0, G_OPTION_ARG_STRING, &self->modes,
                               "which modes, separated by commas; the first is the baseline (all)",
                               "LIST" },
                             { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &self->threshold,
                               "per cent within which a mode counts as the same (5)", "PERCENT" },
                             { "self-test", 0, 0, G_OPTION_ARG_NONE, &self->self_test,
                               "compare one mode with itself: what differs then is noise", NULL },
                             { "no-outcomes", 0, 0, G_OPTION_ARG_NONE, &self->no_outcomes,
                               "leave the single items out of what is written and drawn", NULL },
                             /* What --record is to a run, which writes itself down. */
                             { "record", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME,
                               &self->rounds.exports.paths[SWIM_EXPORT_INDEX_json], NULL, NULL },
                             { NULL } };

  swim_run_options_add (&self->run_options, parser);
  if (job != NULL)
    swim_parser_add (parser, job->entries);
  swim_parser_add (parser, entries);
  swim_gate_options_add (&self->gates, parser);
  swim_show_options_add (&self->show, parser);
  swim_rounds_options_add (&self->rounds, parser, 0);
  return parser;
}

/* Which modes: all, or those of --modes. */
static gboolean
choose_modes (Compare *self, GError **error)
{
  g_autofree char *all = swim_join_modes (",");

  self->mode_names = g_strsplit (self->modes != NULL ? self->modes : all, ",", -1);
  for (char **name = self->mode_names; *name != NULL; name++)
    if (swim_mode_lookup (*name) == NULL)
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                     "there is no mode \"%s\"; the modes are %s", *name, all);
        return FALSE;
      }
  return TRUE;
}

/* For a self-test: one mode, twice. */
static gboolean
choose_self (Compare *self, GError **error)
{
  char *twice[] = { NULL, NULL, NULL };

  if (!self->self_test)
    return TRUE;
  if (self->modes != NULL && self->mode_names[1] != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--self-test compares one mode with itself, but --modes names several");
      return FALSE;
    }
  twice[0] = g_strdup (self->modes != NULL ? self->modes : SWIM_DEFAULT_MODE);
  twice[1] = g_strdup (twice[0]);
  g_strfreev (self->mode_names);
  self->mode_names = g_memdup2 (twice, sizeof twice);
  return TRUE;
}

static gboolean
check (Compare *self, GError **error)
{
  if (!(self->threshold > 0 && self->threshold < 100))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--threshold takes a number above 0 and below 100, not %g", self->threshold);
      return FALSE;
    }
  return swim_run_options_check (&self->run_options, error)
         && swim_show_options_check (&self->show, error)
         && swim_rounds_options_check (&self->rounds, error) && choose_modes (self, error)
         && choose_self (self, error) && swim_gate_options_check (&self->gates, FALSE, error)
         && swim_limits_raise ((guint) self->run_options.jobs, error);
}

static void
on_progress (const char *mode, guint done, guint total, gpointer data)
{
  Compare *self = data;
  guint round = done / g_strv_length (self->mode_names);
  g_autofree char *label = swim_rounds_options_tell (&self->rounds, mode, round);

  swim_output_set_label (self->output, label);
  swim_output_set_progress (self->output, done, total);
}

/* What a run says that goes on all the same. */
static void
on_stderr (const char *mode, const char *text, gpointer data)
{
  Compare *self = data;

  swim_output_note (self->output, "%s: %s", mode, text);
}

/* Signals and the output have threads, which a lab in namespaces must not find when it is started:
 * so they begin only here. */
static void
begin_output (Compare *self)
{
  if (self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      swim_interrupt_watch (self->cancellable);
    }
  self->output = swim_output_new (self->rounds.show_progress, self->cancellable);
}

/* Whether the runs must say what came of each item, which costs them some memory. */
static gboolean
wants_outcomes (const Compare *self)
{
  return !self->no_outcomes
         && (swim_export_options_want_outcomes (&self->rounds.exports)
             || (self->show.show_timeline && !self->rounds.quiet));
}

static gboolean
compare_in (Compare *self,
            const SwimComparedJob *job,
            char **args,
            const SwimLabAddress *lab,
            GError **error)
{
  g_auto (GStrv) argv = swim_compared_job_to_argv (job, &self->run_options, args, lab, NULL,
                                                   wants_outcomes (self), error);
  SwimRounds rounds = {
    .job = job->info->name,
    .modes = (const char *const *) self->mode_names,
    .argv = (const char *const *) argv,
    .seed = (guint64) MAX (self->run_options.seed, 0),
    .threshold = self->threshold / 100,
    .scratch = lab != NULL ? swim_find_memory_folder () : NULL,
    .progress = on_progress,
    .on_stderr = on_stderr,
    .data = self,
  };
  SwimComparison *comparison;

  if (argv == NULL)
    return FALSE;
  swim_rounds_options_apply (&self->rounds, &rounds);
  begin_output (self);
  comparison = swim_rounds_run (&rounds, self->cancellable, error);
  swim_output_close (g_steal_pointer (&self->output), NULL);
  if (comparison == NULL)
    return FALSE;
  if (lab != NULL)
    json_object_set_string_member (comparison->context, "lab", self->scenario);
  g_ptr_array_add (self->comparisons, comparison);
  if (!self->rounds.quiet)
    {
      fputs (self->comparisons->len > 1 ? "\n" : "", stdout);
      swim_show_comparison (&self->show, comparison);
    }
  return *error == NULL;
}

/* Compares a job, in a lab of its own where one is asked for. */
static gboolean
compare_job (Compare *self, const SwimComparedJob *job, char **args, GError **error)
{
  SwimLabConfig config;
  g_autoptr (SwimLabProcess) lab = NULL;

  if (!swim_compared_job_wants_lab (job, &self->run_options, &config))
    return compare_in (self, job, args, NULL, error);
  self->scenario = config.scenario != NULL ? config.scenario : SWIM_SCENARIO_DEFAULT;
  lab = swim_lab_process_new (&config, error);
  return lab != NULL && compare_in (self, job, args, swim_lab_process_get_address (lab), error);
}

static gboolean
compare_all (Compare *self, GError **error)
{
  char *nothing[] = { NULL };

  self->run_options.lab = TRUE;
  for (const SwimJobInfo *const *info = swim_jobs_list (); *info != NULL; info++)
    {
      g_auto (SwimComparedJob) job = swim_compared_job (*info);

      if (!compare_job (self, &job, nothing, error))
        return FALSE;
    }
  return TRUE;
}

/* The modes must agree, and every item must have come out well. */
static gboolean
all_went_well (Compare *self)
{
  for (guint i = 0; i < self->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (self->comparisons, i);
      guint tolerated = swim_jobs_lookup (comparison->job)->tolerates;

      if (!swim_comparison_agrees (comparison)
          || swim_comparison_get_failed (comparison, tolerated) > 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean export(Compare *self, GError **error)
{
  SwimResults results = { .comparisons = self->comparisons };

  return self->comparisons->len == 0
         || swim_export_options_write (&self->rounds.exports, &results, error);
}

/* What is complete is exported also where it broke off. */
static int
conclude (Compare *self, GError *error)
{
  g_autoptr (GError) export_error = NULL;
  int status = SWIM_EXIT_DONE;

  if (error != NULL && swim_interrupt_get_signal () == 0)
    status = swim_command_fail (error);
  if (!export(self, &export_error))
    status = swim_command_fail (export_error);
  if (status == SWIM_EXIT_DONE && self->comparisons->len > 0
      && !swim_gate_options_pass (&self->gates, self->comparisons, NULL))
    status = SWIM_EXIT_GATE;
  if (status == SWIM_EXIT_DONE && !all_went_well (self))
    status = SWIM_EXIT_ITEMS;
  return swim_interrupt_exit_status (status);
}

/* Compares one job as the command line has it. */
static gboolean
compare_named (Compare *self, const SwimComparedJob *job, char **args, GError **error)
{
  g_autofree char *spooled = NULL;
  gboolean compared;

  if (!swim_spool_input (&self->run_options, &spooled, error))
    return FALSE;
  compared = compare_job (self, job, args, error);
  if (spooled != NULL)
    g_unlink (spooled);
  return compared;
}

static void
init (Compare *self)
{
  swim_run_options_init (&self->run_options);
  swim_rounds_options_init (&self->rounds, 8);
  self->threshold = 5;
  self->comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
}

static int
run (int argc, char **argv)
{
  g_auto (Compare) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (SwimComparedJob) job = { 0 };
  g_autoptr (SwimParser) parser = NULL;
  g_auto (GStrv) args = NULL;
  const SwimJobInfo *info = swim_compared_job_find ("compare", &argc, &argv, &error);

  if (error != NULL)
    return swim_command_fail (error);
  init (&self);
  if (info != NULL)
    job = swim_compared_job (info);
  parser = make_parser (&self, info != NULL ? &job : NULL);
  args = swim_parser_parse (parser, argv, &error);
  if (args == NULL || !check (&self, &error))
    return swim_command_fail (error);
  if (info != NULL)
    compare_named (&self, &job, args, &error);
  else if (args[0] != NULL)
    g_set_error (&error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "\"%s\" is no job; the job's name stands right after compare", args[0]);
  else
    compare_all (&self, &error);
  return conclude (&self, error);
}
