/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reports that nothing completes any more. Without it, a job that loses a completion on one of its
 * paths would hang the run silently. */
#include "config.h"

#include "run/run-state.h"

/* How many of the items are named. */
#define MOST_NAMED 3

static guint signal_overdue;

/* In one line: for how long, which items, and what to look at. */
static char *
describe (SwimRun *self, const char *const *names, gboolean blocking)
{
  guint n = g_strv_length ((char **) names);
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   "nothing has completed for %g s; still in flight: ", self->overdue_seconds);
  for (guint i = 0; i < MIN (n, MOST_NAMED); i++)
    g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "", names[i]);
  if (n > MOST_NAMED)
    g_string_append_printf (text, " and %u more", n - MOST_NAMED);
  g_string_append (text, blocking ? "; a blocking call of the job does not return"
                                  : "; does every path of the job's non-blocking form complete "
                                    "the item?");
  return g_string_free (text, FALSE);
}

/* The default handler: called last, and only if no other handler returned TRUE. */
static gboolean
warn_of_overdue (SwimRun *self, const char *text, char **names)
{
  g_warning ("%s", text);
  return TRUE;
}

/* The window's report that nothing has completed for @overdue_seconds. */
void
swim_run_on_overdue (const char *const *names, gboolean blocking, gpointer run)
{
  g_autofree char *text = describe (run, names, blocking);
  gboolean handled;

  g_signal_emit (run, signal_overdue, 0, text, names, &handled);
}

void
swim_run_install_overdue (SwimRunClass *klass)
{
  /**
   * SwimRun::overdue:
   * @run: the run
   * @text: a message for a person: for how long nothing has completed, some of the items, and the
   *   likely cause
   * @items: the names of all items in flight
   *
   * Emitted on the run's loop, at most once, when no item has completed for as long as
   * swim_run_set_overdue_seconds() says although items are in flight. Most likely the job has lost
   * a completion: one path of its non-blocking form never completes it. The run goes on; cancelling
   * it ends it within two seconds, with the outcome `cancelled` for what is in flight.
   *
   * Returns: %TRUE if the handler has dealt with it; otherwise a warning is logged
   *
   * Since: 0.1
   */
  signal_overdue = g_signal_new_class_handler (
      "overdue", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, G_CALLBACK (warn_of_overdue),
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2, G_TYPE_STRING, G_TYPE_STRV);
}
