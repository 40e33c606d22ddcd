/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as a spreadsheet: a row for each mode, or for each value and mode of a sweep, with the
 * medians of all metrics, in seconds, bytes and fractions. */
#include "config.h"

#include <math.h>

#include "compare/metric.h"
#include "report/csv.h"
#include "report/export.h"

static void
write_heading (FILE *file)
{
  guint n;
  const SwimMetric *metrics = swim_metric_list (&n);

  fputs ("job,mode,parameter,value,rounds,verdict,items,ok,wall.min,wall.max", file);
  for (guint i = 0; i < n; i++)
    swim_csv_text (metrics[i].name, FALSE, file);
  swim_csv_end (file);
}

static void
write_metrics (const SwimContender *contender, const SwimSummary *speedup, FILE *file)
{
  guint n;
  const SwimMetric *metrics = swim_metric_list (&n);

  for (guint i = 0; i < n; i++)
    if (metrics[i].quantity == SWIM_QUANTITY_RATIO)
      swim_csv_number (speedup->n > 0 ? swim_figure_read (&metrics[i].figure, speedup) : NAN, file);
    else
      swim_csv_number (swim_metric_get (&metrics[i], contender), file);
}

static void
write_row (const SwimResults *results, const SwimComparison *comparison, guint index, FILE *file)
{
  const SwimContender *contender = swim_comparison_get (comparison, index);
  const SwimSweepCell *cell =
      results->sweep != NULL ? swim_sweep_get (results->sweep, index) : NULL;
  const SwimRecord *record = swim_contender_get_shown (contender);
  gboolean any = contender->wall.n > 0;

  swim_csv_text (comparison->job, TRUE, file);
  swim_csv_text (contender->mode, FALSE, file);
  swim_csv_text (cell != NULL ? results->sweep->parameter->name : NULL, FALSE, file);
  swim_csv_number (
      cell != NULL && cell->value >= 0 ? swim_sweep_cell_value (results->sweep, cell) : NAN, file);
  swim_csv_integer (contender->wall.n, file);
  swim_csv_text (results->single || cell != NULL ? NULL
                                                 : swim_verdict_to_string (contender->verdict),
                 FALSE, file);
  swim_csv_number (record != NULL ? (double) record->items : NAN, file);
  swim_csv_number (record != NULL ? (double) record->statuses[SWIM_STATUS_OK] : NAN, file);
  swim_csv_number (any ? contender->wall.min : NAN, file);
  swim_csv_number (any ? contender->wall.max : NAN, file);
  write_metrics (contender, cell != NULL ? &cell->speedup : &contender->speedup, file);
  swim_csv_end (file);
}

static void
write_csv (const SwimResults *results, FILE *file)
{
  write_heading (file);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        write_row (results, comparison, j, file);
    }
}

const SwimExportFormat swim_export_csv = {
  .name = "csv",
  .help = "write CSV with a row for each mode",
  .flags = SWIM_EXPORT_SWEEPS,
  .write = write_csv,
};
