/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats of exports: each is a constant and a line in exports.def, and every command that
 * exports has an option for it. */
#pragma once

#include <stdio.h>

#include "compare/sweep.h"
#include "report/grid.h"
#include "watch/watch-report.h"

G_BEGIN_DECLS

/* The results of a command, or of a file: comparisons, or a watch. */
typedef struct
{
  GPtrArray *comparisons; /* of SwimComparison, concluded, one for each job; at least one. NULL: it
                             is a watch */
  SwimSweep *sweep;       /* whose runs are the only comparison; NULL: no sweep */
  gboolean single;        /* one run: a comparison of one mode in one round */
  SwimWatchReport *watch;
} SwimResults;

/* What a report of a comparison, or of a sweep, consists of. */
typedef struct
{
  char *heading;
  SwimGrid *grid;
  char *words;     /* NULL: none */
  char *noise;     /* NULL: none */
  char *offloaded; /* NULL: nothing */
} SwimReportParts;

typedef enum
{
  SWIM_EXPORT_OUTCOMES = 1 << 0, /* contains single items */
  SWIM_EXPORT_SWEEPS = 1 << 1,   /* can show a sweep */
  SWIM_EXPORT_WATCHES = 1 << 2,  /* can show a watch: has the last two members */
} SwimExportFlags;

typedef struct
{
  const char *name; /* the option is --export-NAME; in exports.def with underscores for hyphens */
  const char *help;
  SwimExportFlags flags;
  /* Failures set the file's error flag. The caller opens the file and replaces the old one only
   * when the new one is complete. */
  void (*write) (const SwimResults *results, FILE *file);
  const char *watch_help; /* what it shows of a watch */
  void (*write_watch) (const SwimWatchReport *report, FILE *file);
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

SwimReportParts swim_report_parts_make (const SwimResults *results,
                                        const SwimComparison *comparison);
void swim_report_parts_clear (SwimReportParts *parts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimReportParts, swim_report_parts_clear)

G_END_DECLS
