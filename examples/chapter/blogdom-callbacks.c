/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same, as GLib is mostly used: each lookup is started, and a
 * callback gets its result. */
#include "chapter.h"

static guint in_flight;

static void
on_looked_up (GObject *resolver, GAsyncResult *result, gpointer domain)
{
  GList *addresses = g_resolver_lookup_by_name_finish (
      G_RESOLVER (resolver), result, NULL);

  chapter_print_probe (domain, addresses != NULL);
  g_resolver_free_addresses (addresses);
  in_flight--;
}

int
main (void)
{
  g_autoptr (GResolver) resolver = chapter_resolver ();

  for (guint i = 0; chapter_domains[i] != NULL; i++, in_flight++)
    g_resolver_lookup_by_name_async (resolver, chapter_domains[i], NULL,
                                     on_looked_up,
                                     (gpointer) chapter_domains[i]);
  chapter_run_while (&in_flight);
  return 0;
}
