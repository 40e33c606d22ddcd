/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which short keywords of Python are domains under .dev? One lookup after
 * the other. */
#include "chapter.h"

static gboolean
probe (GResolver *resolver, const char *domain)
{
  GList *addresses =
      g_resolver_lookup_by_name (resolver, domain, NULL, NULL);
  gboolean found = addresses != NULL;

  g_resolver_free_addresses (addresses);
  return found;
}

int
main (void)
{
  g_autoptr (GResolver) resolver = chapter_resolver ();

  for (guint i = 0; chapter_domains[i] != NULL; i++)
    chapter_print_probe (chapter_domains[i],
                         probe (resolver, chapter_domains[i]));
  return 0;
}
