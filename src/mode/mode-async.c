/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* async: the non-blocking calls, up to --jobs in flight, on one thread. */
#include "config.h"

#include "mode/mode.h"

static gboolean
launch (SwimWindow *window, SwimFlight *flight)
{
  swim_flight_start (flight);
  return FALSE;
}

const SwimMode swim_mode_async = {
  .name = "async",
  .summary = "non-blocking calls, up to --jobs in flight, on one thread",
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_ASYNC,
  .launch = launch,
};
