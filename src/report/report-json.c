/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as JSON, for programs: all measurements, and the verdicts. */
#include "config.h"

#include "base/json-print.h"
#include "compare/comparison-json.h"
#include "compare/sweep-json.h"
#include "report/export.h"
#include "report/report.h"
#include "report/watch.h"
#include "run/outcome-json.h"
#include "watch/watch-report-json.h"

static void
write_json (const SwimResults *results, FILE *file)
{
  g_autoptr (GHashTable) outcomes = g_hash_table_new (NULL, NULL);
  g_autofree char *words = results->sweep != NULL ? swim_report_sweep_words (results->sweep) : NULL;
  g_autoptr (JsonNode) node = results->sweep != NULL
                                  ? swim_sweep_to_json (results->sweep, words)
                                  : swim_comparisons_to_json (results->comparisons, outcomes);

  swim_json_print (node, outcomes, swim_outcome_print, file);
}

static void
write_watch_json (const SwimWatchReport *report, FILE *file)
{
  g_autofree char *words = swim_watch_words (report);
  g_autoptr (JsonNode) node = swim_watch_report_to_json (report, words);

  swim_json_print (node, NULL, NULL, file);
}

const SwimExportFormat swim_export_json = {
  .name = "json",
  .help = "write all results as JSON; - is standard output",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_json,
  .watch_help = "write the report as JSON; - is standard output",
  .write_watch = write_watch_json,
};
