/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/compare-commands.h"

#include <string.h>

#include "base/swim-error.h"
#include "cli/command-options.h"
#include "exec/hook.h"
#include "exec/ledger.h"
#include "program/compare.h"
#include "program/exit.h"

/* How a command is doing, over its runs. */
typedef struct
{
  const SwimExecCommand *command;
  gboolean watched; /* its next run has a ledger */
  guint looked;     /* runs with one */
  guint seen;       /* of these, how many had a loop */
} Lane;

typedef struct
{
  SwimCommandOptions options;
  SwimCompare compare;
  gint64 seed;

  GPtrArray *commands; /* of SwimExecCommand */
  GArray *lanes;       /* of Lane, likewise */
  SwimExecOptions exec;
} Commands;

static void
commands_clear (Commands *self)
{
  swim_command_options_clear (&self->options);
  swim_compare_clear (&self->compare);
  g_clear_pointer (&self->commands, g_ptr_array_unref);
  g_clear_pointer (&self->lanes, g_array_unref);
  g_clear_pointer (&self->exec.left, swim_exec_left_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Commands, commands_clear)

static SwimParser *
make_parser (Commands *self)
{
  SwimParser *parser = swim_parser_new (
      "-- COMMAND…",
      "Runs commands in turn, several rounds of each, and prints what each costs, side by\n"
      "side. Each COMMAND is one argument, such as 'sleep 0.1', and is run without a shell\n"
      "unless --shell is given. The first is the baseline.",
      self);
  GOptionEntry entries[] = { { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed,
                               "random seed: the order of the commands in each round", "N" },
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

/* A run failed: says which, and how. */
static void
refuse_run (const Commands *self,
            const Lane *lane,
            guint round,
            const char *failure,
            GError **error)
{
  guint warmup = (guint) self->compare.driver.warmup;
  gboolean is_warmup = round < warmup;

  g_set_error (error, SWIM_RUN_FAILED, 0,
               "in %sround %u of %u “%s” %s; the rounds before are kept%s",
               is_warmup ? "warm-up " : "", (is_warmup ? round : round - warmup) + 1,
               is_warmup ? warmup : (guint) self->compare.driver.n_rounds, lane->command->name,
               failure, strstr (failure, "status") != NULL ? " (--ignore-failure goes on)" : "");
}

/* A command in which no loop was seen during the warm-up is no longer watched, so that it is not
 * slowed. */
static void
note_loop (const Commands *self, Lane *lane, guint round, gboolean has_loop)
{
  lane->looked++;
  lane->seen += has_loop;
  if (round < (guint) self->compare.driver.warmup && lane->seen == 0)
    lane->watched = FALSE;
}

/* A run with what is to be done before and after. */
static gboolean
run_with_hooks (Commands *self, Lane *lane, SwimExecResult *result, GError **error)
{
  return swim_exec_hook_run (lane->command, SWIM_EXEC_PREPARE, &self->exec, error)
         && swim_exec_run (lane->command, &self->exec, lane->watched, result, error)
         && swim_exec_hook_run (lane->command, SWIM_EXEC_CONCLUDE, &self->exec, error);
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

  self->exec.cancellable = cancellable;
  if (!run_with_hooks (self, lane, &one, error))
    return FALSE;
  if (one.failure != NULL && !one.timed_out)
    {
      refuse_run (self, lane, round, one.failure, error);
      return FALSE;
    }
  if (lane->watched)
    note_loop (self, lane, round, one.has_loop);
  result->exit_code = one.exit_code;
  result->record = g_steal_pointer (&one.record);
  result->message = g_steal_pointer (&one.failure);
  return TRUE;
}

/* What is run once for each command, until the first that fails. */
static gboolean
run_all_hooks (Commands *self, SwimExecHook hook, GError **error)
{
  for (guint i = 0; i < self->commands->len; i++)
    if (!swim_exec_hook_run (g_ptr_array_index (self->commands, i), hook, &self->exec, error))
      return FALSE;
  return TRUE;
}

/* What --cleanup does is done also where the rounds were broken off. */
static void
run_rounds (Commands *self, GError **error)
{
  SwimRounds rounds = {
    .job = SWIM_COMMAND_JOB, .seed = (guint64) MAX (self->seed, 0), .run = on_run, .run_data = self
  };
  g_autoptr (GError) cleaning = NULL;

  if (run_all_hooks (self, SWIM_EXEC_SETUP, error))
    swim_compare_run (&self->compare, &rounds, NULL, error);
  self->exec.cancellable = NULL;
  if (!run_all_hooks (self, SWIM_EXEC_CLEANUP, &cleaning) && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&cleaning));
}

static gboolean
prepare (Commands *self, char **texts, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  gboolean watched = !self->options.no_watch && swim_exec_ledger_exists ();

  self->commands = swim_command_options_make (&self->options, texts, error);
  if (self->commands == NULL)
    return FALSE;
  self->lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  for (guint i = 0; i < self->commands->len; i++)
    {
      Lane lane = { g_ptr_array_index (self->commands, i), watched, 0, 0 };

      g_array_append_val (self->lanes, lane);
      g_strv_builder_add (names, lane.command->name);
    }
  self->compare.mode_names = g_strv_builder_end (names);
  self->exec.ignore_failure = self->options.ignore_failure;
  self->exec.timeout = self->options.timeout;
  self->exec.stall = self->options.stall_ms / 1000;
  return swim_command_options_check (&self->options, error)
         && swim_compare_check (&self->compare, error);
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
  if (texts == NULL || !prepare (&self, texts, &error))
    return swim_command_fail (error);
  self.exec.left = swim_exec_left_new ();
  run_rounds (&self, &error);
  return swim_compare_conclude (&self.compare, error);
}
