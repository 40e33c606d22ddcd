/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "domainlib.h"

struct _MultiProbe
{
  GQueue results; /* Probe, that nobody has asked for yet */
  guint in_flight;
  GTask *asked; /* or NULL: nobody waits for the next result */
};

static void
hand_over (MultiProbe *probes)
{
  g_autoptr (GTask) task = NULL;

  if (probes->asked == NULL
      || (g_queue_is_empty (&probes->results) && probes->in_flight > 0))
    return;
  task = g_steal_pointer (&probes->asked);
  g_task_return_pointer (task, g_queue_pop_head (&probes->results),
                         g_free); /* NULL: no more */
}

static void
on_looked_up (GObject *resolver, GAsyncResult *result, gpointer data)
{
  g_autofree gpointer *pair = data;
  MultiProbe *probes = pair[0];
  GList *addresses = g_resolver_lookup_by_name_finish (
      G_RESOLVER (resolver), result, NULL);
  Probe probe = { pair[1], addresses != NULL };

  g_resolver_free_addresses (addresses);
  g_queue_push_tail (&probes->results, g_memdup2 (&probe, sizeof probe));
  probes->in_flight--;
  hand_over (probes);
}

MultiProbe *
multi_probe_new (GResolver *resolver, const char *const *domains)
{
  MultiProbe *probes = g_new0 (MultiProbe, 1);

  for (guint i = 0; domains[i] != NULL; i++, probes->in_flight++)
    {
      gpointer pair[] = { probes, (gpointer) domains[i] };

      g_resolver_lookup_by_name_async (resolver, domains[i], NULL,
                                       on_looked_up,
                                       g_memdup2 (pair, sizeof pair));
    }
  return probes;
}

void
multi_probe_next_async (MultiProbe *probes,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  probes->asked = g_task_new (NULL, NULL, callback, data);
  hand_over (probes);
}

Probe *
multi_probe_next_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
multi_probe_free (MultiProbe *probes)
{
  g_queue_clear_full (&probes->results, g_free);
  g_free (probes);
}
