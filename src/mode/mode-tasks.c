/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tasks: the blocking calls by g_task_run_in_thread(), as most programs on GLib offload them. The
 * pool is GLib's own, one for the whole process: it begins with ten threads and grows slowly. What
 * that costs is seen beside the mode threads. */
#include "config.h"

#include <gio/gio.h>

#include "mode/flight.h"

/* Tasks that wait for a thread cannot be taken back from GLib's pool: those of a run that is over
 * do no work. */
static void
run (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  SwimOutcome *outcome = swim_flight_run (g_task_get_source_tag (task));

  g_task_return_pointer (task, outcome, (GDestroyNotify) swim_outcome_unref);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer flight)
{
  swim_flight_complete (flight, g_task_propagate_pointer (G_TASK (result), NULL));
}

/* Without a cancellable: the job has it, and a cancelled task would drop the outcome. */
static gboolean
launch (SwimFlight *flight, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, flight);

  swim_flight_set_offloaded (flight);
  g_task_set_source_tag (task, flight);
  g_task_run_in_thread (task, run);
  return FALSE;
}

/* GLib's pool grows by itself while it is full. */
static void
lost (gpointer data)
{
}

const SwimMode swim_mode_tasks = {
  .name = "tasks",
  .summary = "the blocking calls by g_task_run_in_thread, in GLib's pool",
  .offloaded = "every item: a blocking call in GLib's shared pool, which grows slowly",
  .form = SWIM_JOB_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_GROWING_POOL,
  .launch = launch,
  .lost = lost,
};
