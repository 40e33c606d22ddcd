/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/command.h"

#include <stdio.h>

#include "base/printable.h"
#include "base/swim-error.h"

static const SwimCommand *const commands[] = {
#define SWIM_COMMAND(name) &swim_command_##name,
#include "cli/commands.def"
#undef SWIM_COMMAND
  NULL
};

/* The commands besides the jobs, in the order in which they are shown, ended by NULL. */
const SwimCommand *const *
swim_command_list (void)
{
  return commands;
}

/* The command of that name, or NULL. */
const SwimCommand *
swim_command_lookup (const char *name)
{
  for (guint i = 0; commands[i] != NULL; i++)
    if (g_strcmp0 (commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

/* Says what went wrong, and gives the exit status that goes with it. No error means that all that
 * was asked for, such as help, has been said. */
int
swim_command_fail (const GError *error)
{
  g_autofree char *message = NULL;
  gboolean usage;

  if (error == NULL)
    return SWIM_EXIT_DONE;
  message = swim_printable (error->message);
  usage = error->domain == G_OPTION_ERROR || g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE);
  fprintf (stderr, "swimlane: %s\n", message);
  if (usage)
    fputs ("Try --help.\n", stderr);
  return usage ? SWIM_EXIT_USAGE : SWIM_EXIT_FAILED;
}
