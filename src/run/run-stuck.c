/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a run whose blocking call does not return, though its item has to end or the run was
 * cancelled. */
#include "config.h"

#include "run/run-state.h"

void
swim_run_set_stuck_func (SwimRun *self, SwimRunStuckFunc func, gpointer data)
{
  self->stuck = func;
  self->stuck_data = data;
}

/* The window's report. */
void
swim_run_on_stuck (const SwimItem *item, gboolean aborted, gpointer run)
{
  SwimRun *self = run;
  g_autofree char *text = g_strdup_printf (
      "the call for “%s” does not return although its time is up; the run ends with the "
      "items that are done",
      item->name);

  if (aborted)
    swim_run_finish (self);
  if (self->stuck != NULL)
    self->stuck (self, text, aborted, self->stuck_data);
  else
    g_critical ("%s", text);
}

/* For a thread other than the loop's, when the loop does not return from a blocking call although
 * the run was cancelled: ends the run and leaves the loop's thread in the call. FALSE: the loop is
 * not in such a call. Afterwards the process may only report and exit. */
gboolean
swim_run_abort_from_thread (SwimRun *self)
{
  if (self->window == NULL || !swim_window_abort_from_thread (self->window))
    return FALSE;
  swim_run_finish (self);
  return TRUE;
}
