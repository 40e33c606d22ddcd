/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/compare-commands.h"

#include <string.h>

#include "base/quantity.h"
#include "base/swim-error.h"
#include "cli/command-options.h"
#include "cli/lab-process.h"
#include "exec/hook.h"
#include "exec/ledger.h"
#include "exec/overhead.h"
#include "lab/scenario.h"
#include "program/compare.h"
#include "program/exit.h"
#include "run/context.h"

/* How a command is doing, over its runs. */
typedef struct
{
  const SwimExecCommand *command;
  gboolean watched; /* its next run has a ledger */
  gboolean always;  /* and so all of them, whatever is seen */
  guint seen;       /* how many of its runs had a loop */
} Lane;

typedef struct
{
  SwimCommandOptions options;
  SwimCompare compare;
  gint64 seed;
  gboolean self_test;

  GPtrArray *commands; /* of SwimExecCommand */
  GArray *lanes;       /* of Lane, likewise */
  guint n_set_up;      /* of the commands; that of the last may have failed */
  SwimExecOptions exec;
  SwimLabProcess *lab; /* NULL: none is wanted */
} Commands;

static void
commands_clear (Commands *self)
{
  swim_command_options_clear (&self->options);
  swim_compare_clear (&self->compare);
  g_clear_pointer (&self->commands, g_ptr_array_unref);
  g_clear_pointer (&self->lanes, g_array_unref);
  g_clear_pointer (&self->exec.left, swim_exec_left_free);
  g_clear_pointer (&self->exec.launcher, swim_exec_launcher_free);
  g_clear_pointer (&self->exec.environment, g_strfreev);
  g_clear_pointer (&self->exec.context, json_object_unref);
  g_clear_pointer (&self->lab, swim_lab_process_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Commands, commands_clear)

static SwimParser *
make_parser (Commands *self)
{
  SwimParser *parser = swim_parser_new (
      "-- COMMAND…",
      "Runs commands in turn, several rounds of each, and prints what each costs,\n"
      "side by side. Each COMMAND is one argument, such as 'sleep 0.1', and is run\n"
      "without a shell unless --shell is given. The first is the baseline.",
      &self->options);
  GOptionEntry entries[] = { { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed,
                               "random seed: the order of the commands in each round", "N" },
                             { "self-test", 0, 0, G_OPTION_ARG_NONE, &self->self_test,
                               "compare one command with itself under the ledger of its loops, and "
                               "say what measuring costs here",
                               NULL },
                             { NULL } };

  swim_parser_set_examples (
      parser, "  swimlane compare -- 'sleep 0.1' 'sleep 0.11'\n"
              "  swimlane compare --shell -- 'ls | wc -l' 'find . -maxdepth 1 | wc -l'\n"
              "  swimlane compare --name=threads --name=loop -- ./threads.py ./loop.py\n");
  swim_command_options_add (&self->options, parser);
  swim_parser_add (parser, entries);
  swim_compare_add_options (&self->compare, parser);
  return parser;
}

/* `warm-up round 1 of 1` (transfer full); `round 3` where their number is yet to be found. */
static char *
name_round (const Commands *self, guint round)
{
  guint warmup = (guint) self->compare.driver.warmup;

  if (round >= warmup && swim_stopping_is_auto (&self->compare.driver.stopping))
    return g_strdup_printf ("round %u", round - warmup + 1);
  return round < warmup ? g_strdup_printf ("warm-up round %u of %u", round + 1, warmup)
                        : g_strdup_printf ("round %u of %d", round - warmup + 1,
                                           self->compare.driver.n_rounds);
}

/* A run failed: says which, and how. */
static void
refuse_run (const Commands *self,
            const Lane *lane,
            guint round,
            const SwimExecResult *result,
            GError **error)
{
  g_autofree char *name = name_round (self, round);
  gboolean kept = round > (guint) self->compare.driver.warmup;

  g_set_error (error, SWIM_RUN_FAILED, 0, "in %s “%s” %s%s%s", name, lane->command->name,
               result->failure, kept ? "; the rounds before are kept" : "",
               result->exit_code > 0 ? "; --ignore-failure goes on" : "");
}

/* A command in which no loop was seen during the warm-up is no longer watched, so that it is not
 * slowed. */
static void
note_loop (const Commands *self, Lane *lane, guint round, gboolean has_loop)
{
  lane->seen += has_loop;
  if (round < (guint) self->compare.driver.warmup && lane->seen == 0 && !lane->always)
    lane->watched = FALSE;
}

/* Says what failed after a run that was broken off, which has an error of its own. */
static void
note_problem (const Commands *self, const GError *problem)
{
  swim_output_note (self->compare.driver.output, "%s", problem->message);
}

/* A run with what is to be done before and after. The latter is also done, and not broken off,
 * where a signal ended the run: it may put away what the run has left. */
static gboolean
run_with_hooks (Commands *self, Lane *lane, SwimExecResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean ran;

  if (!swim_exec_hook_run (lane->command, SWIM_EXEC_PREPARE, &self->exec, error))
    return FALSE;
  ran = swim_exec_run (lane->command, &self->exec, lane->watched, result, error);
  if (!ran && !g_cancellable_is_cancelled (self->exec.cancellable))
    return FALSE;
  self->exec.cancellable = NULL;
  if (swim_exec_hook_run (lane->command, SWIM_EXEC_CONCLUDE, &self->exec, &problem))
    return ran;
  if (ran)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    note_problem (self, problem);
  return FALSE;
}

static gboolean
on_run (guint contender,
        guint round,
        SwimChildResult *result,
        GCancellable *cancellable,
        gpointer data,
        GError **error)
{
  Commands *self = data;
  Lane *lane = &g_array_index (self->lanes, Lane, contender);
  g_auto (SwimExecResult) one = { 0 };
  g_autofree char *name = NULL;

  self->exec.cancellable = cancellable;
  if (!run_with_hooks (self, lane, &one, error))
    return FALSE;
  if (one.failure != NULL && !one.timed_out)
    {
      refuse_run (self, lane, round, &one, error);
      return FALSE;
    }
  if (lane->watched)
    note_loop (self, lane, round, one.has_loop);
  result->exit_code = one.exit_code;
  result->record = g_steal_pointer (&one.record);
  name = name_round (self, round);
  result->message = one.failure != NULL ? g_strdup_printf ("in %s it %s", name, one.failure) : NULL;
  return TRUE;
}

/* What is run once for each command, until the first that fails. */
static gboolean
set_up (Commands *self, GError **error)
{
  for (self->n_set_up = 0; self->n_set_up < self->commands->len;)
    if (!swim_exec_hook_run (g_ptr_array_index (self->commands, self->n_set_up++), SWIM_EXEC_SETUP,
                             &self->exec, error))
      return FALSE;
  return TRUE;
}

/* What is run once for each command whose setup has begun: whatever became of that, of the rounds
 * and of other commands, it is done. An error that is not the first is printed. */
static void
clean_up (Commands *self, GError **error)
{
  /* Also after a signal. */
  self->exec.cancellable = NULL;
  for (guint i = 0; i < self->n_set_up; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (swim_exec_hook_run (g_ptr_array_index (self->commands, i), SWIM_EXEC_CLEANUP, &self->exec,
                              &problem))
        continue;
      if (*error == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        swim_command_fail (problem);
    }
}

/* Where its servers are, by numbers: other programs do not ask the lab's DNS server. */
static GStrv
describe_lab (const SwimLabAddress *address)
{
  g_autoptr (GStrvBuilder) environment = g_strv_builder_new ();
  g_autoptr (GUri) uri = g_uri_parse (address->url, G_URI_FLAGS_NONE, NULL);
  const char *colon = strrchr (address->nameserver, ':');
  g_autofree char *host = g_strndup (address->nameserver, (gsize) (colon - address->nameserver));
  g_autofree char *dns = g_strconcat ("LAB_DNS=", address->nameserver, NULL);
  g_autofree char *http = g_strdup_printf ("LAB_HTTP=http://%s:%d", host, g_uri_get_port (uri));

  g_strv_builder_add_many (environment, dns, http, NULL);
  return g_strv_builder_end (environment);
}

static gboolean
start_lab (Commands *self, GError **error)
{
  SwimLabConfig config = { .scenario = self->options.scenario != NULL ? self->options.scenario
                                                                      : SWIM_SCENARIO_DEFAULT,
                           .seed = self->seed };

  if (!self->options.lab)
    return TRUE;
  self->lab = swim_lab_process_new (&config, error);
  if (self->lab != NULL)
    self->exec.environment = describe_lab (swim_lab_process_get_address (self->lab));
  return self->lab != NULL;
}

/* What --cleanup does is done also where the rounds were broken off. */
static void
run_rounds (Commands *self, GError **error)
{
  SwimRounds rounds = {
    .job = SWIM_COMMAND_JOB, .seed = (guint64) MAX (self->seed, 0), .run = on_run, .run_data = self
  };
  const char *scenario = NULL;

  if (self->lab != NULL)
    scenario = self->options.scenario != NULL ? self->options.scenario : SWIM_SCENARIO_DEFAULT;
  self->exec.cancellable = swim_driver_watch_signals (&self->compare.driver);
  if (set_up (self, error))
    swim_compare_run (&self->compare, &rounds, scenario, error);
  clean_up (self, error);
}

/* For a self-test: the command again, which is then watched. */
static gboolean
double_command (Commands *self, char **texts, GError **error)
{
  g_autoptr (GPtrArray) again = NULL;
  SwimExecCommand *second;

  if (self->commands->len != 1 || self->options.no_watch || !swim_exec_ledger_exists ())
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   self->commands->len != 1
                       ? "--self-test compares one command with itself, but there are several"
                       : "--self-test is about the ledger of loops, which there is none of");
      return FALSE;
    }
  again = swim_command_options_make (&self->options, texts, error);
  if (again == NULL)
    return FALSE;
  second = g_ptr_array_steal_index (again, 0);
  g_ptr_array_add (self->commands, second);
  g_free (second->name);
  second->name = g_strconcat (((SwimExecCommand *) g_ptr_array_index (self->commands, 0))->name,
                              " (watched)", NULL);
  return TRUE;
}

/* What it costs to measure, in words. */
static void
tell_overhead (Commands *self, GError **error)
{
  SwimExecOverhead overhead;
  g_autofree char *bare = NULL;
  g_autofree char *measured = NULL;
  g_autofree char *more = NULL;
  g_autofree char *wall = NULL;
  g_autofree char *text = NULL;

  if (!self->self_test || *error != NULL || self->compare.driver.out.quiet
      || !swim_exec_overhead_measure (&self->exec, &overhead, error))
    return;
  bare = swim_format_seconds (overhead.bare);
  measured = swim_format_seconds (overhead.measured);
  more = swim_format_seconds (MAX (overhead.measured - overhead.bare, 0));
  wall = swim_format_seconds (overhead.wall);
  text = g_strdup_printf ("\nThe program “true”, %u times: a bare loop that starts it and waits "
                          "takes %s a run, swimlane %s, which is %s more between the runs; the run "
                          "itself is given as %s.\n",
                          overhead.runs, bare, measured, more, wall);
  swim_show_wrapped (text, 0);
}

static gboolean
prepare (Commands *self, char **texts, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  gboolean watched = !self->options.no_watch && swim_exec_ledger_exists ();

  if (!swim_command_options_check (&self->options, error))
    return FALSE;
  self->commands = swim_command_options_make (&self->options, texts, error);
  if (self->commands == NULL || (self->self_test && !double_command (self, texts, error)))
    return FALSE;
  self->lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  for (guint i = 0; i < self->commands->len; i++)
    {
      gboolean always = self->self_test && i == 1;
      Lane lane = { .command = g_ptr_array_index (self->commands, i),
                    .watched = always || (watched && !self->self_test),
                    .always = always };

      g_array_append_val (self->lanes, lane);
      g_strv_builder_add (names, lane.command->name);
    }
  self->compare.mode_names = g_strv_builder_end (names);
  self->compare.gates.commands = g_strdupv (self->compare.mode_names);
  swim_command_options_set (&self->options, &self->exec);
  return swim_compare_check (&self->compare, error);
}

/* Whether the arguments of compare are commands: these follow --, and no job comes before that. */
gboolean
swim_compare_names_commands (char **argv)
{
  return g_strv_contains ((const char *const *) argv, "--");
}

int
swim_compare_commands (char **argv)
{
  g_auto (Commands) self = { .seed = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimParser) parser = NULL;
  g_auto (GStrv) texts = NULL;

  swim_command_options_init (&self.options);
  swim_compare_init (&self.compare);
  self.compare.driver.of_commands = TRUE;
  self.compare.show.of_commands = TRUE;
  parser = make_parser (&self);
  texts = swim_parser_parse (parser, argv, &error);
  if (texts == NULL || !prepare (&self, texts, &error) || !start_lab (&self, &error))
    return swim_command_fail (error);
  self.exec.launcher = swim_exec_launcher_new (&error);
  if (self.exec.launcher == NULL)
    return swim_command_fail (error);
  self.exec.left = swim_exec_left_new ();
  self.exec.context = swim_context_describe ();
  run_rounds (&self, &error);
  tell_overhead (&self, &error);
  return swim_compare_conclude (&self.compare, error);
}
