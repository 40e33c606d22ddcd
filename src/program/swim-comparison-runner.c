/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/swim-comparison-runner.h"

#include "base/properties.h"
#include "base/quantity.h"
#include "base/own-context.h"
#include "base/swim-error.h"
#include "compare/rounds.h"
#include "program/show.h"
#include "report/export.h"
#include "run/swim-run.h"

struct _SwimComparisonRunner
{
  GObject parent;

  char *job;
  char **argv;
  char **modes;
  guint rounds;
  guint warmup;
  guint64 seed;
  double blocking_share;      /* a fraction; negative: as the program has it */
  SwimComparison *comparison; /* NULL until there is one */
};

G_DEFINE_FINAL_TYPE (SwimComparisonRunner, swim_comparison_runner, G_TYPE_OBJECT)

/* Modes that are not given, or none, are all of them. */
static void
swim_comparison_runner_set_property (GObject *object,
                                     guint id,
                                     const GValue *value,
                                     GParamSpec *spec)
{
  SwimComparisonRunner *self = SWIM_COMPARISON_RUNNER (object);

  swim_property_set (object, spec, value);
  if (self->modes != NULL && self->modes[0] == NULL)
    g_clear_pointer (&self->modes, g_strfreev);
  if (self->modes == NULL)
    self->modes = swim_run_list_modes ();
}

static void
swim_comparison_runner_finalize (GObject *object)
{
  SwimComparisonRunner *self = SWIM_COMPARISON_RUNNER (object);

  g_free (self->job);
  g_strfreev (self->argv);
  g_strfreev (self->modes);
  g_clear_pointer (&self->comparison, swim_comparison_free);
  G_OBJECT_CLASS (swim_comparison_runner_parent_class)->finalize (object);
}

static const SwimProperty properties[] = {
  { "job", SWIM_PROPERTY (SwimComparisonRunner, job), .fixed = TRUE },
  { "argv", SWIM_PROPERTY (SwimComparisonRunner, argv), .fixed = TRUE },
  { "modes", SWIM_PROPERTY (SwimComparisonRunner, modes) },
  { "rounds", SWIM_PROPERTY (SwimComparisonRunner, rounds), .least = 1, .init = 8 },
  { "warmup", SWIM_PROPERTY (SwimComparisonRunner, warmup), .init = 1 },
  { "seed", SWIM_PROPERTY (SwimComparisonRunner, seed) },
  { "blocking-share", SWIM_PROPERTY (SwimComparisonRunner, blocking_share), .least = -1, .most = 1,
    .init = -1 },
};

static void
swim_comparison_runner_class_init (SwimComparisonRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = swim_comparison_runner_set_property;
  object_class->finalize = swim_comparison_runner_finalize;
  swim_properties_install (object_class, properties, G_N_ELEMENTS (properties));
}

static void
swim_comparison_runner_init (SwimComparisonRunner *self)
{
}

/**
 * swim_comparison_runner_new:
 * @job: the job's name, for the report
 * @argv: (array zero-terminated=1): the program to run and its arguments, at least one:
 *   `--mode=MODE` and `--record=FILE` are put in after the first of these, which may be the script
 *   that an interpreter is to run
 *
 * The runs have the working directory of this process. What they print to standard output is
 * discarded; the messages of those that fail are part of the error.
 *
 * Returns: (transfer full): a runner for all modes
 *
 * Since: 0.1
 */
SwimComparisonRunner *
swim_comparison_runner_new (const char *job, const char *const *argv)
{
  g_return_val_if_fail (job != NULL, NULL);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL && argv[1] != NULL, NULL);
  return g_object_new (SWIM_TYPE_COMPARISON_RUNNER, "job", job, "argv", argv, NULL);
}

/**
 * swim_comparison_runner_set_modes:
 * @self: a runner
 * @modes: (array zero-terminated=1): names of modes, at least one; the first is the baseline
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_modes (SwimComparisonRunner *self, const char *const *modes)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self));
  g_return_if_fail (modes != NULL && modes[0] != NULL);
  g_object_set (self, "modes", modes, NULL);
}

/**
 * swim_comparison_runner_set_rounds:
 * @self: a runner
 * @rounds: how often each mode is run, at least 1; an interval needs 6; default 8
 * @warmup: how many rounds before them are discarded; default 1
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_rounds (SwimComparisonRunner *self, guint rounds, guint warmup)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self));
  g_return_if_fail (rounds >= 1 && rounds <= G_MAXINT && warmup <= G_MAXINT);
  g_object_set (self, "rounds", rounds, "warmup", warmup, NULL);
}

/**
 * swim_comparison_runner_set_seed:
 * @self: a runner
 * @seed: the random seed of the order of the modes in the rounds; default 0
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_seed (SwimComparisonRunner *self, guint64 seed)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self));
  g_object_set (self, "seed", seed, NULL);
}

/**
 * swim_comparison_runner_set_blocking_share:
 * @self: a runner
 * @share: from 0 to 1; negative, which is the default, leaves it to the program
 *
 * Sets the share of items that make a blocking call in the modes that mix both forms. The runs are
 * given it as `--blocking-share=PERCENT`.
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_blocking_share (SwimComparisonRunner *self, double share)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self));
  g_return_if_fail (share <= 1);
  g_object_set (self, "blocking-share", MAX (share, -1.0), NULL);
}

/* What the runs are, with the options that were set. */
static char **
build_argv (const SwimComparisonRunner *self)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  char percent[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *share =
      g_strconcat ("--blocking-share=",
                   swim_number_to_text (self->blocking_share * 100, percent, sizeof percent), NULL);

  g_strv_builder_add (argv, self->argv[0]);
  g_strv_builder_add (argv, self->argv[1]);
  if (self->blocking_share >= 0)
    g_strv_builder_add (argv, share);
  g_strv_builder_addv (argv, (const char **) self->argv + 2);
  return g_strv_builder_end (argv);
}

/* Properties may be left out where the object is not made by swim_comparison_runner_new (), as in
 * other languages. */
static gboolean
check_program (const SwimComparisonRunner *self, GError **error)
{
  if (self->job != NULL && self->argv != NULL && self->argv[0] != NULL && self->argv[1] != NULL)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a comparison cannot begin without %s",
               self->job == NULL ? "the name of a job" : "a program and an argument of it");
  return FALSE;
}

/**
 * swim_comparison_runner_execute:
 * @self: a runner
 * @cancellable: (nullable): ends it early
 * @error: return location for the message of a run that could not be made, or %G_IO_ERROR_CANCELLED
 *
 * Runs the rounds. Iterates the thread-default main context meanwhile; a thread other than that
 * which runs the program's loop pushes a context of its own first. A second call begins anew.
 *
 * Returns: %FALSE if it broke off; there is a result all the same where a round was complete
 *
 * Since: 0.1
 */
gboolean
swim_comparison_runner_execute (SwimComparisonRunner *self,
                                GCancellable *cancellable,
                                GError **error)
{
  g_auto (GStrv) argv = NULL;
  SwimRounds rounds;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), FALSE);
  if (!check_program (self, error) || !swim_own_context_check ("a comparison", error))
    return FALSE;
  argv = build_argv (self);
  rounds = (SwimRounds){
    .job = self->job,
    .argv = (const char *const *) argv,
    .modes = (const char *const *) self->modes,
    .rounds = self->rounds,
    .warmup = self->warmup,
    .seed = self->seed,
    .threshold = 0.05,
    .stay = TRUE,
  };
  g_clear_pointer (&self->comparison, swim_comparison_free);
  self->comparison = swim_rounds_run (&rounds, cancellable, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * swim_comparison_runner_agrees:
 * @self: a runner that has been executed
 *
 * Returns: whether there is a result, every run of it ended well, and all modes did the same work
 *
 * Since: 0.1
 */
gboolean
swim_comparison_runner_agrees (SwimComparisonRunner *self)
{
  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), FALSE);
  return self->comparison != NULL && swim_comparison_agrees (self->comparison);
}

/**
 * swim_comparison_runner_to_text:
 * @self: a runner that has been executed
 * @width: columns of the terminal, such as 80; more columns of the table are shown from 100 on
 *
 * Returns: (transfer full) (nullable): what `swimlane compare` would print: a heading, the table,
 *   and what it shows in words; %NULL where there is no result
 *
 * Since: 0.1
 */
char *
swim_comparison_runner_to_text (SwimComparisonRunner *self, guint width)
{
  const SwimShowOptions options = { 0 };

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), NULL);
  return self->comparison != NULL ? swim_show_to_text (&options, self->comparison, width) : NULL;
}

static const SwimExportFormat *
find_format (const char *name)
{
  const SwimExportFormat *const *format = swim_export_list ();

  while (*format != NULL && g_strcmp0 ((*format)->name, name) != 0)
    format++;
  return *format;
}

/**
 * swim_comparison_runner_export:
 * @self: a runner that has been executed
 * @format: such as `json`: what an option of `swimlane compare` has after `--export-`
 * @path: (type filename): where to; `-` is standard output
 * @error: return location for an error
 *
 * Writes the comparison to a file. What is written as `json` is understood by `swimlane report`.
 *
 * Returns: %FALSE if there is no result or no such format, or it could not be written
 *
 * Since: 0.1
 */
gboolean
swim_comparison_runner_export (SwimComparisonRunner *self,
                               const char *format,
                               const char *path,
                               GError **error)
{
  g_autoptr (GPtrArray) comparisons = g_ptr_array_new ();
  const SwimExportFormat *found = find_format (format);
  SwimResults results = { .comparisons = comparisons };

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), FALSE);
  g_return_val_if_fail (format != NULL && path != NULL, FALSE);
  if (self->comparison == NULL || found == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "the comparison cannot be written to %s, since %s: %s", path,
                   found == NULL ? "there is no such format" : "no round is complete", format);
      return FALSE;
    }
  g_ptr_array_add (comparisons, self->comparison);
  return swim_export_write (found, &results, path, error);
}
