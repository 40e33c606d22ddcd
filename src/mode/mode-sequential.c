/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sequential: one item after another, each a blocking call. It is made from the loop, one call a
 * turn, so that the loop's delay is measured as in every other mode. */
#include "config.h"

#include "mode/flight.h"

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  swim_flight_run_here (flight);
  return TRUE;
}

const SwimMode swim_mode_sequential = {
  .name = "sequential",
  .summary = "one item after another, each a blocking call",
  .form = SWIM_JOB_BLOCKING,
  .traits = SWIM_MODE_BLOCKS_LOOP | SWIM_MODE_SWEEP_BASELINE,
  .launch = launch,
};
