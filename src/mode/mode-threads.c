/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* threads: the blocking calls in a pool of exactly --jobs threads. The pool is our own: the one
 * behind g_task_run_in_thread() begins with ten threads and grows slowly, so a comparison with it
 * would measure that growth. */
#include "config.h"

#include "mode/pool.h"

static gboolean
begin (guint slots, gpointer *data, GError **error)
{
  return swim_pool_begin (slots, TRUE, data, error);
}

static gboolean
launch (SwimFlight *flight, gpointer data)
{
  swim_pool_run (data, flight);
  return FALSE;
}

const SwimMode swim_mode_threads = {
  .name = "threads",
  .summary = "the blocking calls in a pool of --jobs threads",
  .offloaded = "every item: a blocking call in a pool of --jobs threads",
  .form = SWIM_JOB_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_FULL_POOL,
  .begin = begin,
  .launch = launch,
  .lost = swim_pool_replace,
  .end = swim_pool_end,
};
