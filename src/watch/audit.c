/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/audit.h"

/* More are of no use to anybody; what they sum up to is in the what-if and the stalls. */
#define MOST_CALLS 2000

static SwimAuditCall *
make_call (guint loop, guint number, SwimSites *sites)
{
  const SwimSite *site = swim_sites_get (sites, number);
  const SwimStack *stack = swim_sites_get_stack (sites, number);
  SwimAuditCall *call = swim_audit_call_new ();

  call->loop = loop;
  call->function = g_strdup (site->function);
  call->kind = g_strdup (site->kind);
  call->target = g_strdup (site->target);
  call->ignored = site->ignored >= 0;
  call->trapped = site->trapped;
  swim_stack_clear (&call->stack);
  swim_stack_copy (stack, &call->stack);
  return call;
}

static void
add_tally (SwimAuditCall *call, const SwimTally *tally)
{
  double max = (double) tally->max_ns / 1e9;

  if (tally->target != NULL && max >= call->max)
    {
      g_free (call->target);
      call->target = g_utf8_make_valid (tally->target, -1);
    }
  call->count += tally->count;
  call->total += (double) tally->total_ns / 1e9;
  call->max = MAX (call->max, max);
}

static void
add_what_if (SwimWatchLoop *loop, const SwimSite *site, const SwimTally *tally, gboolean is_new)
{
  if (!site->offloaded)
    return;
  loop->what_if.calls += is_new;
  loop->what_if.count += tally->count;
}

/* Adds the calls of a loop, the @loop-th of the report. The same call from the same place may have
 * several sites, where the stack had other depths. */
void
swim_audit_add (const SwimTrack *track, guint loop, SwimSites *sites, SwimWatchReport *report)
{
  g_autoptr (GHashTable) calls = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, track->tallies);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const SwimSite *site = swim_sites_get (sites, GPOINTER_TO_UINT (key));
      SwimAuditCall *call = g_hash_table_lookup (calls, site->frames);

      add_what_if (g_ptr_array_index (report->loops, loop), site, value, call == NULL);
      if (call == NULL)
        {
          call = make_call (loop, GPOINTER_TO_UINT (key), sites);
          g_hash_table_insert (calls, site->frames, call);
          g_ptr_array_add (report->calls, call);
        }
      add_tally (call, value);
    }
}

/* The greatest total first. */
static int
compare_totals (gconstpointer a, gconstpointer b)
{
  const SwimAuditCall *x = *(const SwimAuditCall *const *) a;
  const SwimAuditCall *y = *(const SwimAuditCall *const *) b;

  return x->total > y->total ? -1 : x->total < y->total;
}

void
swim_audit_sort (SwimWatchReport *report)
{
  g_ptr_array_sort (report->calls, compare_totals);
  if (report->calls->len > MOST_CALLS)
    g_ptr_array_set_size (report->calls, MOST_CALLS);
}
