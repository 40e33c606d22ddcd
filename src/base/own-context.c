/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/own-context.h"

#include "base/swim-error.h"

/* g_main_context_invoke() runs a context that is free for the time of one call. */
#define LONGEST_CALL_US G_USEC_PER_SEC
#define PAUSE_US 1000

static gboolean
acquire (GMainContext *context)
{
  gint64 last = g_get_monotonic_time () + LONGEST_CALL_US;

  while (!g_main_context_acquire (context))
    {
      if (g_get_monotonic_time () >= last)
        return FALSE;
      g_usleep (PAUSE_US);
    }
  return TRUE;
}

/* A context that another thread runs, this one can only wait for: in a program with a main loop for
 * ever. @what: what was to begin, for the message. */
gboolean
swim_own_context_check (const char *what, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (acquire (context))
    {
      g_main_context_release (context);
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "%s cannot begin in this thread, since another runs its main context; make a "
               "GMainContext for this thread and call g_main_context_push_thread_default ()",
               what);
  return FALSE;
}
