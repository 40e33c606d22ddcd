/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options --export-FORMAT FILE, one for each format that there is. */
#pragma once

#include "program/parser.h"
#include "report/export.h"

G_BEGIN_DECLS

typedef struct
{
  char *paths[SWIM_N_EXPORTS]; /* NULL where that format is not asked for */
} SwimExportOptions;

void swim_export_options_clear (SwimExportOptions *options);
void swim_export_options_add (SwimExportOptions *options, SwimParser *parser, SwimExportFlags all);
gboolean swim_export_options_check (const SwimExportOptions *options,
                                    const char *record,
                                    GError **error);
gboolean swim_export_options_want_outcomes (const SwimExportOptions *options);
gboolean swim_export_options_take_stdout (const SwimExportOptions *options);
gboolean swim_export_options_suit_sweep (const SwimExportOptions *options, GError **error);
gboolean swim_export_options_any (const SwimExportOptions *options);
gboolean swim_export_options_write (const SwimExportOptions *options,
                                    const SwimResults *results,
                                    GError **error);

G_END_DECLS
