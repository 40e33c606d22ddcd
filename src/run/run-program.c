/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program with a job of its own needs besides the run: the list of modes, and the record as
 * a file. */
#include "config.h"

#include "base/swim-error.h"
#include "mode/mode.h"
#include "run/run-private.h"

/**
 * swim_run_list_modes:
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the modes in the order in which
 *   they are shown; the first is the baseline of a comparison
 *
 * Since: 0.1
 */
char **
swim_run_list_modes (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    g_strv_builder_add (names, (*mode)->name);
  return g_strv_builder_end (names);
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
