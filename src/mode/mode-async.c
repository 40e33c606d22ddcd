/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* async: the non-blocking calls, up to --jobs in flight, on one thread. */
#include "config.h"

#include "mode/flight.h"

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  swim_flight_start (flight);
  return FALSE;
}

const SwimMode swim_mode_async = {
  .name = "async",
  .summary = "non-blocking calls, up to --jobs in flight, on one thread",
  .form = SWIM_JOB_NON_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_LOOPS | SWIM_MODE_JOB_OFFLOADS
            | SWIM_MODE_SWEEP_REFERENCE,
  .launch = launch,
};
