/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all commands share that run rounds: their options, the progress bar, the messages of the
 * runs, signals, and at the end exports, gates and the exit status. */
#pragma once

#include "compare/rounds.h"
#include "program/gate-options.h"
#include "program/output-options.h"
#include "program/output.h"
#include "report/export.h"

G_BEGIN_DECLS

typedef struct
{
  int n_rounds; /* where @stopping finds their number: the most there may be */
  int warmup;
  char *rounds_text; /* of --rounds; NULL: not given */
  double precision;  /* per cent; NaN: not given, like the next */
  double max_seconds;
  SwimStopping stopping;
  char *prepare;
  char *name;           /* of what is measured; NULL: none */
  gboolean of_commands; /* whose names and preparations are options of their own */
  SwimOutputOptions out;
  const SwimSweep *sweep; /* whose cells the rounds run; NULL: those of a comparison */

  const SwimRounds *rounds; /* that are run just now */
  GCancellable *cancellable;
  SwimOutput *output;
} SwimDriver;

void swim_driver_init (SwimDriver *driver, int rounds);
void swim_driver_clear (SwimDriver *driver);
void swim_driver_add_options (SwimDriver *driver, SwimParser *parser, SwimExportFlags exports);
gboolean swim_driver_check (SwimDriver *driver, GError **error);
GCancellable *swim_driver_watch_signals (SwimDriver *driver);
SwimComparison *swim_driver_run (SwimDriver *driver,
                                 SwimRounds *rounds,
                                 const char *lab,
                                 GError **error);
int swim_driver_conclude (SwimDriver *driver,
                          const SwimResults *results,
                          const SwimGateOptions *gates,
                          const GError *error);

G_END_DECLS
