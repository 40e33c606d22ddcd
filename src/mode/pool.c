/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/pool.h"

static void
run_in_thread (gpointer flight, gpointer user_data)
{
  swim_flight_complete_from_thread (flight, swim_flight_run (flight));
}

gboolean
swim_pool_begin (guint slots, gboolean exclusive, gpointer *pool, GError **error)
{
  *pool = g_thread_pool_new (run_in_thread, NULL, (int) slots, exclusive, error);
  if (*pool != NULL)
    return TRUE;
  g_prefix_error (error, "cannot start %u threads (try a smaller --jobs): ", slots);
  return FALSE;
}

void
swim_pool_run (gpointer pool, SwimFlight *flight)
{
  swim_flight_set_offloaded (flight);
  g_thread_pool_push (pool, flight, NULL);
}

void
swim_pool_replace (gpointer pool)
{
  g_thread_pool_set_max_threads (pool, g_thread_pool_get_max_threads (pool) + 1, NULL);
}

/* The threads go through what is queued, since GLib would drop that, and each flight has to come
 * back; those of a run that is over do no work. */
void
swim_pool_end (gpointer pool, gboolean wait)
{
  g_thread_pool_free (pool, FALSE, wait);
}
