/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing modes, as `swimlane compare` and every program with swim_main () do it: the options,
 * the rounds, what is printed and how it ends. Which job it is and how a run is started is up to
 * the caller. */
#pragma once

#include "program/driver.h"
#include "program/show.h"

G_BEGIN_DECLS

typedef struct
{
  SwimDriver driver;
  SwimShowOptions show;
  SwimGateOptions gates;
  char *modes;
  double threshold; /* per cent */
  gboolean self_test;
  gboolean no_outcomes;

  GStrv mode_names;       /* set by the check; before it, of commands */
  GPtrArray *comparisons; /* of SwimComparison, as they were run */
} SwimCompare;

void swim_compare_init (SwimCompare *compare);
void swim_compare_clear (SwimCompare *compare);
void swim_compare_add_options (SwimCompare *compare, SwimParser *parser);
gboolean swim_compare_check (SwimCompare *compare, GError **error);
gboolean swim_compare_wants_outcomes (const SwimCompare *compare);
void swim_compare_run (SwimCompare *compare, SwimRounds *rounds, const char *lab, GError **error);
int swim_compare_conclude (SwimCompare *compare, const GError *error);

G_END_DECLS
