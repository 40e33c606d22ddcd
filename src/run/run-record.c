/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the record of a run that is over. */
#include "config.h"

#include <math.h>
#include <string.h>

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

/* The record of a run (transfer full); NULL where it is not over or was not measured. */
SwimRecord *
swim_run_make_record (SwimRun *self, const char *job_name)
{
  SwimRecord *record;
  const SwimTally *tally;
  gint64 first;
  GPtrArray *outcomes;

  if (!self->finished || !self->measured)
    return NULL;
  record = swim_record_new ();
  tally = swim_recorder_get_tally (self->recorder);
  first = swim_recorder_get_first (self->recorder);
  outcomes = swim_recorder_get_outcomes (self->recorder);
  record->job = g_strdup (job_name);
  record->mode = g_strdup (self->config.mode->name);
  record->jobs = swim_window_get_slots (&self->config);
  record->loops = swim_window_get_loops (&self->config);
  record->seed = self->config.seed;
  if ((self->config.mode->traits & SWIM_MODE_USES_SHARE) != 0)
    record->blocking_share = self->config.blocking_share;
  record->items = tally->total;
  memcpy (record->statuses, tally->by_status, sizeof record->statuses);
  record->bytes = tally->bytes;
  record->setup_seconds = (double) self->setup / 1e6;
  record->wall_seconds = (double) self->wall / 1e6;
  record->first_result_seconds = first < 0 ? NAN : (double) first / 1e6;
  record->throughput_per_sec = (double) tally->total * 1e6 / (double) MAX (self->wall, 1);
  swim_recorder_get_service (self->recorder, &record->service);
  swim_recorder_get_since_start (self->recorder, &record->since_start);
  swim_meter_get_report (self->meter, &record->loop, &record->usage);
  record->offloaded = list_offloaded (self);
  record->digest = swim_recorder_get_digest (self->recorder);
  record->context = swim_context_describe ();
  record->outcomes = outcomes != NULL ? g_ptr_array_ref (outcomes) : NULL;
  return record;
}
