/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* offload: async, with the same share of blocking calls as mixed, but given to threads: the
 * repair where a call has no non-blocking form. */
#include "config.h"

#include "mode/mode.h"

/* Threads on demand: only a share of the items needs one. */
static gboolean
begin (SwimWindow *window, GError **error)
{
  return swim_window_make_pool (window, FALSE, error);
}

static gboolean
launch (SwimWindow *window, SwimFlight *flight)
{
  if (swim_window_chooses (window, swim_flight_get_item (flight)))
    swim_flight_run_in_pool (flight);
  else
    swim_flight_start (flight);
  return FALSE;
}

const SwimMode swim_mode_offload = {
  .name = "offload",
  .summary = "async, with those blocking calls given to threads",
  .offloaded = "the share of blocking calls: a pool of threads, started as needed",
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_USES_SHARE | SWIM_MODE_USES_ASYNC,
  .begin = begin,
  .launch = launch,
};
