/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files in the form of ~/.netrc: whatever they hold, each entry that is found is for that host. */
#include "config.h"

#include "net/http/netrc.h"
#include "swim-fuzz.h"

void
swim_fuzz_netrc (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimNetrc) netrc = swim_netrc_parse (text, &error);
  const SwimNetrcEntry *entry;

  g_assert ((netrc == NULL) == (error != NULL));
  if (netrc == NULL)
    return;
  entry = swim_netrc_lookup (netrc, "a.test", NULL);
  g_assert (entry == NULL || entry->host == NULL
            || g_ascii_strcasecmp (entry->host, "a.test") == 0);
  entry = swim_netrc_lookup (netrc, "b.test", "joe");
  g_assert (entry == NULL || g_strcmp0 (entry->user, "joe") == 0);
}
