/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* flags-callbacks.c with a mistake: each flag is checked against the
 * length that a HEAD request tells, and one call of that blocks the loop.
 * repair.c is the same, repaired. */
#include "chapter.h"

static guint in_flight, done;

/* Written for a program that does one thing after the other, and good
 * there. */
static goffset
ask_length (const char *cc)
{
  g_autoptr (SoupSession) session = chapter_session (1);
  g_autoptr (SoupMessage) message = chapter_flag_message ("HEAD", cc);
  g_autoptr (GInputStream) body =
      soup_session_send (session, message, NULL, NULL);

  return chapter_length (message);
}

static void
on_flag (GObject *session, GAsyncResult *result, gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = chapter_finish (session, result, &error);

  in_flight--;
  if (flag == NULL)
    g_printerr ("%s: %s\n", (char *) cc, error->message);
  else if (ask_length (cc)
           != (goffset) g_bytes_get_size (flag)) /* the mistake */
    g_printerr ("%s: the flag is cut short\n", (char *) cc);
  else
    {
      chapter_save_flag (cc, flag);
      g_print ("%s ", (char *) cc);
      done++;
    }
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
