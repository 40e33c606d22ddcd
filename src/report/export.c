/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/export.h"

#include "run/save.h"

static const SwimExportFormat *const formats[] = {
#define SWIM_EXPORT(name) &swim_export_##name,
#include "report/exports.def"
#undef SWIM_EXPORT
  NULL
};

/* The formats in the order in which they are shown, SWIM_N_EXPORTS of them, ended by NULL. */
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

  export->format->write (export->results, file);
}

/* Writes results to @path, or to standard output where that is `-`. */
gboolean
swim_export_write (const SwimExportFormat *format,
                   const SwimResults *results,
                   const char *path,
                   GError **error)
{
  Export export = { format, results };

  return swim_save_with (path, write_export, &export, error);
}
