/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the metadata of a server may make of a name: always a safe one in the folder of the usual
 * one, or else an error that says why. */
#include "config.h"

#include "jobs/download/metadata.h"
#include "net/file/file-name.h"
#include "swim-fuzz.h"

void
swim_fuzz_metadata (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name =
      swim_metadata_name_file ((const char *) data, size, "flags/fr.gif", &error);

  g_assert ((name == NULL) == (error != NULL));
  if (name == NULL)
    return;
  g_assert (g_str_has_prefix (name, "flags/") && g_str_has_suffix (name, ".gif"));
  g_assert (swim_file_path_check (name) == NULL);
}
