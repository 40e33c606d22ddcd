/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same in two columns, by an asynchronous iterator. */
#include "domainlib.h"

static gboolean ended;

/* The body of the loop that is “async for domain, found in multi_probe
 * (domains)” in Python. */
static void
on_next (GObject *source, GAsyncResult *result, gpointer probes)
{
  g_autofree Probe *probe = multi_probe_next_finish (result);

  ended = probe == NULL;
  if (ended)
    return;
  g_print ("%s%s\n", probe->found ? "" : "\t\t", probe->domain);
  multi_probe_next_async (probes, on_next, probes);
}

int
main (void)
{
  g_autoptr (GResolver) resolver = chapter_resolver ();
  MultiProbe *probes = multi_probe_new (resolver, chapter_domains);

  g_print ("FOUND\t\tNOT FOUND\n=====\t\t=========\n");
  multi_probe_next_async (probes, on_next, probes);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  multi_probe_free (probes);
  return 0;
}
