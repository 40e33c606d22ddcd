/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a redirect may lead: whatever a server says, over http and https alone, and never back from
 * the one to the other. */
#include "config.h"

#include "net/http/head.h"
#include "swim-fuzz.h"

#include <string.h>

void
swim_fuzz_redirect (const guint8 *data, gsize size)
{
  static const char *const froms[] = { "http://a.lab/b/c?d#e", "https://a.lab:444/b/c" };
  g_autofree char *location = g_strndup ((const char *) data, size);

  for (gsize i = 0; i < G_N_ELEMENTS (froms); i++)
    {
      g_autoptr (GUri) from = g_uri_parse (froms[i], SWIM_HTTP_URI_FLAGS, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) to = swim_http_resolve_redirect (from, location, &error);

      g_assert ((to == NULL) == (error != NULL));
      if (to == NULL)
        continue;
      g_assert (g_uri_get_host (to) != NULL && g_uri_get_host (to)[0] != '\0');
      g_assert (strcmp (g_uri_get_scheme (to), "https") == 0
                || (i == 0 && strcmp (g_uri_get_scheme (to), "http") == 0));
    }
}
