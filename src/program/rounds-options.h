/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of all commands that run rounds: how many, what to do before each, the progress bar
 * and the exports. */
#pragma once

#include "program/export-options.h"
#include "program/parser.h"
#include "compare/rounds.h"

G_BEGIN_DECLS

typedef struct
{
  int rounds;
  int warmup;
  char *prepare;
  SwimExportOptions exports;
  char *progress;
  gboolean quiet;

  gboolean show_progress; /* what progress and quiet come to; set by the check */
} SwimRoundsOptions;

void swim_rounds_options_init (SwimRoundsOptions *options, int rounds);
void swim_rounds_options_clear (SwimRoundsOptions *options);
void swim_rounds_options_add (SwimRoundsOptions *options,
                              SwimParser *parser,
                              SwimExportFlags exports);
gboolean swim_rounds_options_check (SwimRoundsOptions *options, GError **error);
char *swim_rounds_options_tell (const SwimRoundsOptions *options, const char *what, guint round);
void swim_rounds_options_apply (const SwimRoundsOptions *options, SwimRounds *rounds);

G_END_DECLS
