/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two requests an item: the metadata has the name under which the flag is
 * saved, without blocking. Three awaits in a row, where
 * flags3-callbacks.c has three callbacks. */
#include "chapter-dex.h"

static SoupSession *session;

static GBytes *
get (SoupMessage *message, GError **error)
{
  g_autoptr (SoupMessage) owned = message;
  GBytes *body = dex_await_boxed (
      chapter_dex_send_and_read (session, message), error);

  return chapter_check_answer (message, body, error);
}

static gboolean
save (const char *country, GBytes *flag, GError **error)
{
  g_autoptr (GFile) file = chapter_flag_file (country);

  return dex_await (dex_file_replace_contents_bytes (
                        file, flag, NULL, FALSE, G_FILE_CREATE_NONE),
                    error);
}

static DexFuture *
download (gpointer cc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) metadata =
      get (chapter_metadata_message (cc), &error);
  g_autofree char *country = chapter_read_country (metadata, &error);
  g_autoptr (GBytes) flag =
      country != NULL ? get (chapter_flag_message ("GET", cc), &error)
                      : NULL;

  if (flag == NULL || !save (country, flag, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_print ("%s: saved\n", country);
  return dex_future_new_true ();
}

int
main (void)
{
  session = chapter_session (20);
  chapter_dex_run (download, chapter_countries);
  g_object_unref (session);
  return 0;
}
