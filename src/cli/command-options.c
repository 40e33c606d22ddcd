/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/command-options.h"

#include <string.h>

#include "base/json-fields.h"
#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "exec/hook.h"

#define LEAST_TIMEOUT 0.001
#define LONGEST_TIMEOUT (24.0 * 60 * 60)
#define MOST_COMMANDS 64

void
swim_command_options_init (SwimCommandOptions *options)
{
  *options = (SwimCommandOptions){ .stall_ms = 20 };
}

void
swim_command_options_clear (SwimCommandOptions *options)
{
  g_clear_pointer (&options->names, g_strfreev);
  g_clear_pointer (&options->inputs, g_strfreev);
  g_clear_pointer (&options->outputs, g_strfreev);
  for (guint i = 0; i < SWIM_EXEC_N_HOOKS; i++)
    g_clear_pointer (&options->hooks[i], g_strfreev);
}

static void
add_running (SwimCommandOptions *options, SwimParser *parser)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Commands"),
    { "name", 'n', 0, G_OPTION_ARG_STRING_ARRAY, &options->names,
      "name of a command in the results; once for each (the command itself)", "NAME" },
    { "shell", 0, 0, G_OPTION_ARG_NONE, &options->shell, "run each command with /bin/sh -c", NULL },
    { "input", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inputs,
      "what a command reads from standard input (null)", "null|FILE" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->outputs,
      "where its standard output goes (null)", "null|pipe|inherit|FILE" },
    { "ignore-failure", 'i', 0, G_OPTION_ARG_NONE, &options->ignore_failure,
      "go on where a command ends with a status other than 0", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options->timeout,
      "end a run, with all of its processes, after this time", "DURATION" },
    { "no-watch", 0, 0, G_OPTION_ARG_NONE, &options->no_watch,
      "do not time the main loops of commands", NULL },
    { "stall-ms", 0, 0, G_OPTION_ARG_DOUBLE, &options->stall_ms,
      "a loop that is busy for this long counts as stalled (20)", "MS" },
    { NULL }
  };

  swim_parser_add (parser, entries);
}

static void
add_hooks (SwimCommandOptions *options, SwimParser *parser)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Around the runs (each once for all, or once for each command)"),
    { "setup", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_SETUP],
      "shell command to run once, before all rounds", "COMMAND" },
    { "prepare", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_PREPARE],
      "shell command to run before each run", "COMMAND" },
    { "conclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_CONCLUDE],
      "shell command to run after each run", "COMMAND" },
    { "cleanup", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_CLEANUP],
      "shell command to run once, after all rounds", "COMMAND" },
    { NULL }
  };

  swim_parser_add (parser, entries);
}

void
swim_command_options_add (SwimCommandOptions *options, SwimParser *parser)
{
  add_running (options, parser);
  add_hooks (options, parser);
}

gboolean
swim_command_options_check (const SwimCommandOptions *options, GError **error)
{
  return (options->timeout == 0
          || swim_quantity_check (SWIM_QUANTITY_DURATION, "timeout", options->timeout,
                                  LEAST_TIMEOUT, LONGEST_TIMEOUT, error))
         && swim_quantity_check (SWIM_QUANTITY_MILLISECONDS, "stall-ms", options->stall_ms, 0.001,
                                 1e6, error);
}

/* That an option is given once for all or once for each. */
static gboolean
check_count (const char *option, char **values, guint n, gboolean one_for_all, GError **error)
{
  guint given = values != NULL ? g_strv_length (values) : 0;

  if (given == 0 || given == n || (one_for_all && given == 1))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--%s is given %u times for %u commands; give it %sonce for each, in their order",
               option, given, n, one_for_all ? "once for all, or " : "");
  return FALSE;
}

static gboolean
check_counts (const SwimCommandOptions *options, guint n, GError **error)
{
  for (SwimExecHook hook = 0; hook < SWIM_EXEC_N_HOOKS; hook++)
    if (!check_count (swim_exec_hook_get_name (hook), options->hooks[hook], n, TRUE, error))
      return FALSE;
  return check_count ("name", options->names, n, FALSE, error)
         && check_count ("input", options->inputs, n, TRUE, error)
         && check_count ("output", options->outputs, n, TRUE, error);
}

/* That of the @i-th command, or NULL. */
static const char *
find_value (char **values, guint i)
{
  if (values == NULL)
    return NULL;
  return values[1] == NULL ? values[0] : values[i];
}

static gboolean
set_name (SwimExecCommand *command, const char *name, GError **error)
{
  if (name == NULL)
    {
      /* What a report shows in a cell is one line. */
      for (char *at = command->name; *at != '\0'; at++)
        if (g_ascii_iscntrl (*at))
          *at = ' ';
      g_strstrip (command->name);
      return TRUE;
    }
  g_free (command->name);
  command->name = g_strdup (name);
  if (swim_json_is_word (name))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--name needs printable text for “%s”",
               command->text);
  return FALSE;
}

static SwimExecCommand *
make_command (const SwimCommandOptions *options, const char *text, guint i, GError **error)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new (text, options->shell, error);
  const char *input = find_value (options->inputs, i);
  const char *output = find_value (options->outputs, i);

  if (command == NULL
      || !set_name (command, options->names != NULL ? options->names[i] : NULL, error)
      || (input != NULL && !swim_exec_command_set_input (command, input, error)))
    return NULL;
  if (output != NULL)
    swim_exec_command_set_output (command, output);
  for (guint hook = 0; hook < SWIM_EXEC_N_HOOKS; hook++)
    command->hooks[hook] = g_strdup (find_value (options->hooks[hook], i));
  return g_steal_pointer (&command);
}

/* The commands of these texts, of SwimExecCommand (transfer full). */
GPtrArray *
swim_command_options_make (const SwimCommandOptions *options, char **texts, GError **error)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_exec_command_free);
  guint n = g_strv_length (texts);

  if (n == 0 || n > MOST_COMMANDS)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   n == 0 ? "no command follows --: swimlane compare -- 'COMMAND' 'COMMAND'"
                          : "there are %u commands; the most is %u",
                   n, MOST_COMMANDS);
      return NULL;
    }
  if (!check_counts (options, n, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      SwimExecCommand *command = make_command (options, texts[i], i, error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return g_steal_pointer (&commands);
}
