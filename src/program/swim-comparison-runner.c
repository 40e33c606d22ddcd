/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/swim-comparison-runner.h"

#include "base/swim-error.h"
#include "compare/rounds.h"
#include "report/export.h"
#include "report/format.h"
#include "report/report.h"
#include "run/save.h"
#include "run/swim-run.h"

/* Longer lines are hard to read, however wide the terminal is. */
#define WIDEST_WORDS 100

struct _SwimComparisonRunner
{
  GObject parent;

  char *job;
  char **argv;
  char **modes;
  guint rounds;
  guint warmup;
  guint64 seed;
  SwimComparison *comparison; /* NULL until there is one */
};

G_DEFINE_FINAL_TYPE (SwimComparisonRunner, swim_comparison_runner, G_TYPE_OBJECT)

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

static void
swim_comparison_runner_class_init (SwimComparisonRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_comparison_runner_finalize;
}

static void
swim_comparison_runner_init (SwimComparisonRunner *self)
{
  self->modes = swim_run_list_modes ();
  self->rounds = 8;
  self->warmup = 1;
}

/**
 * swim_comparison_runner_new:
 * @job: the job's name, for the report
 * @argv: (array zero-terminated=1): the program to run and its arguments, at least one:
 *   `--mode=MODE` and `--record=FILE` are put in after the first of these, which may be the script
 *   that an interpreter is to run
 *
 * The runs have the working directory of this process. What they print is thrown away, but for the
 * messages of those that fail.
 *
 * Returns: (transfer full): a runner for all modes
 *
 * Since: 0.1
 */
SwimComparisonRunner *
swim_comparison_runner_new (const char *job, const char *const *argv)
{
  SwimComparisonRunner *self;

  g_return_val_if_fail (job != NULL && argv != NULL && argv[0] != NULL && argv[1] != NULL, NULL);
  self = g_object_new (SWIM_TYPE_COMPARISON_RUNNER, NULL);
  self->job = g_strdup (job);
  self->argv = g_strdupv ((char **) argv);
  return self;
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
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self) && modes != NULL && modes[0] != NULL);
  g_strfreev (self->modes);
  self->modes = g_strdupv ((char **) modes);
}

/**
 * swim_comparison_runner_set_rounds:
 * @self: a runner
 * @rounds: how often each mode is run, at least 1; an interval needs 6; 8 unless set
 * @warmup: how many rounds before them are thrown away; 1 unless set
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_rounds (SwimComparisonRunner *self, guint rounds, guint warmup)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self) && rounds >= 1);
  self->rounds = rounds;
  self->warmup = warmup;
}

/**
 * swim_comparison_runner_set_seed:
 * @self: a runner
 * @seed: what decides the order of the modes in the rounds; 0 unless set
 *
 * Since: 0.1
 */
void
swim_comparison_runner_set_seed (SwimComparisonRunner *self, guint64 seed)
{
  g_return_if_fail (SWIM_IS_COMPARISON_RUNNER (self));
  self->seed = seed;
}

/**
 * swim_comparison_runner_execute:
 * @self: a runner
 * @cancellable: (nullable): ends it early
 * @error: return location for what a run said that could not be made, or %G_IO_ERROR_CANCELLED
 *
 * Runs the rounds. Iterates the thread-default main context meanwhile. A second call begins anew.
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
  SwimRounds rounds;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  rounds = (SwimRounds){
    .job = self->job,
    .modes = (const char *const *) self->modes,
    .argv = (const char *const *) self->argv,
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
 * Returns: (transfer full) (nullable): a heading, the table that `swimlane compare` would print,
 *   and what it shows in words; %NULL where there is no result
 *
 * Since: 0.1
 */
char *
swim_comparison_runner_to_text (SwimComparisonRunner *self, guint width)
{
  guint words_width = MIN (width, WIDEST_WORDS);
  g_autofree char *heading = NULL;
  g_autofree char *table = NULL;
  g_autofree char *words = NULL;
  g_autofree char *noise = NULL;
  g_autofree char *paragraphs = NULL;
  g_autofree char *wrapped = NULL;

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self), NULL);
  if (self->comparison == NULL)
    return NULL;
  heading = swim_report_heading (self->comparison);
  table = swim_report_table (self->comparison->contenders, width, FALSE, FALSE);
  words = swim_report_words (self->comparison);
  noise = swim_report_noise (self->comparison);
  paragraphs = g_strjoin (" ", words, noise, NULL);
  wrapped = swim_format_wrap (paragraphs, words_width);
  return g_strdup_printf ("%s\n\n%s\n\n%s\n", heading, table, wrapped);
}

static const SwimExportFormat *
find_format (const char *name)
{
  const SwimExportFormat *const *format = swim_export_list ();

  while (*format != NULL && g_strcmp0 ((*format)->name, name) != 0)
    format++;
  return *format;
}

/* A format at work. */
typedef struct
{
  const SwimExportFormat *format;
  SwimResults results;
} Export;

static void
write_export (FILE *file, gconstpointer data)
{
  const Export *export = data;

  export->format->write (&export->results, file);
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
  Export export = { .format = find_format (format), .results.comparisons = comparisons };

  g_return_val_if_fail (SWIM_IS_COMPARISON_RUNNER (self) && format != NULL && path != NULL, FALSE);
  if (self->comparison == NULL || export.format == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "the comparison cannot be written to %s, since %s: %s", path,
                   export.format == NULL ? "there is no such format" : "no round is complete",
                   format);
      return FALSE;
    }
  g_ptr_array_add (comparisons, self->comparison);
  return swim_save_with (path, write_export, &export, error);
}
