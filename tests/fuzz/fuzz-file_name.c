/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of files, made from what anybody may have written. */
#include "config.h"

#include "net/file/file-name.h"
#include "swim-fuzz.h"

#include <string.h>

static void
check_name (const char *name)
{
  gsize length = strlen (name);

  g_assert (length > 0 && length <= SWIM_FILE_NAME_MAX);
  g_assert (g_utf8_validate (name, -1, NULL));
  g_assert (strpbrk (name, "/\\:*?\"<>|") == NULL);
  g_assert (strcmp (name, ".") != 0 && strcmp (name, "..") != 0);
  for (gsize i = 0; i < length; i++)
    g_assert ((guint8) name[i] >= 0x20 && name[i] != 0x7f);
}

void
swim_fuzz_file_name (const guint8 *data, gsize size)
{
  g_autofree char *clean = swim_file_name_clean ((const char *) data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *url = g_strconcat ("http://host/", text, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *again = swim_file_name_clean (clean, strlen (clean));
  g_autofree char *path = swim_file_path_clean (text, strlen (text));
  g_autofree char *hashed = NULL;
  SwimOrigin origin;
  g_autofree char *from_uri = uri != NULL ? swim_file_name_from_uri (uri) : NULL;

  check_name (clean);
  g_assert (strcmp (again, clean) == 0);
  swim_origin_init (&origin, text);
  hashed = swim_file_name_add_hash (clean, &origin);
  check_name (hashed);
  g_assert (strcmp (hashed, clean) != 0 && swim_file_path_check (path) == NULL);
  if (from_uri != NULL)
    check_name (from_uri);
}
