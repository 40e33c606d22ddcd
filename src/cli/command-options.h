/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that say how commands are run: most of them once for all, or once for each. */
#pragma once

#include "exec/run.h"
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
  gboolean same_output;
  char *same;   /* the value of --same-output; NULL: none */
  GStrv varied; /* NAME:VALUE,…, of which there may be one */
  gboolean lab;
  char *scenario; /* NULL: the default */

  /* Set by the check. */
  char *parameter; /* that is varied; NULL: none */
  GStrv values;
} SwimCommandOptions;

void swim_command_options_init (SwimCommandOptions *options);
void swim_command_options_clear (SwimCommandOptions *options);
void swim_command_options_add (SwimCommandOptions *options, SwimParser *parser);
void swim_command_options_add_refused (SwimParser *parser);
gboolean swim_command_options_check (SwimCommandOptions *options, GError **error);
void swim_command_options_set (const SwimCommandOptions *options, SwimExecOptions *exec);
GPtrArray *swim_command_options_make (const SwimCommandOptions *options,
                                      char **texts,
                                      GError **error);

G_END_DECLS
