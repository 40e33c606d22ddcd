/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mistake.c repaired: what came after the call that blocked comes in a callback of its own. */
#include "chapter.h"

static guint in_flight, done;

static void
on_length (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) flag = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (session), result);
  g_autoptr (GBytes) none = chapter_finish (session, result, NULL);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *cc = chapter_country_of (message);

  in_flight--;
  if (soup_message_headers_get_content_length (headers) != (goffset) g_bytes_get_size (flag))
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
      chapter_start (SOUP_SESSION (session), chapter_flag_message ("HEAD", cc), on_length,
                     g_steal_pointer (&flag));
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

  for (guint i = 0; chapter_countries[i] != NULL; i++, in_flight++)
    chapter_start (session, chapter_flag_message ("GET", chapter_countries[i]), on_flag,
                   (gpointer) chapter_countries[i]);
  chapter_run_while (&in_flight);
  chapter_print_total (done, start);
  return 0;
}
