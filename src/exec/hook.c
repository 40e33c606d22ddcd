/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/hook.h"

#include "base/swim-error.h"

static const char *const names[] = { [SWIM_EXEC_SETUP] = "setup",
                                     [SWIM_EXEC_PREPARE] = "prepare",
                                     [SWIM_EXEC_CONCLUDE] = "conclude",
                                     [SWIM_EXEC_CLEANUP] = "cleanup" };

/* Also of its option. */
const char *
swim_exec_hook_get_name (SwimExecHook hook)
{
  return names[hook];
}

/* Runs that of the command, if it has one, and waits for its end. What it leaves behind, such as a
 * server, stays. Its failure ends the comparison: the runs would not be what was meant. */
gboolean
swim_exec_hook_run (const SwimExecCommand *command,
                    SwimExecHook hook,
                    const SwimExecOptions *options,
                    GError **error)
{
  const char *text = command->hooks[hook];
  SwimExecOptions plain = { .environment = options->environment,
                            .cancellable = options->cancellable,
                            .launcher = options->launcher };
  g_autoptr (SwimExecCommand) shell = NULL;
  g_auto (SwimExecResult) result = { 0 };

  if (text == NULL)
    return TRUE;
  shell = swim_exec_command_new (text, TRUE, error);
  if (shell == NULL || !swim_exec_run (shell, &plain, FALSE, &result, error))
    return FALSE;
  swim_exec_left_keep (options->left);
  if (result.failure == NULL)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
               "the command given with --%s for “%s” %s (it was: %s)", names[hook], command->name,
               result.failure, text);
  return FALSE;
}
