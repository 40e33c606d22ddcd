/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of commands that were given none. */
#pragma once

#include "exec/command.h"

G_BEGIN_DECLS

char *swim_command_names_make (const char *text);
void swim_command_names_number_template (SwimExecCommand *command, char **texts, guint i);
void swim_command_names_number (GPtrArray *commands);

G_END_DECLS
