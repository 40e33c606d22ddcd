/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that say what is written where: --export-FORMAT FILE, one for each format, and of
 * commands that run something --progress and --quiet. */
#pragma once

#include "program/parser.h"
#include "report/export.h"

G_BEGIN_DECLS

typedef struct
{
  char *paths[SWIM_N_EXPORTS]; /* NULL where that format is not asked for */
} SwimExportOptions;

typedef struct
{
  SwimExportOptions exports;
  char *progress;
  gboolean quiet; /* the check sets it too, where an export takes standard output */

  gboolean show_progress; /* what --progress comes to; set by the check */
} SwimOutputOptions;

void swim_export_options_clear (SwimExportOptions *options);
void swim_export_options_add (SwimExportOptions *options, SwimParser *parser, SwimExportFlags all);
gboolean swim_export_options_check (const SwimExportOptions *options,
                                    const char *record,
                                    GError **error);
gboolean swim_export_options_check_results (const SwimExportOptions *options,
                                            const char *record,
                                            const char *results,
                                            GError **error);
gboolean swim_export_options_any (const SwimExportOptions *options, SwimExportFlags flags);
gboolean swim_export_options_suit_sweep (const SwimExportOptions *options, GError **error);
gboolean swim_export_options_suit_join (const SwimExportOptions *options, GError **error);
gboolean swim_export_options_suit_watch (const SwimExportOptions *options, GError **error);
gboolean swim_export_options_write (const SwimExportOptions *options,
                                    const SwimResults *results,
                                    GError **error);

void swim_output_options_clear (SwimOutputOptions *options);
void swim_output_options_add (SwimOutputOptions *options, SwimParser *parser, SwimExportFlags all);
gboolean swim_output_options_check (SwimOutputOptions *options, const char *record, GError **error);

G_END_DECLS
