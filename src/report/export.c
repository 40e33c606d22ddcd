/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/export.h"

#include "report/report.h"
#include "run/save.h"

/* A width for which all but the rarest columns of a table are shown. */
#define WIDTH 200

static const SwimExportFormat *const formats[] = {
#define SWIM_EXPORT(name) &swim_export_##name,
#include "report/exports.def"
#undef SWIM_EXPORT
  NULL
};

/* SWIM_N_EXPORTS formats in the order in which they are shown, ended by NULL. */
const SwimExportFormat *const *
swim_export_list (void)
{
  return formats;
}

/* A format and what it is made of. */
typedef struct
{
  const SwimExportFormat *format;
  const SwimResults *results;
} Export;

static void
write_export (FILE *file, gconstpointer data)
{
  const Export *export = data;

  if (export->results->watch != NULL)
    export->format->write_watch (export->results->watch, file);
  else
    export->format->write (export->results, file);
}

/* Writes results to @path, or to standard output where that is `-`. The format must be one that can
 * show them. */
gboolean
swim_export_write (const SwimExportFormat *format,
                   const SwimResults *results,
                   const char *path,
                   GError **error)
{
  Export export = { format, results };

  return swim_save_with (path, write_export, &export, error);
}

/* The parts that are shared by reports of @comparison, one of the results (transfer full). */
SwimReportParts
swim_report_parts_make (const SwimResults *results, const SwimComparison *comparison)
{
  const SwimSweep *sweep = results->sweep;
  SwimReportParts parts = { 0 };

  if (sweep != NULL)
    {
      parts.heading = swim_report_sweep_heading (sweep);
      parts.grid = swim_report_sweep_grid (sweep, WIDTH);
      parts.words = swim_report_sweep_words (sweep);
    }
  else
    {
      parts.heading = swim_report_heading (comparison);
      parts.grid = swim_report_grid (comparison->contenders, WIDTH, FALSE, NULL);
      parts.words =
          results->single ? swim_report_incomplete (comparison) : swim_report_words (comparison);
    }
  parts.noise = results->single ? NULL : swim_report_noise (comparison);
  parts.offloaded = swim_report_offloaded (comparison);
  return parts;
}

void
swim_report_parts_clear (SwimReportParts *parts)
{
  g_free (parts->heading);
  g_clear_pointer (&parts->grid, swim_grid_free);
  g_free (parts->words);
  g_free (parts->noise);
  g_free (parts->offloaded);
}
