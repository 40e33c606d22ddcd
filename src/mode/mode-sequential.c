/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sequential: one item after another, each a blocking call. It is made from the loop, one call a
 * turn, so that the loop's delay is measured as in every other mode. */
#include "config.h"

#include "mode/mode.h"

static gboolean
launch (SwimWindow *window, SwimFlight *flight)
{
  swim_flight_run_here (flight);
  return TRUE;
}

const SwimMode swim_mode_sequential = {
  .name = "sequential",
  .summary = "one item after another, each a blocking call",
  .traits = SWIM_MODE_BLOCKS_LOOP,
  .launch = launch,
};
