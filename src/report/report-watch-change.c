/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two watches as before and after: what became of the delays of each loop, and which calls are gone
 * and which are new. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "report/format.h"
#include "report/report.h"
#include "report/watch.h"

/* Smaller changes of a delay are not told as such. */
#define SAME 0.05

/* Call sites that are named. */
#define SITES_SHOWN 3

static const SwimWatchLoop *
find_loop (const SwimWatchReport *report, const char *name)
{
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);

      if (strcmp (loop->name, name) == 0)
        return loop;
    }
  return NULL;
}

static char *
change_seconds (const double *before, const double *after)
{
  g_autofree char *from = swim_format_seconds (before != NULL ? *before : NAN);
  g_autofree char *to = swim_format_seconds (after != NULL ? *after : NAN);

  return g_strdup_printf ("%s\u00a0→\u00a0%s", from, to);
}

static char *
change_count (const guint64 *before, const guint64 *after)
{
  g_autofree char *from = swim_format_number (before != NULL ? (double) *before : NAN);
  g_autofree char *to = swim_format_number (after != NULL ? (double) *after : NAN);

  return g_strdup_printf ("%s\u00a0→\u00a0%s", from, to);
}

static SwimTone
judge (const double *before, const double *after)
{
  if (before == NULL || after == NULL || !isfinite (*before) || !isfinite (*after)
      || fabs (*after - *before) <= *before * SAME)
    return SWIM_TONE_PLAIN;
  return *after < *before ? SWIM_TONE_GOOD : SWIM_TONE_BAD;
}

/* @before or @after is NULL where that watch has no such loop. */
static void
add_row (SwimGrid *grid,
         const char *name,
         const SwimLoopReport *before,
         const SwimLoopReport *after)
{
  const struct
  {
    const double *before;
    const double *after;
  } delays[] = {
    { before != NULL ? &before->delay_p50 : NULL, after != NULL ? &after->delay_p50 : NULL },
    { before != NULL ? &before->delay_p99 : NULL, after != NULL ? &after->delay_p99 : NULL },
    { before != NULL ? &before->delay_max : NULL, after != NULL ? &after->delay_max : NULL },
  };

  swim_grid_add_cell (grid, swim_watch_shorten (name, 20), SWIM_TONE_PLAIN);
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    swim_grid_add_cell (grid, change_seconds (delays[i].before, delays[i].after),
                        judge (delays[i].before, delays[i].after));
  swim_grid_add_cell (
      grid,
      change_count (before != NULL ? &before->stalls : NULL, after != NULL ? &after->stalls : NULL),
      SWIM_TONE_PLAIN);
}

/* A row for each loop of either (transfer full). */
SwimGrid *
swim_watch_change_grid (const SwimWatchReport *before, const SwimWatchReport *after)
{
  static const char *const headings[] = { "p50", "p99", "max", "stalls" };
  SwimGrid *grid = swim_grid_new ();

  swim_grid_add_column (grid, "loop", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    swim_grid_add_column (grid, headings[i], FALSE);
  for (guint i = 0; i < before->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (before->loops, i);
      const SwimWatchLoop *then = find_loop (after, loop->name);

      add_row (grid, loop->name, &loop->report, then != NULL ? &then->report : NULL);
    }
  for (guint i = 0; i < after->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (after->loops, i);

      if (find_loop (before, loop->name) == NULL)
        add_row (grid, loop->name, NULL, &loop->report);
    }
  return grid;
}

/* The calls of a function from a function of the program, wherever its lines are. */
typedef struct
{
  char *key; /* owned by the table */
  const SwimAuditCall *first;
  guint64 count;
  double total;
} Site;

/* What stays the same when the program is built again, perhaps in another folder: lines, addresses
 * and folders do not. */
static char *
make_key (const SwimAuditCall *call)
{
  const SwimFrame *own = swim_stack_get_own (&call->stack);
  const char *path;
  g_autofree char *base = NULL;

  if (own == NULL && call->stack.frames->len > 0)
    own = g_ptr_array_index (call->stack.frames, 0);
  if (own == NULL)
    return g_strdup (call->function);
  path = own->file != NULL ? own->file : own->module;
  base = path != NULL ? g_path_get_basename (path) : g_strdup ("");
  return g_strdup_printf ("%s\n%s\n%s", call->function, own->function != NULL ? own->function : "",
                          base);
}

/* The sites of Site by their keys (transfer full). */
static GHashTable *
index_sites (const SwimWatchReport *report)
{
  GHashTable *sites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < report->calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (report->calls, i);
      g_autofree char *key = make_key (call);
      Site *site = g_hash_table_lookup (sites, key);

      if (call->ignored)
        continue;
      if (site == NULL)
        {
          site = g_new0 (Site, 1);
          site->first = call;
          site->key = key;
          g_hash_table_insert (sites, g_steal_pointer (&key), site);
        }
      site->count += call->count;
      site->total += call->total;
    }
  return sites;
}

static int
compare_totals (gconstpointer a, gconstpointer b)
{
  const Site *x = *(const Site *const *) a;
  const Site *y = *(const Site *const *) b;

  return x->total != y->total ? (x->total < y->total) - (x->total > y->total)
                              : strcmp (x->key, y->key);
}

/* The sites of the one that the other does not have, the greatest total first (transfer
 * container). */
static GPtrArray *
find_missing (GHashTable *sites, GHashTable *others)
{
  GPtrArray *missing = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, site;

  g_hash_table_iter_init (&iter, sites);
  while (g_hash_table_iter_next (&iter, &key, &site))
    if (!g_hash_table_contains (others, key))
      g_ptr_array_add (missing, site);
  g_ptr_array_sort (missing, compare_totals);
  return missing;
}

/* `Gone: flock() called by cache_lock (cache.c:113), 651 ms in 6 calls; and 2 more call sites.` */
static void
tell_sites (GString *text, const char *title, GPtrArray *sites)
{
  guint shown = MIN (sites->len, SITES_SHOWN);

  if (sites->len == 0)
    return;
  g_string_append_printf (swim_tell_begin (text), "%s: ", title);
  for (guint i = 0; i < shown; i++)
    {
      const Site *site = g_ptr_array_index (sites, i);
      g_autofree char *call = swim_watch_call_in_words (site->first->function);
      g_autofree char *caller = swim_watch_caller_in_words (&site->first->stack);
      g_autofree char *total = swim_format_seconds (site->total);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", call);
      if (caller != NULL)
        g_string_append_printf (text, " called by %s", caller);
      g_string_append_printf (text, ", %s in %" G_GUINT64_FORMAT " %s", total, site->count,
                              site->count == 1 ? "call" : "calls");
    }
  if (sites->len > shown)
    g_string_append_printf (text, "; and %u more call %s", sites->len - shown,
                            sites->len - shown == 1 ? "site" : "sites");
  g_string_append_c (text, '.');
}

/* `its 99th percentile fell from 12.1 ms to 2.60 ms`. */
static void
tell_delay (GString *text, const char *what, double before, double after)
{
  g_autofree char *from = swim_format_seconds (before);
  g_autofree char *to = swim_format_seconds (after);

  if (fabs (after - before) <= before * SAME || !isfinite (before) || !isfinite (after))
    g_string_append_printf (text, "%s is about the same (%s, then %s)", what, from, to);
  else
    g_string_append_printf (text, "%s %s from %s to %s", what, after < before ? "fell" : "rose",
                            from, to);
}

static void
tell_loop (GString *text, const SwimWatchLoop *before, const SwimWatchLoop *after)
{
  g_autofree char *name = swim_watch_shorten (before->name, 30);
  g_autofree char *worst = g_strdup_printf ("The worst delay of %s", name);

  tell_delay (text, worst, before->report.delay_max, after->report.delay_max);
  tell_delay (g_string_append (text, "; "), "the 99th percentile", before->report.delay_p99,
              after->report.delay_p99);
  g_string_append_printf (
      text, "; it had %" G_GUINT64_FORMAT " %s, and %" G_GUINT64_FORMAT " before.",
      after->report.stalls, after->report.stalls == 1 ? "stall" : "stalls", before->report.stalls);
}

/* The loop with the worst delay before, if it is in both. */
static void
tell_worst_loop (GString *text, const SwimWatchReport *before, const SwimWatchReport *after)
{
  const SwimWatchLoop *worst = swim_watch_report_get_worst_loop (before);
  const SwimWatchLoop *then = worst != NULL ? find_loop (after, worst->name) : NULL;

  if (then != NULL)
    tell_loop (text, worst, then);
  else if (worst != NULL)
    {
      g_autofree char *name = swim_watch_shorten (worst->name, 30);

      g_string_append_printf (text, "The loop with the worst delay, %s, is gone.", name);
    }
}

/* One paragraph (transfer full). */
char *
swim_watch_change_words (const SwimWatchReport *before, const SwimWatchReport *after)
{
  g_autoptr (GHashTable) sites_before = index_sites (before);
  g_autoptr (GHashTable) sites_after = index_sites (after);
  g_autoptr (GPtrArray) gone = find_missing (sites_before, sites_after);
  g_autoptr (GPtrArray) new = find_missing (sites_after, sites_before);
  GString *text = g_string_new (NULL);

  tell_worst_loop (text, before, after);
  tell_sites (text, "Gone", gone);
  tell_sites (text, "New", new);
  if (before->stall_threshold != after->stall_threshold)
    g_string_append (swim_tell_begin (text), "The stall thresholds differ.");
  if (g_strcmp0 (before->audit, after->audit) != 0)
    g_string_append (swim_tell_begin (text), "The audits differ, so that the calls do.");
  g_string_append (swim_tell_begin (text),
                   "Each is a single run: watch again before you trust a small difference.");
  return g_string_free (text, FALSE);
}
