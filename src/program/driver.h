/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all commands share that run rounds: the progress bar, the messages of the runs, signals, and
 * at the end exports, gates and the exit status. */
#pragma once

#include "program/gate-options.h"
#include "program/output.h"
#include "program/rounds-options.h"
#include "report/results.h"

G_BEGIN_DECLS

/* Begins as zeros with the options initialized. */
typedef struct
{
  SwimRoundsOptions options;
  const SwimSweep *sweep; /* whose cells the rounds run; NULL: those of a comparison */

  const SwimRounds *rounds; /* that are run just now */
  GCancellable *cancellable;
  SwimOutput *output;
} SwimDriver;

void swim_driver_clear (SwimDriver *driver);
SwimComparison *swim_driver_run (SwimDriver *driver,
                                 SwimRounds *rounds,
                                 const char *lab,
                                 GError **error);
int swim_driver_conclude (SwimDriver *driver,
                          const SwimResults *results,
                          const SwimGateOptions *gates,
                          const GError *error);

G_END_DECLS
