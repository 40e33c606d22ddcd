/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same in coroutines, which libdex calls fibers. Read probe() as if
 * dex_await_boxed() were not there: it is that of blogdom-sequential.c.
 */
#include "chapter-dex.h"

static GResolver *resolver;

static gboolean
probe (const char *domain)
{
  GList *addresses = dex_await_boxed (
      dex_resolver_lookup_by_name (resolver, domain), NULL);
  gboolean found = addresses != NULL;

  g_resolver_free_addresses (addresses);
  return found;
}

static DexFuture *
probe_in_fiber (gpointer domain)
{
  chapter_print_probe (domain, probe (domain));
  return dex_future_new_true ();
}

int
main (void)
{
  resolver = chapter_resolver ();
  chapter_dex_run (probe_in_fiber, chapter_domains);
  g_object_unref (resolver);
  return 0;
}
