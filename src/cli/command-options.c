/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/command-options.h"

#include <string.h>
#include <sys/stat.h>

#include "base/json-fields.h"
#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "cli/command-names.h"
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
  g_strfreev (options->names);
  g_strfreev (options->inputs);
  g_strfreev (options->outputs);
  for (guint i = 0; i < SWIM_EXEC_N_HOOKS; i++)
    g_strfreev (options->hooks[i]);
  g_free (options->same);
  g_strfreev (options->varied);
  g_free (options->scenario);
  g_free (options->parameter);
  g_strfreev (options->values);
  *options = (SwimCommandOptions){ 0 };
}

/* --same-output or --same-output=sorted|DIR. */
static gboolean
on_same_output (const char *name, const char *value, gpointer data, GError **error)
{
  SwimCommandOptions *options = data;

  options->same_output = TRUE;
  g_free (options->same);
  options->same = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

/* --lab or --lab=SCENARIO. */
static gboolean
on_lab (const char *name, const char *value, gpointer data, GError **error)
{
  SwimCommandOptions *options = data;

  options->lab = TRUE;
  g_free (options->scenario);
  options->scenario = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

/* How entries are added to a parser. */
typedef void (*AddFunc) (SwimParser *parser, const GOptionEntry *entries);

static void
add_running (SwimCommandOptions *options, SwimParser *parser, AddFunc add)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Commands"),
    { "name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->names,
      "name of a command in the results; once for each (the command itself)", "NAME" },
    { "shell", 0, 0, G_OPTION_ARG_NONE, &options->shell, "run each command with /bin/sh -c", NULL },
    { "input", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inputs,
      "what a command reads from standard input (null)", "null|FILE" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->outputs,
      "where its standard output goes (null)", "null|pipe|inherit|FILE" },
    { "ignore-failure", 0, 0, G_OPTION_ARG_NONE, &options->ignore_failure,
      "go on where a command ends with a status other than 0", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options->timeout,
      "end a run, with all of its processes, after this time", "DURATION" },
    { "no-watch", 0, 0, G_OPTION_ARG_NONE, &options->no_watch,
      "do not time the main loops of commands", NULL },
    { "stall-ms", 0, 0, G_OPTION_ARG_DOUBLE, &options->stall_ms,
      "a loop that is busy for this long counts as stalled (20)", "MS" },
    { NULL }
  };

  add (parser, entries);
}

static void
add_work (SwimCommandOptions *options, SwimParser *parser, AddFunc add)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Commands"),
    { "same-output", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, on_same_output,
      "compare only commands that print the same, or the same lines in any order, or leave the "
      "same in a folder",
      "sorted|DIR" },
    { "vary", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->varied,
      "run each command with each value in place of {NAME}", "NAME:VALUE,…" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_LAB),
    { "lab", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, on_lab,
      "give the commands a lab, by LAB_DNS and LAB_HTTP in their environment (quick)", "SCENARIO" },
    { NULL }
  };

  add (parser, entries);
}

static void
add_hooks (SwimCommandOptions *options, SwimParser *parser, AddFunc add)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Commands"),
    { "setup", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_SETUP],
      "shell command to run once for each command, before all rounds", "COMMAND" },
    { "prepare", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_PREPARE],
      "shell command to run before each run", "COMMAND" },
    { "conclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_CONCLUDE],
      "shell command to run after each run", "COMMAND" },
    { "cleanup", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hooks[SWIM_EXEC_CLEANUP],
      "shell command to run once for each command, after all rounds", "COMMAND" },
    { NULL }
  };

  add (parser, entries);
}

void
swim_command_options_add (SwimCommandOptions *options, SwimParser *parser)
{
  add_running (options, parser, swim_parser_add);
  add_work (options, parser, swim_parser_add);
  add_hooks (options, parser, swim_parser_add);
}

static gboolean
refuse (const char *name, const char *value, gpointer data, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "%s is for commands, which follow --: swimlane compare %s -- 'COMMAND' 'COMMAND'",
               name, name);
  return FALSE;
}

/* Those that jobs have no option of the same name for. */
static void
add_refused (SwimParser *parser, const GOptionEntry *entries)
{
  static const char *const of_jobs[] = { "name",    "input",    "timeout", "lab",
                                         "prepare", "stall-ms", NULL };

  for (; entries->long_name != NULL; entries++)
    {
      GOptionEntry ours[] = { *entries, { NULL } };

      if (g_strv_contains (of_jobs, entries->long_name))
        continue;
      if (!swim_option_is_group (entries))
        {
          ours->flags |= entries->arg == G_OPTION_ARG_NONE ? G_OPTION_FLAG_NO_ARG : 0;
          ours->arg = G_OPTION_ARG_CALLBACK;
          ours->arg_data = (gpointer) refuse;
        }
      swim_parser_add (parser, ours);
    }
}

/* For the help where neither a job nor commands are named; a use of them is refused. */
void
swim_command_options_add_refused (SwimParser *parser)
{
  SwimCommandOptions none = { 0 };

  add_running (&none, parser, add_refused);
  add_work (&none, parser, add_refused);
  add_hooks (&none, parser, add_refused);
}

static SwimExecWork
find_work (const SwimCommandOptions *options)
{
  if (!options->same_output)
    return SWIM_EXEC_NO_WORK;
  if (options->same == NULL)
    return SWIM_EXEC_SAME_OUTPUT;
  return strcmp (options->same, "sorted") == 0 ? SWIM_EXEC_SAME_LINES : SWIM_EXEC_SAME_FOLDER;
}

/* NAME:VALUE,… */
static gboolean
check_vary (SwimCommandOptions *options, GError **error)
{
  const char *vary = options->varied != NULL ? options->varied[0] : NULL;
  const char *colon = vary != NULL ? strchr (vary, ':') : NULL;
  gboolean good = colon != NULL && colon > vary && colon[1] != '\0';

  if (vary == NULL)
    return TRUE;
  if (options->varied[1] != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--vary is given more than once; it varies one thing, such as n:1,2,4");
      return FALSE;
    }
  options->parameter = good ? g_strndup (vary, (gsize) (colon - vary)) : NULL;
  options->values = good ? g_strsplit (colon + 1, ",", -1) : NULL;
  for (char **value = options->values; good && *value != NULL; value++)
    good = **value != '\0';
  if (!good)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "--vary takes NAME:VALUE,… such as n:1,2,4, not “%s”", vary);
  return good;
}

/* What would be given to the command twice. */
static gboolean
check_same (const SwimCommandOptions *options, GError **error)
{
  if (!options->same_output || options->outputs == NULL
      || find_work (options) == SWIM_EXEC_SAME_FOLDER)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--same-output reads what the commands print; leave --output out");
  return FALSE;
}

/* What is the same for all commands. The options outlive it. */
void
swim_command_options_set (const SwimCommandOptions *options, SwimExecOptions *exec)
{
  exec->ignore_failure = options->ignore_failure;
  exec->timeout = options->timeout;
  exec->stall = options->stall_ms / 1000;
  exec->work = find_work (options);
  exec->folder = options->same;
}

gboolean
swim_command_options_check (SwimCommandOptions *options, GError **error)
{
  return check_vary (options, error) && check_same (options, error)
         && (options->timeout == 0
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
  g_free (command->name);
  command->name = g_strdup (name);
  if (swim_json_is_word (name))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--name needs printable text for “%s”",
               command->text);
  return FALSE;
}

/* The text with the value in place of each {NAME} (transfer full). */
static char *
put_value (const SwimCommandOptions *options, const char *text, const char *value)
{
  g_autofree char *place = value != NULL ? g_strdup_printf ("{%s}", options->parameter) : NULL;
  g_auto (GStrv) parts = value != NULL && text != NULL ? g_strsplit (text, place, -1) : NULL;

  return parts != NULL ? g_strjoinv (value, parts) : g_strdup (text);
}

/* The name of the @i-th command with that value (transfer full), by default the command itself. */
static char *
make_name (const SwimCommandOptions *options, const char *given, guint i, const char *value)
{
  const char *from = options->names != NULL ? options->names[i] : given;
  g_autofree char *name = put_value (options, from, value);

  if (value != NULL && strcmp (name, from) == 0)
    {
      g_free (name);
      name = g_strdup_printf ("%s %s=%s", from, options->parameter, value);
    }
  return options->names != NULL ? g_steal_pointer (&name) : swim_command_names_make (name);
}

/* A run would empty its input before it is read, and what was in it would be lost. */
static gboolean
check_streams (const SwimExecCommand *command, GError **error)
{
  struct stat input, output;

  if (command->input == NULL || command->output_path == NULL || stat (command->input, &input) != 0
      || stat (command->output_path, &output) != 0 || !S_ISREG (input.st_mode)
      || input.st_dev != output.st_dev || input.st_ino != output.st_ino)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--input and --output of “%s” are the same file, %s, which would be emptied before "
               "it is read",
               command->text, command->output_path);
  return FALSE;
}

static gboolean
set_streams (SwimExecCommand *command, const char *input, const char *output, GError **error)
{
  if (output != NULL)
    swim_exec_command_set_output (command, output);
  return (input == NULL || swim_exec_command_set_input (command, input, error))
         && check_streams (command, error);
}

static SwimExecCommand *
make_command (const SwimCommandOptions *options,
              const char *given,
              guint i,
              const char *value,
              GError **error)
{
  g_autofree char *text = put_value (options, given, value);
  g_autofree char *name = make_name (options, given, i, value);
  g_autofree char *input = put_value (options, find_value (options->inputs, i), value);
  g_autofree char *output = put_value (options, find_value (options->outputs, i), value);
  g_autoptr (SwimExecCommand) command = swim_exec_command_new (text, options->shell, error);

  if (command == NULL || !set_name (command, name, error)
      || !set_streams (command, input, output, error))
    return NULL;
  for (guint hook = 0; hook < SWIM_EXEC_N_HOOKS; hook++)
    command->hooks[hook] = put_value (options, find_value (options->hooks[hook], i), value);
  command->parameter = value != NULL ? g_strdup (options->parameter) : NULL;
  command->value = g_strdup (value);
  command->template = g_strdup (options->names != NULL ? options->names[i] : given);
  return g_steal_pointer (&command);
}

/* Adds those of all texts, with that value. */
static gboolean
add_commands (const SwimCommandOptions *options,
              char **texts,
              const char *value,
              GPtrArray *commands,
              GError **error)
{
  for (guint i = 0; texts[i] != NULL; i++)
    {
      SwimExecCommand *command = make_command (options, texts[i], i, value, error);

      if (command == NULL)
        return FALSE;
      if (options->names == NULL)
        swim_command_names_number_template (command, texts, i);
      g_ptr_array_add (commands, command);
    }
  return TRUE;
}

static gboolean
has_place (char **texts, const char *place)
{
  for (; texts != NULL && *texts != NULL; texts++)
    if (strstr (*texts, place) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether what is varied stands anywhere where it makes a difference. */
static gboolean
check_place (const SwimCommandOptions *options, char **texts, GError **error)
{
  g_autofree char *place = g_strdup_printf ("{%s}", options->parameter);
  gboolean found = has_place (texts, place) || has_place (options->inputs, place)
                   || has_place (options->outputs, place);

  for (guint hook = 0; hook < SWIM_EXEC_N_HOOKS; hook++)
    found = found || has_place (options->hooks[hook], place);
  if (!found)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "--vary=%s varies nothing: no command, nor what is around one, has %s in it",
                 options->varied[0], place);
  return found;
}

/* The commands of these texts, of SwimExecCommand (transfer full): all with the first value of what
 * is varied, then all with the second, … */
GPtrArray *
swim_command_options_make (const SwimCommandOptions *options, char **texts, GError **error)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_exec_command_free);
  guint n = g_strv_length (texts);
  guint times = options->values != NULL ? g_strv_length (options->values) : 1;

  if (n == 0 || n > MOST_COMMANDS || n * times > MOST_COMMANDS)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   n == 0 ? "no command follows --: swimlane compare -- 'COMMAND' 'COMMAND'"
                          : "there are %u commands; the most is %u",
                   n * times, MOST_COMMANDS);
      return NULL;
    }
  if (!check_counts (options, n, error)
      || (options->values != NULL && !check_place (options, texts, error)))
    return NULL;
  for (guint i = 0; i < times; i++)
    if (!add_commands (options, texts, options->values != NULL ? options->values[i] : NULL,
                       commands, error))
      return NULL;
  if (options->names == NULL)
    swim_command_names_number (commands);
  return g_steal_pointer (&commands);
}
