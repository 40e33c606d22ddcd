/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The option --fail-if: conditions under which a command exits with status 3. */
#pragma once

#include "compare/sweep.h"
#include "program/parser.h"

G_BEGIN_DECLS

typedef struct
{
  GStrv conditions;
  GStrv commands;   /* that a condition may name besides modes; NULL: none */
  GPtrArray *gates; /* of SwimGate; set by the check */
} SwimGateOptions;

void swim_gate_options_clear (SwimGateOptions *options);
void swim_gate_options_add (SwimGateOptions *options, SwimParser *parser);
void swim_gate_options_take_commands (SwimGateOptions *options, GPtrArray *comparisons);
gboolean swim_gate_options_check (SwimGateOptions *options, gboolean changes, GError **error);
gboolean swim_gate_options_pass (const SwimGateOptions *options,
                                 GPtrArray *comparisons,
                                 const SwimSweep *sweep,
                                 GPtrArray *changes);

G_END_DECLS
