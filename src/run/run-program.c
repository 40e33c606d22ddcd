/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program that runs a job of its own needs besides the run: the modes to choose from, and
 * the run written down. */
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
 * @job: the job's name, as it is to stand in the record
 * @path: (type filename): where to; `-` is standard output
 * @error: return location for an error
 *
 * Writes the run down as JSON: what came of its items and what they cost. See swimlane-record(5).
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
               "the run cannot be written to %s, since it is not over", path);
  return FALSE;
}
