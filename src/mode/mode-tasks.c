/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tasks: the blocking calls by g_task_run_in_thread(), as most programs on GLib offload them. The
 * pool is GLib's own, one for the whole process: it begins with ten threads and grows slowly. What
 * that costs is seen beside the mode threads. */
#include "config.h"

#include <gio/gio.h>

#include "mode/flight.h"

/* What a task needs to know even after the run: tasks that wait for a thread cannot be taken back
 * from GLib's pool. */
typedef struct
{
  int ended; /* atomic: nothing more is begun, since nobody waits for it */
} Tasks;

static void
run (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Tasks *self = data;
  SwimFlight *flight = g_task_get_source_tag (task);
  SwimOutcome *outcome = g_atomic_int_get (&self->ended)
                             ? swim_outcome_new (SWIM_STATUS_CANCELLED, NULL)
                             : swim_flight_run (flight);

  g_task_return_pointer (task, outcome, (GDestroyNotify) swim_outcome_unref);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer flight)
{
  swim_flight_complete (flight, g_task_propagate_pointer (G_TASK (result), NULL));
}

static gboolean
begin (guint slots, gpointer *data, GError **error)
{
  *data = g_atomic_rc_box_new0 (Tasks);
  return TRUE;
}

/* Without a cancellable: the job has it, and a cancelled task would drop the outcome. */
static gboolean
launch (SwimFlight *flight, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_done, flight);

  swim_flight_set_offloaded (flight);
  g_task_set_source_tag (task, flight);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (data), g_atomic_rc_box_release);
  g_task_run_in_thread (task, run);
  return FALSE;
}

/* GLib's pool grows by itself while it is full. */
static void
lost (gpointer data)
{
}

static void
end (gpointer data, gboolean wait)
{
  Tasks *self = data;

  g_atomic_int_set (&self->ended, TRUE);
  g_atomic_rc_box_release (self);
}

const SwimMode swim_mode_tasks = {
  .name = "tasks",
  .summary = "the blocking calls by g_task_run_in_thread, in GLib's pool",
  .offloaded = "every item: a blocking call in GLib's shared pool, which grows slowly",
  .form = SWIM_JOB_BLOCKING,
  .traits = SWIM_MODE_USES_JOBS | SWIM_MODE_GROWING_POOL,
  .begin = begin,
  .launch = launch,
  .lost = lost,
  .end = end,
};
