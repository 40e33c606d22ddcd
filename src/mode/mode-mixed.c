/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mixed: async, but a share of the items makes the blocking call, on the loop: the mistake that
 * this project is about. While one waits, all wait. */
#include "config.h"

#include "mode/flight.h"

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  gboolean blocks = swim_flight_is_in_share (flight);

  if (blocks)
    swim_flight_run_here (flight);
  else
    swim_flight_start (flight);
  return blocks;
}

const SwimMode swim_mode_mixed = {
  .name = "mixed",
  .summary = "async, with a share of blocking calls left on the loop",
  .form = SWIM_JOB_NON_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_LOOPS | SWIM_MODE_USES_SHARE
            | SWIM_MODE_BLOCKS_LOOP | SWIM_MODE_JOB_OFFLOADS,
  .launch = launch,
};
