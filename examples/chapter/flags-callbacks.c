/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same on the main loop: all requests are started, and each answer
 * calls back. */
#include "chapter.h"

static guint in_flight, done;

static void
on_flag (GObject *session, GAsyncResult *result, gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = chapter_finish (session, result, &error);

  in_flight--;
  if (flag == NULL)
    {
      g_printerr ("%s: %s\n", (char *) cc, error->message);
      return;
    }
  chapter_save_flag (cc, flag);
  g_print ("%s ", (char *) cc);
  done++;
}

int
main (void)
{
  g_autoptr (SoupSession) session = chapter_session (20);
  gint64 start = g_get_monotonic_time ();

  for (const char *const *cc = chapter_countries; *cc; cc++, in_flight++)
    chapter_start (session, chapter_flag_message ("GET", *cc), on_flag,
                   (gpointer) *cc);
  chapter_run_while (&in_flight);
  chapter_print_total (done, start);
  return 0;
}
