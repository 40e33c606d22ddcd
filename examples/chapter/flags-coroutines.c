/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same in coroutines: get_flag() and download() are those of
 * flags-sequential.c, but that they await. */
#include "chapter-dex.h"

static GBytes *
get_flag (SoupSession *session, const char *cc, GError **error)
{
  g_autoptr (SoupMessage) message = chapter_flag_message ("GET", cc);
  GBytes *body = dex_await_boxed (
      chapter_dex_send_and_read (session, message), error);

  return chapter_check_answer (message, body, error);
}

static SoupSession *session;
static guint done;

static DexFuture *
download (gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = get_flag (session, cc, &error);

  if (flag == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  chapter_save_flag (cc, flag);
  g_print ("%s ", (char *) cc);
  done++;
  return dex_future_new_true ();
}

int
main (void)
{
  gint64 start = g_get_monotonic_time ();

  session = chapter_session (20);
  chapter_dex_run (download, chapter_countries);
  chapter_print_total (done, start);
  g_object_unref (session);
  return 0;
}
