/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two requests an item: the metadata names the file. Nothing blocks. */
#include "chapter.h"

static guint in_flight;

static void
end_item (char *name, GError *error)
{
  g_print ("%s: %s\n", name, error != NULL ? error->message : "saved");
  in_flight--;
  g_clear_error (&error);
  g_free (name);
}

static void
on_saved (GObject *file, GAsyncResult *result, gpointer country)
{
  end_item (country, chapter_finish_to_save (file, result));
}

static void
on_flag (GObject *session, GAsyncResult *result, gpointer country)
{
  GError *error = NULL;
  g_autoptr (GBytes) flag = chapter_finish (session, result, &error);

  if (flag != NULL)
    chapter_start_to_save (country, flag, on_saved, country);
  else
    end_item (country, error);
}

static void
on_metadata (GObject *session, GAsyncResult *result, gpointer cc)
{
  GError *error = NULL;
  g_autoptr (GBytes) metadata = chapter_finish (session, result, &error);
  char *country = chapter_read_country (metadata, &error);

  if (country == NULL)
    end_item (g_strdup (cc), error);
  else
    chapter_start (session, chapter_flag_message ("GET", cc), on_flag,
                   country);
}

int
main (void)
{
  g_autoptr (SoupSession) session = chapter_session (20);

  for (const char *const *cc = chapter_countries; *cc; cc++, in_flight++)
    chapter_start (session, chapter_metadata_message (*cc), on_metadata,
                   (gpointer) *cc);
  chapter_run_while (&in_flight);
  return 0;
}
