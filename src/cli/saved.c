/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/saved.h"

#include <string.h>

#include "base/json-fields.h"
#include "base/swim-error.h"
#include "compare/comparison-json.h"
#include "compare/hyperfine-json.h"
#include "compare/merge.h"
#include "compare/sweep-json.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "watch/watch-report-json.h"

void
swim_saved_clear (SwimSaved *saved)
{
  g_clear_pointer (&saved->comparisons, g_ptr_array_unref);
  g_clear_pointer (&saved->sweep, swim_sweep_free);
  g_clear_pointer (&saved->watch, swim_watch_report_free);
}

static gboolean
understand_sweep (SwimSaved *saved, JsonNode *node, GPtrArray *lists, GError **error)
{
  saved->sweep = swim_sweep_from_json (node, lists, error);
  if (saved->sweep == NULL)
    return FALSE;
  saved->comparisons = g_ptr_array_new ();
  g_ptr_array_add (saved->comparisons, saved->sweep->comparison);
  return TRUE;
}

static gboolean
understand (SwimSaved *saved, JsonNode *node, GPtrArray *lists, GError **error)
{
  const char *format = swim_json_get_format (node);

  if (g_strcmp0 (format, SWIM_COMPARISON_FORMAT) == 0)
    saved->comparisons = swim_comparisons_from_json (node, lists, error);
  else if (g_strcmp0 (format, SWIM_RECORD_FORMAT) == 0)
    {
      SwimRecord *record = swim_record_from_json (node, lists, error);

      saved->single = TRUE;
      saved->comparisons = record != NULL ? swim_comparisons_of_record (record, 0) : NULL;
    }
  else if (g_strcmp0 (format, SWIM_SWEEP_FORMAT) == 0)
    return understand_sweep (saved, node, lists, error);
  else if (g_strcmp0 (format, SWIM_WATCH_FORMAT) == 0)
    {
      saved->watch = swim_watch_report_from_json (node, error);
      return saved->watch != NULL;
    }
  else if (swim_hyperfine_is_result (node))
    saved->comparisons = swim_comparisons_from_hyperfine (node, error);
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "not a result of swimlane, as --export-json or --record writes it");
  return saved->comparisons != NULL;
}

/* Reads a file, or standard input where @path is `-`; the error names it. Without @outcomes those
 * of single items are left out. */
gboolean
swim_saved_load (SwimSaved *saved, const char *path, gboolean outcomes, GError **error)
{
  g_autoptr (GPtrArray) lists = outcomes ? swim_outcome_lists_new () : NULL;
  g_autoptr (JsonNode) node = swim_load_json (path, lists, error);

  if (node == NULL)
    return FALSE;
  if (understand (saved, node, lists, error))
    return TRUE;
  g_prefix_error (error, "cannot use %s: ", strcmp (path, "-") == 0 ? "standard input" : path);
  return FALSE;
}

static gboolean
note_run (const SwimRecord *record, const char *path, GHashTable *runs, GError **error)
{
  const char *before = record != NULL && record->origin.run != NULL
                           ? g_hash_table_lookup (runs, record->origin.run)
                           : NULL;

  if (before != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s and %s have the same run (%s); the rounds of a comparison are runs of their "
                   "own",
                   before, path, record->origin.run);
      return FALSE;
    }
  if (record != NULL && record->origin.run != NULL)
    g_hash_table_insert (runs, g_strdup (record->origin.run), (gpointer) path);
  return TRUE;
}

/* Notes which runs are in that file, in a table of UUIDs, which it owns, to paths; fails where one
 * is in it already: counted as several, a run would make any result certain. */
gboolean
swim_saved_note_runs (const SwimSaved *saved, const char *path, GHashTable *runs, GError **error)
{
  for (guint i = 0; saved->comparisons != NULL && i < saved->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          const GPtrArray *records = swim_comparison_get (comparison, j)->records;

          for (guint k = 0; k < records->len; k++)
            if (!note_run (g_ptr_array_index (records, k), path, runs, error))
              return FALSE;
        }
    }
  return TRUE;
}

/* Drops outcomes that will not be shown, before there are too many. */
static void
thin_outcomes (const SwimSaved *saved)
{
  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        swim_contender_thin_outcomes (swim_comparison_get (comparison, j),
                                      SWIM_RECORD_MOST_OUTCOMES);
    }
}

/* Adds what another file has; @runs as for swim_saved_note_runs (). */
gboolean
swim_saved_merge (SwimSaved *saved,
                  const char *path,
                  gboolean outcomes,
                  GHashTable *runs,
                  GError **error)
{
  g_auto (SwimSaved) other = { 0 };

  if (!swim_saved_load (&other, path, outcomes, error))
    return FALSE;
  if (saved->sweep != NULL || other.sweep != NULL || saved->watch != NULL || other.watch != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a %s cannot be merged with other files",
                   saved->watch != NULL || other.watch != NULL ? "watch" : "sweep");
      return FALSE;
    }
  if (!swim_saved_note_runs (&other, path, runs, error))
    return FALSE;
  swim_comparisons_merge (saved->comparisons, other.comparisons, other.single);
  thin_outcomes (saved);
  saved->single = FALSE;
  return TRUE;
}

/* Computes all figures. Call once, when all files are read. */
void
swim_saved_conclude (SwimSaved *saved, double threshold)
{
  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      comparison->threshold = threshold;
      swim_comparison_pad (comparison);
      swim_comparison_conclude (comparison);
    }
  if (saved->sweep != NULL)
    swim_sweep_conclude (saved->sweep, saved->sweep->comparison);
}
