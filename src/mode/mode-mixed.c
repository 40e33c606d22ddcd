/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mixed: async, but a share of the items makes the blocking call, on the loop: the mistake that
 * this project is about. While one waits, all wait. */
#include "config.h"

#include "mode/mode.h"

static gboolean
launch (SwimWindow *window, SwimFlight *flight)
{
  if (!swim_window_chooses (window, swim_flight_get_item (flight)))
    {
      swim_flight_start (flight);
      return FALSE;
    }
  swim_flight_run_here (flight);
  return TRUE;
}

const SwimMode swim_mode_mixed = {
  .name = "mixed",
  .summary = "async, with a share of blocking calls left on the loop",
  .traits =
      SWIM_MODE_USES_JOBS | SWIM_MODE_USES_SHARE | SWIM_MODE_USES_ASYNC | SWIM_MODE_BLOCKS_LOOP,
  .launch = launch,
};
