/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sweep: one parameter at several values, and at each the modes that it touches. */
#include "config.h"

#include "base/option-group.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "cli/compare-job.h"
#include "jobs/jobs.h"
#include "program/driver.h"
#include "program/gate-options.h"
#include "program/show.h"

#define DEFAULT_VARY "blocking-share:0,1,2,5,10,25,50,100"

static int run (int argc, char **argv);

const SwimCommand swim_command_sweep = {
  .name = "sweep",
  .arguments = "[probe|download] [ARGUMENT…]",
  .summary = "vary one parameter and measure every mode at each value",
  .examples = "  swimlane sweep                          # what a share of blocking calls costs\n"
              "  swimlane sweep --vary=jobs:1,4,16,64 probe --lab\n"
              "  swimlane sweep --export-svg=curve.svg   # the curve as a picture\n",
  .run = run,
};

/* The default job: 1 % of so many items is more than none. */
static const char *const default_job[] = { "download", "--all", NULL };

typedef struct
{
  SwimRunOptions run_options;
  SwimDriver driver;
  SwimGateOptions gates;
  char *vary;

  SwimSweep *sweep;
  GPtrArray *labs; /* of SwimLabProcess: none, one, or one for each value */
} Sweep;

static void
sweep_clear (Sweep *self)
{
  swim_run_options_clear (&self->run_options);
  swim_driver_clear (&self->driver);
  swim_gate_options_clear (&self->gates);
  g_free (self->vary);
  g_clear_pointer (&self->sweep, swim_sweep_free);
  g_clear_pointer (&self->labs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sweep, sweep_clear)

static SwimParser *
make_parser (Sweep *self)
{
  SwimParser *parser = swim_run_options_make_parser (
      &self->run_options, swim_command_sweep.arguments,
      "Varies one parameter, and runs the modes that depend on it at each value, each\n"
      "run in a process of its own. Without a job, runs download --all in the lab: a\n"
      "share of 1 % needs many items to choose from. A job's own options and arguments\n"
      "follow its name: swimlane sweep probe --help.\n\n"
      "For --vary: blocking-share:PERCENT,…, jobs:N,…, of download client:NAME,… and,\n"
      "in the lab, delay:DURATION,… such as delay:1ms,10ms,100ms.");
  GOptionEntry entries[] = { SWIM_OPTION_GROUP ("Rounds"),
                             { "vary", 0, 0, G_OPTION_ARG_STRING, &self->vary,
                               "parameter to vary and its values (" DEFAULT_VARY ")",
                               "PARAMETER:VALUES" },
                             { NULL } };

  swim_parser_set_examples (parser, swim_command_sweep.examples);
  swim_parser_add (parser, entries);
  swim_gate_options_add (&self->gates, parser);
  swim_driver_add_options (&self->driver, parser, SWIM_EXPORT_SWEEPS);
  return parser;
}

/* Whether runs would take the option, and the machine can take such runs. */
static gboolean
check_value (Sweep *self, char *option, GError **error)
{
  g_auto (SwimRunOptions) options = { 0 };
  g_autoptr (SwimParser) parser = NULL;
  g_autoptr (GError) problem = NULL;
  const char *name = self->sweep->parameter->name;
  char *argv[] = { option, option, NULL };

  swim_run_options_init (&options);
  swim_run_options_set_job (&options, self->run_options.info);
  parser = swim_run_options_make_parser (&options, NULL, NULL);
  if (swim_run_options_parse (&options, parser, argv, &problem))
    return TRUE;
  if (g_error_matches (problem, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "--vary=%s cannot be used with %s, which has no --%s", name,
                 self->run_options.info->name, name);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
check_values (Sweep *self, GError **error)
{
  if (self->sweep->parameter->target != SWIM_SWEEP_OF_RUN)
    return TRUE;
  for (guint i = 0; i < self->sweep->values->len; i++)
    {
      g_autofree char *option = swim_sweep_get_option (self->sweep, (gint) i);

      if (!check_value (self, option, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check (Sweep *self, GError **error)
{
  if (!swim_driver_check (&self->driver, error)
      || !swim_gate_options_check (&self->gates, FALSE, error))
    return FALSE;
  self->sweep = swim_sweep_new (self->vary != NULL ? self->vary : DEFAULT_VARY, error);
  self->driver.sweep = self->sweep;
  return self->sweep != NULL;
}

static gboolean
start_lab (Sweep *self, const SwimLabConfig *config, GError **error)
{
  SwimLabProcess *lab = swim_lab_process_new (config, error);

  if (lab == NULL)
    return FALSE;
  g_ptr_array_add (self->labs, lab);
  return TRUE;
}

/* The labs that the runs are in: one for all, or one for each value where it is the lab's. */
static gboolean
start_labs (Sweep *self, gboolean wanted, SwimLabConfig config, GError **error)
{
  const SwimSweepParameter *parameter = self->sweep->parameter;

  if (parameter->target != SWIM_SWEEP_OF_LAB)
    return !wanted || start_lab (self, &config, error);
  if (!wanted || config.own_port_53)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   wanted ? "--vary=%s needs a lab for each value, and the C library's resolver "
                            "knows only one; use --resolver=dns"
                          : "--vary=%s varies the lab's servers; add --lab",
                   parameter->name);
      return FALSE;
    }
  for (guint i = 0; i < self->sweep->values->len; i++)
    {
      g_autofree char *option = swim_sweep_get_option (self->sweep, (gint) i);

      config.option = option;
      if (!start_lab (self, &config, error))
        return FALSE;
    }
  return TRUE;
}

/* The lab that a cell's runs are in; NULL outside of labs. */
static const SwimLabProcess *
lab_of (Sweep *self, const SwimSweepCell *cell)
{
  if (self->labs->len == 0)
    return NULL;
  return g_ptr_array_index (self->labs, self->labs->len > 1 ? (guint) cell->value : 0);
}

/* What is run in each cell: the mode and all else (transfer container and full). */
static gboolean
list_runs (Sweep *self, GPtrArray *modes, GPtrArray *argvs, GError **error)
{
  for (guint i = 0; i < self->sweep->cells->len; i++)
    {
      const SwimSweepCell *cell = swim_sweep_get (self->sweep, i);
      gboolean varied = cell->value >= 0 && self->sweep->parameter->target == SWIM_SWEEP_OF_RUN;
      g_autofree char *option = varied ? swim_sweep_get_option (self->sweep, cell->value) : NULL;
      char **argv =
          swim_compare_build_argv (&self->run_options, lab_of (self, cell), option, FALSE, error);

      if (argv == NULL)
        return FALSE;
      g_ptr_array_add (argvs, argv);
      g_ptr_array_add (modes, (gpointer) cell->mode->name);
    }
  g_ptr_array_add (modes, NULL);
  return TRUE;
}

static void
sweep_job (Sweep *self, GError **error)
{
  g_autoptr (GPtrArray) modes = g_ptr_array_new ();
  g_autoptr (GPtrArray) argvs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  SwimLabConfig config;
  gboolean wanted = swim_run_options_want_lab (&self->run_options, &config);
  SwimRounds rounds = { .job = self->run_options.info->name,
                        .seed = (guint64) MAX (self->run_options.seed, 0),
                        .threshold = 0.05,
                        .scratch = wanted ? swim_compare_find_scratch () : NULL };
  SwimComparison *comparison;

  if (!check_values (self, error) || !start_labs (self, wanted, config, error)
      || !swim_compare_spool_input (&self->run_options, error)
      || !list_runs (self, modes, argvs, error))
    return;
  rounds.modes = (const char *const *) modes->pdata;
  rounds.argvs = (const GStrv *) argvs->pdata;
  comparison = swim_driver_run (&self->driver, &rounds, wanted ? config.scenario : NULL, error);
  if (comparison == NULL)
    return;
  swim_sweep_conclude (self->sweep, comparison);
  if (!self->driver.out.quiet)
    swim_show_sweep (self->sweep);
}

/* Where no job is named: the default one, in the lab. */
static void
sweep_default (Sweep *self, GError **error)
{
  g_autoptr (SwimParser) parser = swim_parser_new (NULL, NULL, NULL);

  swim_run_options_set_job (&self->run_options, swim_jobs_lookup (default_job[0]));
  self->run_options.lab = TRUE;
  swim_parser_add (parser, self->run_options.entries);
  g_strfreev (self->run_options.args);
  self->run_options.args = swim_parser_parse (parser, (char **) default_job, error);
  if (self->run_options.args != NULL)
    sweep_job (self, error);
}

static int
conclude (Sweep *self, const GError *error)
{
  g_autoptr (GPtrArray) comparisons = g_ptr_array_new ();
  SwimResults results = { comparisons, self->sweep, FALSE };

  if (self->sweep->comparison != NULL)
    g_ptr_array_add (comparisons, self->sweep->comparison);
  return swim_driver_conclude (&self->driver, &results, &self->gates, error);
}

static int
run (int argc, char **argv)
{
  g_auto (Sweep) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = NULL;

  swim_run_options_init (&self.run_options);
  swim_driver_init (&self.driver, 6);
  self.labs = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_lab_process_free);
  if (!swim_compare_find_job (&self.run_options, "sweep", &argc, &argv, &error))
    return swim_command_fail (error);
  parser = make_parser (&self);
  if (!swim_compare_parse (&self.run_options, parser, "sweep", argv, &error)
      || !check (&self, &error))
    return swim_command_fail (error);
  if (self.run_options.info != NULL)
    sweep_job (&self, &error);
  else
    sweep_default (&self, &error);
  return conclude (&self, error);
}
