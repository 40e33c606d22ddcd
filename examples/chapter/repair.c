/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mistake.c repaired: what came after the call that blocked comes in a
 * callback of its own. */
#include "chapter.h"

static guint in_flight, done;

static void
on_length (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) flag = data;
  SoupMessage *message = soup_session_get_async_result_message (
      SOUP_SESSION (session), result);
  g_autoptr (GBytes) none = chapter_finish (session, result, NULL);
  const char *cc = chapter_country_of (message);

  in_flight--;
  if (chapter_length (message) != (goffset) g_bytes_get_size (flag))
    {
      g_printerr ("%s: the flag is cut short\n", cc);
      return;
    }
  chapter_save_flag (cc, flag);
  g_print ("%s ", cc);
  done++;
}

static void
on_flag (GObject *session, GAsyncResult *result, gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = chapter_finish (session, result, &error);

  if (flag != NULL)
    {
      chapter_start (session, chapter_flag_message ("HEAD", cc),
                     on_length, g_steal_pointer (&flag));
      return;
    }
  in_flight--;
  g_printerr ("%s: %s\n", (char *) cc, error->message);
}

int
main (void)
{
  g_autoptr (SoupSession) session = chapter_session (5);
  gint64 start = g_get_monotonic_time ();

  for (const char *const *cc = chapter_countries; *cc; cc++, in_flight++)
    chapter_start (session, chapter_flag_message ("GET", *cc), on_flag,
                   (gpointer) *cc);
  chapter_run_while (&in_flight);
  chapter_print_total (done, start);
  return 0;
}
