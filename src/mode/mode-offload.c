/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* offload: async, with the same share of blocking calls as mixed, but given to threads: the
 * repair where a call has no non-blocking form. */
#include "config.h"

#include "mode/pool.h"

/* Threads on demand: only a share of the items needs one. */
static gboolean
begin (guint slots, gpointer *data, GError **error)
{
  return swim_pool_begin (slots, FALSE, data, error);
}

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  if (swim_flight_is_in_share (flight))
    swim_pool_run (data, flight);
  else
    swim_flight_start (flight);
  return FALSE;
}

const SwimMode swim_mode_offload = {
  .name = "offload",
  .summary = "async, with those blocking calls given to threads",
  .offloaded = "the share of blocking calls: a pool of threads, started as needed",
  .form = SWIM_JOB_NON_BLOCKING,
  .traits =
      SWIM_MODE_USES_JOBS | SWIM_MODE_USES_LOOPS | SWIM_MODE_USES_SHARE | SWIM_MODE_JOB_OFFLOADS,
  .begin = begin,
  .launch = launch,
  .lost = swim_pool_replace,
  .end = swim_pool_end,
};
