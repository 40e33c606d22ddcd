/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* threads: the blocking calls in a pool of exactly --jobs threads. The pool is our own: the one
 * behind g_task_run_in_thread() begins with ten threads and grows slowly, so a comparison with it
 * would measure that growth. */
#include "config.h"

#include "mode/mode.h"

static gboolean
begin (SwimWindow *window, GError **error)
{
  return swim_window_make_pool (window, TRUE, error);
}

static gboolean
launch (SwimWindow *window, SwimFlight *flight)
{
  swim_flight_run_in_pool (flight);
  return FALSE;
}

const SwimMode swim_mode_threads = {
  .name = "threads",
  .summary = "the blocking calls in a pool of --jobs threads",
  .offloaded = "every item: a blocking call in a pool of --jobs threads",
  .traits = SWIM_MODE_USES_JOBS,
  .begin = begin,
  .launch = launch,
};
