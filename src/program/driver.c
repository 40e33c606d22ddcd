/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/driver.h"

#include <math.h>
#include <string.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "jobs/jobs.h"
#include "program/exit.h"
#include "program/interrupt.h"

#define MOST_ROUNDS 1000
/* Of --rounds=auto. Who waits longer for a comparison says so. */
#define PRECISION_PERCENT 5
#define MOST_SECONDS 300
#define LEAST_PERCENT 0.01
#define MOST_PERCENT 1000
#define LONGEST_SECONDS (7 * 24 * 3600.0)

/* @rounds is the default number of rounds. */
void
swim_driver_init (SwimDriver *self, int rounds)
{
  *self = (SwimDriver){ .n_rounds = rounds, .warmup = 1, .precision = NAN, .max_seconds = NAN };
}

void
swim_driver_clear (SwimDriver *self)
{
  g_clear_pointer (&self->rounds_text, g_free);
  g_clear_pointer (&self->prepare, g_free);
  g_clear_pointer (&self->name, g_free);
  swim_output_options_clear (&self->out);
  g_clear_object (&self->cancellable);
}

/* Adds the options to a parser, which @self outlives. Results can be exported in the formats that
 * have all flags of @exports. */
void
swim_driver_add_options (SwimDriver *self, SwimParser *parser, SwimExportFlags exports)
{
  g_autofree char *rounds =
      g_strdup_printf ("measured rounds (%d), a 95 %% interval needs %d; auto: until --precision",
                       self->n_rounds, SWIM_ROUNDS_FOR_INTERVAL);
  /* GOption keeps an entry's text as long as the parser lives. */
  const char *rounds_help = g_intern_string (rounds);
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Rounds"),
    { "rounds", 'r', 0, G_OPTION_ARG_STRING, &self->rounds_text, rounds_help, "N|auto" },
    { "precision", 0, 0, G_OPTION_ARG_DOUBLE, &self->precision,
      "with --rounds=auto: width of every interval that ends it (5)", "PERCENT" },
    { "max-time", 0, 0, G_OPTION_ARG_DOUBLE, &self->max_seconds,
      "with --rounds=auto: no further round after this time (5min)", "DURATION" },
    { "warmup", 0, 0, G_OPTION_ARG_INT, &self->warmup,
      "warm-up rounds before them, not measured (1)", "N" },
    { NULL }
  };
  GOptionEntry of_modes[] = { SWIM_OPTION_GROUP ("Rounds"),
                              { "prepare", 0, 0, G_OPTION_ARG_STRING, &self->prepare,
                                "shell command to run before each run", "COMMAND" },
                              { "name", 0, 0, G_OPTION_ARG_STRING, &self->name,
                                "name of what is measured, for the heading and exports", "NAME" },
                              { NULL } };

  swim_parser_add (parser, entries);
  if (!self->of_commands)
    swim_parser_add (parser, of_modes);
  swim_output_options_add (&self->out, parser, exports);
}

/* Reads --rounds=auto and what goes with it. */
static gboolean
check_auto (SwimDriver *self, GError **error)
{
  double percent = isnan (self->precision) ? PRECISION_PERCENT : self->precision;
  double seconds = isnan (self->max_seconds) ? MOST_SECONDS : self->max_seconds;

  if (!swim_quantity_check (SWIM_QUANTITY_PERCENT, "precision", percent, LEAST_PERCENT,
                            MOST_PERCENT, error)
      || !swim_quantity_check (SWIM_QUANTITY_DURATION, "max-time", seconds, 0.001, LONGEST_SECONDS,
                               error))
    return FALSE;
  self->stopping = (SwimStopping){ .precision = percent / 100, .max_seconds = seconds };
  self->n_rounds = MOST_ROUNDS;
  return TRUE;
}

/* Reads --rounds, which is a number or auto. */
static gboolean
check_rounds (SwimDriver *self, GError **error)
{
  double number = self->n_rounds;

  if (g_strcmp0 (self->rounds_text, "auto") == 0)
    return check_auto (self, error);
  if (self->rounds_text != NULL
      && !swim_quantity_parse (SWIM_QUANTITY_COUNT, self->rounds_text, &number))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--rounds takes %s or auto, not “%s”",
                 swim_quantity_describe (SWIM_QUANTITY_COUNT), self->rounds_text);
  else if (!isnan (self->precision) || !isnan (self->max_seconds))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "%s needs --rounds=auto",
                 isnan (self->precision) ? "--max-time" : "--precision");
  else if (swim_quantity_check (SWIM_QUANTITY_COUNT, "rounds", number, 1, MOST_ROUNDS, error))
    {
      self->n_rounds = (int) number;
      return TRUE;
    }
  return FALSE;
}

/* Whether the values make sense, and the results could be written. */
gboolean
swim_driver_check (SwimDriver *self, GError **error)
{
  gboolean quiet = self->out.quiet;

  if (!check_rounds (self, error)
      || !swim_quantity_check (SWIM_QUANTITY_COUNT, "warmup", self->warmup, 0, MOST_ROUNDS, error)
      || !swim_output_options_check (&self->out, NULL, error))
    return FALSE;
  self->out.show_progress &= !quiet;
  return TRUE;
}

/* The label of a run (transfer full): `mixed at 5` in a sweep, else the mode. */
static char *
name_contender (const SwimDriver *self, guint contender)
{
  const char *mode = self->rounds->modes[contender];
  const char *value =
      self->sweep != NULL
          ? swim_sweep_cell_text (self->sweep, swim_sweep_get (self->sweep, contender))
          : NULL;

  return value != NULL ? g_strdup_printf ("%s at %s", mode, value) : g_strdup (mode);
}

static void
on_progress (guint contender, guint done, guint total, gpointer data)
{
  SwimDriver *self = data;
  guint round = done / g_strv_length ((char **) self->rounds->modes);
  g_autofree char *name = name_contender (self, contender);
  g_autoptr (GString) label = g_string_new (name);

  if (round < self->rounds->warmup)
    g_string_append (label, ", warm-up");
  else
    g_string_append_printf (label, ", round %u", round - self->rounds->warmup + 1);
  if (round >= self->rounds->warmup && total > 0)
    g_string_append_printf (label, " of %u", self->rounds->rounds);
  swim_output_set_label (self->output, label->str);
  swim_output_set_progress (self->output, done, total > 0 ? (gint64) total : -1);
}

/* A run printed this to standard error and went on. */
static void
on_stderr (const char *mode, const char *text, gpointer data)
{
  SwimDriver *self = data;

  swim_output_note (self->output, "%s: %s", mode, text);
}

/* From now on a signal cancels what has the cancellable that is returned. It has a thread, which a
 * lab in namespaces must not find when it is started. */
GCancellable *
swim_driver_watch_signals (SwimDriver *self)
{
  if (self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      swim_interrupt_watch (self->cancellable);
    }
  return self->cancellable;
}

/* Runs rounds as the options say and concludes, as swim_rounds_run () does. @lab is the scenario of
 * the lab that they are in, or NULL. Signals and the output have threads: so they begin only here,
 * where nobody wanted the former earlier. */
SwimComparison *
swim_driver_run (SwimDriver *self, SwimRounds *rounds, const char *lab, GError **error)
{
  SwimComparison *comparison;

  rounds->rounds = (guint) self->n_rounds;
  rounds->warmup = (guint) self->warmup;
  rounds->stopping = self->stopping;
  rounds->prepare = self->prepare;
  rounds->progress = on_progress;
  rounds->on_stderr = on_stderr;
  rounds->data = self;
  self->rounds = rounds;
  swim_driver_watch_signals (self);
  self->output = swim_output_new (self->out.show_progress, self->cancellable);
  comparison = swim_rounds_run (rounds, self->cancellable, error);
  swim_output_close (g_steal_pointer (&self->output), NULL);
  self->rounds = NULL;
  if (comparison != NULL && lab != NULL)
    json_object_set_string_member (comparison->context, "lab", lab);
  if (comparison != NULL && self->name != NULL)
    json_object_set_string_member (comparison->context, "name", self->name);
  return comparison;
}

/* All modes must have done the same work, and every item must have succeeded. */
static gboolean
all_went_well (GPtrArray *comparisons)
{
  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);
      const SwimJobInfo *job = swim_jobs_lookup (comparison->job);

      if (!swim_comparison_agrees (comparison)
          || swim_comparison_get_failed (comparison, job != NULL ? job->tolerates : 0) > 0)
        return FALSE;
    }
  return TRUE;
}

/* Exports the results, which may have no comparison where it was broken off early, checks the gates
 * (or NULL), prints what went wrong and returns the exit status. */
int
swim_driver_conclude (SwimDriver *self,
                      const SwimResults *results,
                      const SwimGateOptions *gates,
                      const GError *error)
{
  gboolean any = results->comparisons->len > 0;
  g_autoptr (GError) export_error = NULL;
  int status = SWIM_EXIT_DONE;

  if (error != NULL && swim_interrupt_exit_status (0) == 0)
    status = swim_command_fail (error);
  if (any && !swim_export_options_write (&self->out.exports, results, &export_error))
    status = swim_command_fail (export_error);
  if (status == SWIM_EXIT_DONE && any && gates != NULL
      && !swim_gate_options_pass (gates, results->comparisons, results->sweep, NULL))
    status = SWIM_EXIT_GATE;
  if (status == SWIM_EXIT_DONE && !all_went_well (results->comparisons))
    status = SWIM_EXIT_ITEMS;
  return swim_interrupt_exit_status (status);
}
