/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/command.h"

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
