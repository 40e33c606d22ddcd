/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same iterator in a coroutine: the loop is a loop again. */
#include "chapter-dex.h"
#include "domainlib.h"

static void
on_next (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DexPromise) promise = data;
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_POINTER);
  g_value_set_pointer (&value, multi_probe_next_finish (result));
  dex_promise_resolve (promise, &value);
}

static Probe *
await_next (MultiProbe *probes)
{
  DexPromise *promise = dex_promise_new ();

  multi_probe_next_async (probes, on_next, dex_ref (promise));
  return dex_await_pointer (DEX_FUTURE (promise), NULL);
}

static DexFuture *
check (gpointer data)
{
  g_autoptr (GResolver) resolver = chapter_resolver ();
  MultiProbe *probes = multi_probe_new (resolver, chapter_domains);

  g_print ("FOUND\t\tNOT FOUND\n=====\t\t=========\n");
  for (Probe *probe; (probe = await_next (probes)) != NULL;
       g_free (probe))
    g_print ("%s%s\n", probe->found ? "" : "\t\t", probe->domain);
  multi_probe_free (probes);
  return dex_future_new_true ();
}

int
main (void)
{
  const char *const once[] = { "check", NULL };

  chapter_dex_run (check, once);
  return 0;
}
