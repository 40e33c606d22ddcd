/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Downloads twenty flags, one after the other. */
#include "chapter.h"

static GBytes *
get_flag (SoupSession *session, const char *cc, GError **error)
{
  g_autoptr (SoupMessage) message = chapter_flag_message ("GET", cc);
  GBytes *body =
      soup_session_send_and_read (session, message, NULL, error);

  return chapter_check_answer (message, body, error);
}

static gboolean
download (SoupSession *session, const char *cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = get_flag (session, cc, &error);

  if (flag == NULL)
    {
      g_printerr ("%s: %s\n", cc, error->message);
      return FALSE;
    }
  chapter_save_flag (cc, flag);
  g_print ("%s ", cc);
  return TRUE;
}

int
main (void)
{
  g_autoptr (SoupSession) session = chapter_session (1);
  gint64 start = g_get_monotonic_time ();
  guint done = 0;

  for (guint i = 0; chapter_countries[i] != NULL; i++)
    if (download (session, chapter_countries[i]))
      done++;
  chapter_print_total (done, start);
  return 0;
}
