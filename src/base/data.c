/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/data.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX "/swimlane/"

/* In the source that glib-compile-resources writes. */
GResource *swim_get_resource (void);

static char *
get_path (const char *name)
{
  const char *folder = g_getenv ("SWIM_DATADIR");

  return folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
}

/* The path of the file in the folder of the user, or NULL where there is none (transfer full). */
char *
swim_data_find (const char *name)
{
  g_autofree char *path = get_path (name);

  return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/* The text of a file that is compiled in, or NULL where there is none (transfer full). */
char *
swim_data_get_builtin (const char *name, gsize *length)
{
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (swim_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, length);
  return g_strndup (text, *length);
}

/* The text of a file of the user, or else of one that is compiled in (transfer full). */
char *
swim_data_load (const char *name)
{
  g_autofree char *path = swim_data_find (name);
  char *text = NULL;
  gsize length;

  if (path != NULL && g_file_get_contents (path, &text, NULL, NULL))
    return text;
  return swim_data_get_builtin (name, &length);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of the files in a folder, the user's and those compiled in, sorted (transfer full). */
char **
swim_data_list (const char *folder)
{
  g_autofree char *path = get_path (folder);
  g_autofree char *inside = g_strconcat (PREFIX, folder, NULL);
  g_autoptr (GDir) dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  GPtrArray *names = g_ptr_array_new ();
  g_auto (GStrv) builtin = g_resource_enumerate_children (swim_get_resource (), inside,
                                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *entry;

  for (char **name = builtin; name != NULL && *name != NULL; name++)
    g_ptr_array_add (names, g_strdup (*name));
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (!g_strv_contains ((const char *const *) builtin, entry))
      g_ptr_array_add (names, g_strdup (entry));
  g_ptr_array_sort (names, compare_strings);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}
