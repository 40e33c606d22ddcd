/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/driver.h"

#include "jobs/jobs.h"
#include "program/exit.h"
#include "program/interrupt.h"

void
swim_driver_clear (SwimDriver *self)
{
  swim_rounds_options_clear (&self->options);
  g_clear_object (&self->cancellable);
}

/* What is run, as the bar has it (transfer full): `mixed at 5` in a sweep, else the mode. */
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
  guint runs = total / (self->rounds->warmup + self->rounds->rounds);
  g_autofree char *name = name_contender (self, contender);
  g_autofree char *label = swim_rounds_options_tell (&self->options, name, done / runs);

  swim_output_set_label (self->output, label);
  swim_output_set_progress (self->output, done, total);
}

/* What a run prints to standard error and goes on. */
static void
on_stderr (const char *mode, const char *text, gpointer data)
{
  SwimDriver *self = data;

  swim_output_note (self->output, "%s: %s", mode, text);
}

/* Runs rounds as the options say and concludes, as swim_rounds_run () does. @lab is the scenario of
 * the lab that they are in, or NULL. Signals and the output have threads, which a lab in namespaces
 * must not find when it is started: so they begin only here. */
SwimComparison *
swim_driver_run (SwimDriver *self, SwimRounds *rounds, const char *lab, GError **error)
{
  SwimComparison *comparison;

  swim_rounds_options_apply (&self->options, rounds);
  rounds->progress = on_progress;
  rounds->on_stderr = on_stderr;
  rounds->data = self;
  self->rounds = rounds;
  if (self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      swim_interrupt_watch (self->cancellable);
    }
  self->output = swim_output_new (self->options.show_progress, self->cancellable);
  comparison = swim_rounds_run (rounds, self->cancellable, error);
  swim_output_close (g_steal_pointer (&self->output), NULL);
  self->rounds = NULL;
  if (comparison != NULL && lab != NULL)
    json_object_set_string_member (comparison->context, "lab", lab);
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

  if (error != NULL && swim_interrupt_get_signal () == 0)
    status = swim_command_fail (error);
  if (any && !swim_export_options_write (&self->options.exports, results, &export_error))
    status = swim_command_fail (export_error);
  if (status == SWIM_EXIT_DONE && any && gates != NULL
      && !swim_gate_options_pass (gates, results->comparisons, NULL))
    status = SWIM_EXIT_GATE;
  if (status == SWIM_EXIT_DONE && !all_went_well (results->comparisons))
    status = SWIM_EXIT_ITEMS;
  return swim_interrupt_exit_status (status);
}
