/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same, each lookup in a thread of its own. The call still blocks,
 * but only its thread. */
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

static void
probe_in_thread (gpointer domain, gpointer resolver)
{
  chapter_print_probe (domain, probe (resolver, domain));
}

int
main (void)
{
  g_autoptr (GResolver) resolver = chapter_resolver ();
  GThreadPool *pool =
      g_thread_pool_new (probe_in_thread, resolver, 20, FALSE, NULL);

  for (guint i = 0; chapter_domains[i] != NULL; i++)
    g_thread_pool_push (pool, (gpointer) chapter_domains[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE); /* waits for all of them */
  return 0;
}
