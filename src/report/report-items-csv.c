/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items as a spreadsheet: a row for each item of the shown run of each mode, in the order in which
 * they completed. */
#include "config.h"

#include "report/csv.h"
#include "report/export.h"

static void
write_run (const SwimComparison *comparison, const SwimContender *contender, FILE *file)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  const GPtrArray *outcomes = record != NULL ? record->outcomes : NULL;

  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (outcomes, i);

      swim_csv_text (comparison->job, TRUE, file);
      swim_csv_text (contender->mode, FALSE, file);
      swim_csv_text (outcome->item->name, FALSE, file);
      swim_csv_text (swim_status_to_string (outcome->status), FALSE, file);
      swim_csv_text (outcome->detail, FALSE, file);
      swim_csv_integer (outcome->item->slot, file);
      swim_csv_us (outcome->submitted, file);
      swim_csv_us (outcome->started, file);
      swim_csv_us (outcome->finished, file);
      swim_csv_integer ((gint64) outcome->bytes, file);
      swim_csv_end (file);
    }
}

static void
write_items_csv (const SwimResults *results, FILE *file)
{
  fputs ("job,mode,name,status,detail,slot,submitted,started,finished,bytes\r\n", file);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        write_run (comparison, swim_comparison_get (comparison, j), file);
    }
}

const SwimExportFormat swim_export_items_csv = {
  .name = "items-csv",
  .help = "write CSV with a row for each item",
  .flags = SWIM_EXPORT_OUTCOMES,
  .write = write_items_csv,
};
