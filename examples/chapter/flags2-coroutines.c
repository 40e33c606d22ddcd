/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same in coroutines: as many as may be in flight, and each a loop.
 */
#include "chapter-dex.h"

static SoupSession *session;
static const char *const *next = chapter_countries;
static guint total, done, ok, not_found, errors;

static void
download (const char *cc)
{
  g_autoptr (SoupMessage) message = chapter_flag_message ("GET", cc);
  g_autoptr (GError) error = NULL;
  GBytes *body = dex_await_boxed (
      chapter_dex_send_and_read (session, message), &error);
  g_autoptr (GBytes) flag = chapter_check_answer (message, body, &error);

  if (flag != NULL)
    {
      chapter_save_flag (cc, flag);
      ok++;
    }
  else if (chapter_is_not_found (error))
    not_found++;
  else
    errors++;
}

static DexFuture *
work (gpointer data)
{
  while (*next != NULL)
    {
      download (*next++);
      done++;
      g_printerr ("\r%3u%% %u/%u ", 100 * done / total, done, total);
    }
  return dex_future_new_true ();
}

int
main (int argc, char **argv)
{
  guint at_once = argc > 1 ? (guint) MAX (1, atoi (argv[1])) : 5;
  g_autofree const char **workers = g_new0 (const char *, at_once + 1);

  if (argc > 2)
    next = (const char *const *) argv + 2;
  total = g_strv_length ((char **) next);
  session = chapter_session (at_once);
  for (guint i = 0; i < at_once; i++)
    workers[i] = "worker";
  chapter_dex_run (work, workers);
  g_print ("%u downloaded, %u not found, %u errors\n", ok, not_found,
           errors);
  g_object_unref (session);
  return 0;
}
