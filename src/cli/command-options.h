/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that say how commands are run: most of them once for all, or once for each. */
#pragma once

#include "exec/command.h"
#include "program/parser.h"

G_BEGIN_DECLS

typedef struct
{
  GStrv names;
  gboolean shell;
  GStrv inputs;
  GStrv outputs;
  GStrv hooks[SWIM_EXEC_N_HOOKS];
  gboolean ignore_failure;
  double timeout; /* 0: none */
  gboolean no_watch;
  double stall_ms;
} SwimCommandOptions;

void swim_command_options_init (SwimCommandOptions *options);
void swim_command_options_clear (SwimCommandOptions *options);
void swim_command_options_add (SwimCommandOptions *options, SwimParser *parser);
gboolean swim_command_options_check (const SwimCommandOptions *options, GError **error);
GPtrArray *swim_command_options_make (const SwimCommandOptions *options,
                                      char **texts,
                                      GError **error);

G_END_DECLS
