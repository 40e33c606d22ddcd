/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same, each flag in a thread, with a session of its own. */
#include "chapter.h"

static GBytes *
get_flag (SoupSession *session, const char *cc, GError **error)
{
  g_autoptr (SoupMessage) message = chapter_flag_message ("GET", cc);
  GBytes *body =
      soup_session_send_and_read (session, message, NULL, error);

  return chapter_check_answer (message, body, error);
}

static void
download_in_thread (gpointer cc, gpointer done)
{
  g_autoptr (SoupSession) session = chapter_session (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = get_flag (session, cc, &error);

  if (flag == NULL)
    {
      g_printerr ("%s: %s\n", (char *) cc, error->message);
      return;
    }
  chapter_save_flag (cc, flag);
  g_print ("%s ", (char *) cc);
  g_atomic_int_inc ((gint *) done); /* other threads count, too */
}

int
main (void)
{
  gint64 start = g_get_monotonic_time ();
  gint done = 0;
  GThreadPool *pool =
      g_thread_pool_new (download_in_thread, &done, 20, FALSE, NULL);

  for (guint i = 0; chapter_countries[i] != NULL; i++)
    g_thread_pool_push (pool, (gpointer) chapter_countries[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE); /* waits for all of them */
  chapter_print_total ((guint) done, start);
  return 0;
}
