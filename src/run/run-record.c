/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of a run that is over: made, and written to a file. */
#include "config.h"

#include "base/swim-error.h"
#include "job/items-private.h"
#include "job/resume.h"
#include "mode/mode.h"
#include "run/context.h"
#include "run/run-state.h"

/* Adds the parts that the job of a loop offloads to threads, each once. */
static void
add_offloaded (GPtrArray *parts, SwimJob *job)
{
  const char *const *offloaded = swim_job_get_offloaded (job);

  for (; offloaded != NULL && *offloaded != NULL; offloaded++)
    if (!g_ptr_array_find_with_equal_func (parts, *offloaded, g_str_equal, NULL))
      g_ptr_array_add (parts, g_strdup (*offloaded));
}

static char **
list_offloaded (SwimRun *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  const SwimMode *mode = self->config.mode;
  gboolean job_offloads = (mode->traits & SWIM_MODE_JOB_OFFLOADS) != 0;

  if (mode->offloaded != NULL)
    g_ptr_array_add (parts, g_strdup (mode->offloaded));
  for (guint i = 0; job_offloads && i < swim_window_get_loops (&self->config); i++)
    add_offloaded (parts, swim_window_get_job (self->window, i));
  return (char **) g_ptr_array_steal (parts, NULL);
}

/* Whether there may be more items than have an outcome. */
static gboolean
is_incomplete (SwimRun *self)
{
  return g_cancellable_is_cancelled (self->config.cancellable)
         || !swim_window_pulled_all (self->window)
         || swim_items_get_fault (self->config.items) != NULL;
}

/* Which run this was, and what was done before it. */
static void
fill_in_origin (SwimRun *self, SwimOrigin *origin)
{
  const SwimTakenOver *taken = swim_resume_get_taken_over (self->config.items);

  origin->run = g_strdup (self->id);
  origin->started = self->started;
  origin->incomplete = is_incomplete (self);
  origin->shard = self->shard;
  if (self->shard.count > 0)
    origin->list = *swim_items_get_whole (self->config.items);
  origin->resumed = taken != NULL;
  if (taken != NULL)
    origin->taken = *taken;
}

/* The record of a run (transfer full); NULL where it is not over or was not measured. */
SwimRecord *
swim_run_make_record (SwimRun *self, const char *job_name)
{
  g_autofree char *client = NULL;
  SwimRecord *record;

  if (!self->finished || !self->measured)
    return NULL;
  record = swim_record_new ();
  swim_recorder_fill_in (self->recorder, record);
  fill_in_origin (self, &record->origin);
  record->job = g_strdup (job_name);
  record->mode = g_strdup (self->config.mode->name);
  record->jobs = swim_window_get_slots (&self->config);
  record->loops = swim_window_get_loops (&self->config);
  record->seed = self->config.seed;
  if ((self->config.mode->traits & SWIM_MODE_USES_SHARE) != 0)
    record->blocking_share = self->config.blocking_share;
  record->setup_seconds = (double) self->setup / 1e6;
  record->wall_seconds = (double) self->wall / 1e6;
  record->throughput_per_sec = (double) record->items * 1e6 / (double) MAX (self->wall, 1);
  swim_meter_get_report (self->meter, &record->loop, &record->usage);
  record->offloaded = list_offloaded (self);
  record->remarks = swim_job_dup_remarks (swim_window_get_job (self->window, 0));
  record->context = swim_context_describe ();
  client = swim_job_dup_client (swim_window_get_job (self->window, 0));
  if (client != NULL)
    json_object_set_string_member (record->context, "client", client);
  return record;
}

/**
 * swim_run_save_record:
 * @run: a run that is over
 * @job: the job's name, for the record
 * @path: (type filename): the file; `-` is standard output
 * @error: return location for an error
 *
 * Writes the record of the run as JSON: the outcomes of its items and what they cost. See
 * swimlane-record(5). swim_run_get_result() has the same figures.
 *
 * Returns: %FALSE if it could not be written
 *
 * Since: 0.1
 */
gboolean
swim_run_save_record (SwimRun *run, const char *job, const char *path, GError **error)
{
  g_autoptr (SwimRecord) record = NULL;

  g_return_val_if_fail (SWIM_IS_RUN (run) && job != NULL && path != NULL, FALSE);
  record = swim_run_make_record (run, job);
  if (record != NULL)
    return swim_record_save (record, path, error);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "cannot write a record to %s: the run is not over", path);
  return FALSE;
}
