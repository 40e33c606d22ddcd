/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job as a command: one run in one mode, its outcomes printed as they complete. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "cli/closing.h"
#include "cli/command.h"
#include "program/interrupt.h"
#include "cli/lab-process.h"
#include "cli/record-warnings.h"
#include "cli/single-options.h"
#include "program/output.h"
#include "program/terminal.h"
#include "compare/comparison.h"
#include "job/items-private.h"
#include "mode/mode.h"
#include "report/report.h"
#include "run/run-private.h"

/* How much longer than an item may take nothing completes until we say so: a server may ask for a
 * pause of a minute, which does not count for the item's time. */
#define OVERDUE_SECONDS 75
#define WIDTH_US 50000

/* All that a run needs, from the command line to the end. */
typedef struct
{
  SwimRunOptions options;
  SwimSingleOptions single;

  GCancellable *cancellable;
  SwimLabProcess *lab;
  SwimJobSetup setup;
  SwimJob *job;
  SwimItems *items;
  SwimRun *run;
  SwimOutput *output;
  gboolean stuck; /* a call did not return */
  GString *text;
  gint64 width_seen;
  GPtrArray *hints; /* static strings, each once */
} JobCommand;

static void
job_command_clear (JobCommand *self)
{
  g_clear_object (&self->run);
  g_clear_object (&self->items);
  g_clear_object (&self->job);
  g_clear_pointer (&self->lab, swim_lab_process_free);
  g_clear_object (&self->cancellable);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->hints, g_ptr_array_unref);
  swim_run_options_clear (&self->options);
  swim_single_options_clear (&self->single);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JobCommand, job_command_clear)

static SwimParser *
make_parser (JobCommand *self)
{
  g_autofree char *modes = swim_join_modes ("|");
  g_autofree char *summary = g_strdup_printf ("%s: %s.\nModes: %s.", self->options.info->name,
                                              self->options.info->summary, modes);
  SwimParser *parser = swim_run_options_make_parser (&self->options, NULL, summary);

  swim_parser_set_examples (parser, self->options.info->examples);
  swim_single_options_add (&self->single, parser);
  return parser;
}

/* A bit for each class whose outcomes are printed. */
static guint
get_only (JobCommand *self)
{
  const SwimJobInfo *info = self->options.info;

  return info->only != NULL ? info->only (self->options.params) : G_MAXUINT;
}

/* Whether an item in flight does; a blocking call always has some. */
static gboolean
items_hold_descriptors (JobCommand *self)
{
  SwimModeTraits traits = swim_mode_lookup (self->single.mode)->traits;

  return !self->options.info->shares_sockets || (traits & SWIM_MODE_USES_LOOPS) == 0
         || (traits & SWIM_MODE_USES_SHARE) != 0;
}

static gboolean
parse (JobCommand *self, char **argv, GError **error)
{
  g_autoptr (SwimParser) parser = NULL;

  parser = make_parser (self);
  return swim_run_options_parse (&self->options, parser, argv, error)
         && swim_single_options_check (&self->single, &self->options, error)
         && swim_check_jobs (self->options.jobs, items_hold_descriptors (self), error);
}

/* Finds the lab that is asked for, if one is: by --lab, by an option of the job, or one that runs.
 */
static gboolean
find_lab (JobCommand *self, GError **error)
{
  SwimLabConfig config;

  if (self->options.lab_at != NULL)
    self->lab = swim_lab_process_at (self->options.lab_at, error);
  else if (swim_run_options_want_lab (&self->options, &config))
    self->lab = swim_lab_process_new (&config, error);
  else
    return TRUE;
  return self->lab != NULL;
}

/* The reader has caught up. */
static gboolean
on_output_drained (gpointer data)
{
  JobCommand *self = data;

  swim_run_hold (self->run, FALSE);
  return G_SOURCE_REMOVE;
}

/* Where the reader of what we print is behind, nothing new is begun until it is not: the loop goes
 * on with what is in flight, and memory stays bounded. */
static void
print (JobCommand *self)
{
  if (!swim_output_write (self->output, self->text->str, self->text->len))
    swim_run_hold (self->run, TRUE);
  g_string_truncate (self->text, 0);
}

/* Failures are told on standard error, so that what is printed for the others can be used, unless
 * they are in the results or in a record already. */
static gboolean
is_told_aside (JobCommand *self, const SwimOutcome *outcome)
{
  const SwimJobInfo *info = self->options.info;
  gboolean written = self->single.out.quiet ? self->single.record != NULL : self->single.ndjson;

  return info->failure != NULL && !written && outcome->status != SWIM_STATUS_OK
         && outcome->status != SWIM_STATUS_CANCELLED
         && (info->tolerates & 1u << outcome->status) == 0;
}

/* Remembers what can be tried, to be said once at the end. */
static void
note_hint (JobCommand *self, const SwimOutcome *outcome)
{
  const SwimJobInfo *info = self->options.info;
  const char *hint = info->hint != NULL && outcome->status != SWIM_STATUS_OK
                         ? info->hint (self->options.params, outcome)
                         : NULL;

  if (hint != NULL && !g_ptr_array_find (self->hints, hint, NULL))
    g_ptr_array_add (self->hints, (gpointer) hint);
}

static void
tell_failure (JobCommand *self, const SwimOutcome *outcome)
{
  g_autoptr (GString) aside = g_string_new (NULL);

  self->options.info->failure (self->options.params, &self->setup, outcome, self->text, aside);
  if (self->single.out.quiet)
    g_string_truncate (self->text, 0);
  print (self);
  if (!swim_output_write_aside (self->output, aside->str))
    swim_run_hold (self->run, TRUE);
}

/* A window may be made narrower while we run; it is looked at a few times a second. */
static void
follow_width (JobCommand *self)
{
  gint64 now = g_get_monotonic_time ();

  if (!self->single.at_terminal || now - self->width_seen < WIDTH_US)
    return;
  self->width_seen = now;
  self->setup.width = swim_terminal_get_real_width (STDOUT_FILENO);
}

/* Nothing is printed when quiet, but results are appended. */
static gboolean
writes_outcomes (JobCommand *self)
{
  return !self->single.out.quiet || swim_run_options_get_append_path (&self->options) != NULL;
}

static void
on_outcome (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  JobCommand *self = data;

  follow_width (self);
  if (self->single.out.show_progress)
    swim_output_set_progress (self->output, (gint64) swim_run_get_tally (run)->total,
                              swim_items_get_count (self->items));
  note_hint (self, outcome);
  if (is_told_aside (self, outcome))
    {
      tell_failure (self, outcome);
      return;
    }
  if (!writes_outcomes (self) || (get_only (self) & 1u << outcome->status) == 0)
    return;
  if (self->single.ndjson)
    swim_report_ndjson (outcome, &self->single.shard, self->text);
  else if (outcome->status != SWIM_STATUS_CANCELLED) /* those are counted at the end */
    self->options.info->line (self->options.params, &self->setup, outcome, self->text);
  print (self);
}

/* For the bar. */
static void
get_bytes (gint64 items, gint64 *bytes, gint64 *all_bytes, gpointer data)
{
  JobCommand *self = data;
  SwimJobBytes known;

  self->options.info->get_bytes (self->options.params, &known);
  *bytes = (gint64) known.received;
  *all_bytes = items >= 0 && known.known >= (guint64) items ? (gint64) known.announced : -1;
}

/* A file may take any time as long as it comes. */
static gboolean
is_receiving (JobCommand *self)
{
  gint64 patience = (gint64) ((self->options.timeout + OVERDUE_SECONDS) * G_USEC_PER_SEC);
  SwimJobBytes bytes;

  if (self->options.info->get_bytes == NULL)
    return FALSE;
  self->options.info->get_bytes (self->options.params, &bytes);
  return g_get_monotonic_time () - bytes.touched < patience;
}

/* Nothing completes any more. No item of ours may take longer than --timeout without receiving
 * anything, so this is a call that nothing can end, or a mistake in a job. */
static gboolean
on_overdue (SwimRun *run, const char *text, char **items, gpointer data)
{
  JobCommand *self = data;

  if (is_receiving (self))
    return TRUE;

  swim_output_note (self->output, "%s\n  (Ctrl-C ends the run; finished items are still reported)",
                    text);
  return TRUE;
}

/* Whether anything will be made of the single outcomes. */
static gboolean
wants_outcomes (JobCommand *self)
{
  return !self->single.no_outcomes
         && (self->single.record != NULL
             || swim_export_options_any (&self->single.out.exports, SWIM_EXPORT_OUTCOMES));
}

static gboolean
prepare (JobCommand *self, GError **error)
{
  const SwimRunOptions *options = &self->options;

  if (!find_lab (self, error))
    return FALSE;
  swim_run_options_setup (options, self->lab, &self->setup);
  self->setup.shard = self->single.shard;
  self->setup.expect = self->single.expect;
  self->setup.end_marker = self->single.end_marker;
  self->setup.verbose = self->single.verbose;
  self->setup.closing = self->single.at_terminal;
  self->setup.color = self->single.show_color;
  self->setup.details = self->single.ndjson && writes_outcomes (self);
  self->cancellable = g_cancellable_new ();
  swim_interrupt_watch (self->cancellable);
  self->job = self->options.info->create (self->options.params, &self->setup, &self->items, error);
  if (self->job == NULL)
    return FALSE;
  self->run = swim_run_new (self->job, self->items, self->single.mode, error);
  if (self->run == NULL)
    return FALSE;
  swim_run_set_jobs (self->run, (guint) options->jobs);
  swim_run_set_loops (self->run, (guint) options->loops);
  swim_run_set_seed (self->run, self->setup.seed);
  swim_run_set_blocking_share (self->run, options->blocking_share / 100);
  swim_run_set_stall_seconds (self->run, options->stall_ms / 1000);
  swim_run_set_shard (self->run, &self->setup.shard);
  swim_run_set_keep_outcomes (self->run, wants_outcomes (self));
  swim_run_set_overdue_seconds (self->run, options->timeout + OVERDUE_SECONDS);
  g_signal_connect (self->run, "overdue", G_CALLBACK (on_overdue), self);
  swim_run_set_cancellable (self->run, self->cancellable);
  swim_run_set_sink (self->run, on_outcome, self, NULL);
  self->text = g_string_new (NULL);
  self->hints = g_ptr_array_new ();
  return TRUE;
}

static void on_interrupt_stuck (gpointer data);
static void on_run_stuck (SwimRun *run, const char *text, gboolean aborted, gpointer data);

static gboolean
is_plain (JobCommand *self)
{
  return !self->single.out.quiet && !self->single.ndjson;
}

/* Prints what is left to say, unless there is a record to read. */
static void
print_notes (JobCommand *self)
{
  const SwimTally *tally = swim_run_get_tally (self->run);
  g_autoptr (GString) notes = g_string_new (NULL);

  if (self->single.out.quiet && self->single.record != NULL)
    return;
  if (self->options.info->notes != NULL)
    self->options.info->notes (self->options.params, tally, notes);
  if (swim_run_options_get_append_path (&self->options) == NULL && self->setup.shard.count == 0
      && !g_cancellable_is_cancelled (self->cancellable))
    swim_closing_append_empty (notes, self->options.info, tally, self->options.input);
  for (guint i = 0; is_plain (self) && i < self->hints->len; i++)
    g_string_append_printf (notes, "hint: %s\n", (const char *) self->hints->pdata[i]);
  if (self->single.out.quiet && self->options.info->failure == NULL)
    swim_closing_append_failed (notes, self->options.info, tally);
  swim_output_write_aside (self->output, notes->str);
}

/* Prints the end of the report and closes the output. Where standard output is a list for another
 * program, or a file has it, the end goes to standard error. */
static gboolean
finish_output (JobCommand *self, gboolean executed, GError **error)
{
  gboolean apart =
      swim_run_options_get_output_path (&self->options) != NULL || get_only (self) != G_MAXUINT;

  if (executed && is_plain (self) && self->options.info->end != NULL)
    self->options.info->end (self->options.params, &self->setup, swim_run_get_tally (self->run),
                             self->text);
  if (apart)
    swim_output_write_aside (self->output, self->text->str);
  else
    print (self);
  if (executed)
    print_notes (self);
  return swim_output_close (g_steal_pointer (&self->output), executed ? error : NULL) && executed;
}

static gboolean
open_output (JobCommand *self, GError **error)
{
  if (swim_run_options_get_append_path (&self->options) != NULL)
    return swim_output_append_to (self->output, swim_run_options_get_append_path (&self->options),
                                  error);
  return swim_run_options_get_output_path (&self->options) == NULL
         || swim_output_write_to (self->output, swim_run_options_get_output_path (&self->options),
                                  error);
}

static gboolean
execute (JobCommand *self, GError **error)
{
  g_autofree char *label = swim_single_options_dup_label (&self->single);
  gboolean executed;

  self->output = swim_output_new (self->single.out.show_progress, self->cancellable);
  if (!open_output (self, error))
    {
      swim_output_close (g_steal_pointer (&self->output), NULL);
      return FALSE;
    }
  swim_output_set_drained (self->output, on_output_drained, self);
  swim_output_set_label (self->output, label);
  swim_output_set_progress (self->output, 0, swim_items_get_count (self->items));
  if (self->options.info->get_bytes != NULL)
    swim_output_set_bytes (self->output, get_bytes, self);
  if (is_plain (self) && self->options.info->begin != NULL)
    self->options.info->begin (self->options.params, &self->setup,
                               swim_items_get_count (self->items), self->text);
  print (self);
  swim_interrupt_set_stuck (on_interrupt_stuck, self);
  swim_run_set_stuck_func (self->run, on_run_stuck, self);
  executed = swim_run_execute (self->run, error);
  swim_interrupt_set_stuck (NULL, NULL);
  return finish_output (self, executed, error);
}

/* Exports the run, which takes the record over. */
static gboolean
export_results (JobCommand *self, SwimRecord *record, int exit_code, GError **error)
{
  g_autoptr (GPtrArray) comparisons = swim_comparisons_of_record (record, exit_code);
  SwimResults results = { comparisons, NULL, TRUE };

  swim_comparison_conclude (g_ptr_array_index (comparisons, 0));
  return swim_export_options_write (&self->single.out.exports, &results, error);
}

/* Whether the list was the whole one, by what is known of its end. If not, the record says so. */
static gboolean
check_list (JobCommand *self, SwimRecord *record)
{
  const char *fault = swim_items_get_fault (self->items);

  if (fault == NULL)
    return TRUE;
  swim_record_add_remark (record, fault);
  g_printerr ("swimlane: %s\n", fault);
  return FALSE;
}

static int
conclude (JobCommand *self, GError **error)
{
  g_autoptr (SwimRecord) record = swim_run_make_record (self->run, self->options.info->name);
  guint64 failed = swim_record_get_failed (record, self->options.info->tolerates);
  int status = failed > 0 ? SWIM_EXIT_ITEMS : SWIM_EXIT_DONE;

  if (!check_list (self, record))
    status = SWIM_EXIT_FAILED;
  swim_record_warn (record, wants_outcomes (self));
  if (self->single.record != NULL && !swim_record_save (record, self->single.record, error))
    return swim_command_fail (*error);
  if (swim_export_options_any (&self->single.out.exports, 0)
      && !export_results (self, g_steal_pointer (&record), status, error))
    return swim_command_fail (*error);
  return status;
}

/* Reports what is finished, in place of the loop's thread, which does not come back. */
static void
end_from_thread (JobCommand *self)
{
  g_autoptr (GError) error = NULL;
  int status;

  status = finish_output (self, TRUE, &error) ? conclude (self, &error) : swim_command_fail (error);
  g_clear_pointer (&self->lab, swim_lab_process_free);
  fflush (stdout);
  _exit (swim_interrupt_exit_status (self->stuck ? SWIM_EXIT_FAILED : status));
}

/* After a signal: the loop is inside getaddrinfo(), say, which nothing can interrupt. */
static void
on_interrupt_stuck (gpointer data)
{
  JobCommand *self = data;

  if (swim_run_abort_from_thread (self->run))
    end_from_thread (self);
}

/* A call does not return, though its item's time is up. */
static void
on_run_stuck (SwimRun *run, const char *text, gboolean aborted, gpointer data)
{
  JobCommand *self = data;

  g_printerr ("swimlane: %s\n", text);
  self->stuck = TRUE;
  if (aborted)
    end_from_thread (self);
}

/* Runs the job that argv, beginning with its name, describes. */
int
swim_command_run_job (const SwimJobInfo *info, int argc, char **argv)
{
  g_auto (JobCommand) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  swim_run_options_init (&self.options);
  swim_run_options_set_job (&self.options, info);
  if (!parse (&self, argv, &error) || !prepare (&self, &error) || !execute (&self, &error))
    return swim_command_fail (error);
  status = conclude (&self, &error);
  return swim_interrupt_exit_status (self.stuck ? SWIM_EXIT_FAILED : status);
}
