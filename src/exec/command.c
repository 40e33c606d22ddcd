/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/command.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "exec/files.h"

#define SHELL "/bin/sh"

void
swim_exec_command_free (SwimExecCommand *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->text);
  g_strfreev (self->argv);
  g_free (self->file);
  g_free (self->input);
  g_free (self->output_path);
  for (guint i = 0; i < SWIM_EXEC_N_HOOKS; i++)
    g_free (self->hooks[i]);
  g_free (self->parameter);
  g_free (self->value);
  g_free (self->template);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *text, const char *what, const char *why)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "the command “%s” cannot be run: %s %s", text,
               what, why);
  return FALSE;
}

/* Whether the words are what only a shell understands. */
static gboolean
needs_shell (char **argv)
{
  static const char *const operators[] = {
    "|", "||", "&&", ";", ">", ">>", "<", "2>&1", "&", NULL
  };

  for (char **word = argv; *word != NULL; word++)
    if (g_strv_contains (operators, *word))
      return TRUE;
  return FALSE;
}

/* A path as it is, a name by the folders of PATH. */
static gboolean
find_file (SwimExecCommand *self, GError **error)
{
  const char *name = self->argv[0];
  gboolean is_path = strchr (name, '/') != NULL;
  struct stat info;

  self->file = is_path ? g_strdup (name) : g_find_program_in_path (name);
  if (self->file == NULL)
    return refuse (
        error, self->text, name,
        needs_shell (self->argv) || strchr (name, '=') != NULL
            ? "is in no folder of PATH; is it for a shell? add --shell"
            : "is in no folder of PATH; each command is one argument, such as 'sleep 0.1'");
  if (stat (self->file, &info) != 0)
    return refuse (error, self->text, self->file, "is not there");
  if (!S_ISREG (info.st_mode))
    return refuse (error, self->text, self->file, "is no program");
  if (access (self->file, X_OK) != 0)
    return refuse (error, self->text, self->file, "is not executable");
  return TRUE;
}

/* A command from its text: the words of it, as a shell splits and unquotes them, or all of it for
 * the shell. That it can be started is looked at now, before anything is measured. */
SwimExecCommand *
swim_exec_command_new (const char *text, gboolean shell, GError **error)
{
  g_autoptr (SwimExecCommand) self = g_new0 (SwimExecCommand, 1);
  const char *const shell_argv[] = { SHELL, "-c", text, NULL };
  g_autoptr (GError) problem = NULL;

  self->text = g_strdup (text);
  self->name = g_strdup (text);
  if (text[strspn (text, " \t\n")] == '\0')
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a command is empty");
  else if (shell)
    self->argv = g_strdupv ((char **) shell_argv);
  else if (!g_shell_parse_argv (text, NULL, &self->argv, &problem))
    refuse (error, text, "its words cannot be told apart:", problem->message);
  return self->argv != NULL && find_file (self, error) ? g_steal_pointer (&self) : NULL;
}

/* `null`, or a file, which has to be there and to be readable by each run from its start. */
gboolean
swim_exec_command_set_input (SwimExecCommand *self, const char *input, GError **error)
{
  g_autoptr (GError) problem = NULL;
  int fd;

  g_clear_pointer (&self->input, g_free);
  if (strcmp (input, "null") == 0)
    return TRUE;
  self->input = g_strdup (input);
  fd = swim_exec_open_input (input, &problem);
  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--input=%s cannot be read: %s", input,
               problem->message);
  return FALSE;
}

/* `null`, `pipe`, `inherit`, or a file. */
void
swim_exec_command_set_output (SwimExecCommand *self, const char *output)
{
  static const char *const names[] = {
    [SWIM_EXEC_DISCARD] = "null", [SWIM_EXEC_PIPE] = "pipe", [SWIM_EXEC_INHERIT] = "inherit"
  };

  g_clear_pointer (&self->output_path, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (output, names[i]) == 0)
      {
        self->output = (SwimExecOutput) i;
        return;
      }
  self->output = SWIM_EXEC_FILE;
  self->output_path = g_strdup (output);
}
