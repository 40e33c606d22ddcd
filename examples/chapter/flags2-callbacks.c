/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flags with their errors counted, and the progress: flags2-callbacks
 * [AT-ONCE [CODE…]] */
#include "chapter.h"

static const char *const *next = chapter_countries;
static guint total, done, ok, not_found, errors;

static void start_next (gpointer session);

static void
on_flag (GObject *session, GAsyncResult *result, gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) flag = chapter_finish (session, result, &error);

  if (flag != NULL)
    {
      chapter_save_flag (cc, flag);
      ok++;
    }
  else if (chapter_is_not_found (error))
    not_found++;
  else
    errors++;
  done++;
  g_printerr ("\r%3u%% %u/%u ", 100 * done / total, done, total);
  start_next (session);
}

/* Each end starts the next: never more than at_once are in flight. */
static void
start_next (gpointer session)
{
  if (*next == NULL)
    return;
  chapter_start (session, chapter_flag_message ("GET", *next), on_flag,
                 (gpointer) *next);
  next++;
}

int
main (int argc, char **argv)
{
  guint at_once = argc > 1 ? (guint) MAX (1, atoi (argv[1])) : 5;
  g_autoptr (SoupSession) session = chapter_session (at_once);

  if (argc > 2)
    next = (const char *const *) argv + 2;
  total = g_strv_length ((char **) next);
  for (guint i = 0; i < at_once; i++)
    start_next (session);
  while (done < total)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%u downloaded, %u not found, %u errors\n", ok, not_found,
           errors);
  return 0;
}
