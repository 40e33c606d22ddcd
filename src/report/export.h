/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats that results are exported in: a constant in its own file and a line in exports.def
 * make one, and every command that exports has an option for it. */
#pragma once

#include <stdio.h>

#include "report/results.h"

G_BEGIN_DECLS

typedef enum
{
  SWIM_EXPORT_OUTCOMES = 1 << 0, /* is about what came of the single items, too */
  SWIM_EXPORT_SWEEPS = 1 << 1,   /* can be made of a sweep */
} SwimExportFlags;

typedef struct
{
  const char *name; /* the option is --export-NAME; in exports.def it has underscores for hyphens */
  const char *help;
  SwimExportFlags flags;
  /* Writes it. Errors are found in the file's error flag; the caller opens the file and replaces
   * the old one when it is complete. */
  void (*write) (const SwimResults *results, FILE *file);
} SwimExportFormat;

/* One for each line of exports.def. */
#define SWIM_EXPORT(name) extern const SwimExportFormat swim_export_##name;
#include "report/exports.def"
#undef SWIM_EXPORT

enum
{
#define SWIM_EXPORT(name) SWIM_EXPORT_INDEX_##name,
#include "report/exports.def"
#undef SWIM_EXPORT
  SWIM_N_EXPORTS
};

const SwimExportFormat *const *swim_export_list (void);
gboolean swim_export_write (const SwimExportFormat *format,
                            const SwimResults *results,
                            const char *path,
                            GError **error);

G_END_DECLS
