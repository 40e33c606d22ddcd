/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the program: a constant at the top of its file, and a line in commands.def. */
#pragma once

#include <gio/gio.h>

#include "job/job-info.h"
#include "program/exit.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *examples; /* for --help, each a line that begins with two spaces */
  int (*run) (int argc, char **argv);
} SwimCommand;

const SwimCommand *const *swim_command_list (void);
int swim_command_run_job (const SwimJobInfo *info, int argc, char **argv);

/* One for each line of commands.def. */
#define SWIM_COMMAND(name) extern const SwimCommand swim_command_##name;
#include "cli/commands.def"
#undef SWIM_COMMAND

G_END_DECLS
