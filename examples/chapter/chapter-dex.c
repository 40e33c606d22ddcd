/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "chapter-dex.h"

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GBytes *body = soup_session_send_and_read_finish (
      SOUP_SESSION (session), result, &error);

  if (body != NULL)
    dex_promise_resolve_boxed (promise, G_TYPE_BYTES, body);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
chapter_dex_send_and_read (SoupSession *session, SoupMessage *message)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT,
                                    dex_promise_get_cancellable (promise),
                                    on_sent, dex_ref (promise));
  return DEX_FUTURE (promise);
}

void
chapter_dex_run (DexFiberFunc fiber, const char *const *items)
{
  g_autoptr (GPtrArray) fibers =
      g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (DexFuture) all = NULL;

  dex_init ();
  for (guint i = 0; items[i] != NULL; i++)
    g_ptr_array_add (
        fibers,
        dex_scheduler_spawn (NULL, 0, fiber, (gpointer) items[i], NULL));
  all = dex_future_allv ((DexFuture **) fibers->pdata,
                         fibers->len); /* all have ended, well or not */
  while (dex_future_is_pending (all))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < fibers->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (dex_future_get_value (fibers->pdata[i], &error) == NULL)
        g_printerr ("%s: %s\n", items[i], error->message);
    }
}
