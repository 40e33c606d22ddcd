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

/* A call in the making: those from the same addresses. */
typedef struct
{
  SwimAuditCall *call;
  gboolean offloaded;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  swim_audit_call_free (row->call);
  g_free (row);
}

/* What a reader sees of a call: function, caller and target (transfer full). */
static char *
make_key (const SwimAuditCall *call)
{
  const SwimFrame *caller = swim_stack_get_own (&call->stack);
  g_autofree char *place = NULL;
  const char *object;

  if (caller == NULL && call->stack.frames->len > 0)
    caller = g_ptr_array_index (call->stack.frames, 0);
  object = caller == NULL ? NULL : caller->file != NULL ? caller->file : caller->module;
  if (caller != NULL && caller->function != NULL)
    place = g_strdup_printf ("%s\n%u", caller->function, caller->line);
  else if (caller != NULL)
    place = g_strdup_printf ("\n%" G_GINT64_MODIFIER "x", caller->offset);
  return g_strdup_printf ("%s\n%d%d\n%s\n%s\n%s", call->function, call->trapped, call->ignored,
                          place != NULL ? place : "", object != NULL ? object : "",
                          call->target != NULL ? call->target : "");
}

/* Adds the figures of the other, and takes its stack over if it took longer. */
static void
merge (SwimAuditCall *call, SwimAuditCall *other)
{
  if (other->total > call->total)
    {
      SwimStack stack = call->stack;

      call->stack = other->stack;
      other->stack = stack;
    }
  call->count += other->count;
  call->total += other->total;
  call->max = MAX (call->max, other->max);
}

/* Appends the rows to the calls of the report. Those that a reader could not tell apart become
 * one. */
static void
add_rows (GHashTable *rows, SwimWatchLoop *loop, SwimWatchReport *report)
{
  g_autoptr (GHashTable) merged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Row *row = value;
      g_autofree char *key = make_key (row->call);
      Row *same = g_hash_table_lookup (merged, key);

      if (row->offloaded)
        loop->what_if.count += row->call->count;
      loop->what_if.calls += row->offloaded && (same == NULL || !same->offloaded);
      if (same == NULL)
        {
          g_hash_table_insert (merged, g_steal_pointer (&key), row);
          continue;
        }
      merge (same->call, row->call);
      same->offloaded = same->offloaded || row->offloaded;
    }
  g_hash_table_iter_init (&iter, merged);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (report->calls, g_steal_pointer (&((Row *) value)->call));
}

/* Adds the calls of a loop, the @loop-th of the report. The same call from the same place may have
 * several sites, where the stack had other depths. */
void
swim_audit_add (const SwimTrack *track, guint loop, SwimSites *sites, SwimWatchReport *report)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL, row_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, track->tallies);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const SwimSite *site = swim_sites_get (sites, GPOINTER_TO_UINT (key));
      Row *row = g_hash_table_lookup (rows, site->frames);

      if (row == NULL)
        {
          row = g_new0 (Row, 1);
          row->call = make_call (loop, GPOINTER_TO_UINT (key), sites);
          row->offloaded = site->offloaded;
          g_hash_table_insert (rows, site->frames, row);
        }
      add_tally (row->call, value);
    }
  add_rows (rows, g_ptr_array_index (report->loops, loop), report);
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
