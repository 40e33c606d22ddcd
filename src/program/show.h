/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Showing a comparison on the terminal, and the options that say how. */
#pragma once

#include "program/parser.h"
#include "compare/comparison.h"
#include "compare/metric.h"
#include "compare/sweep.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean wide;
  char *sort;
  char *timeline;
  char *color;
  char *only;
  char *time_unit;
  gboolean
      of_commands; /* that are shown as they were given: none is left out, none has a timeline */

  /* Set by the check. */
  const SwimMetric *metric; /* that the modes are sorted by; NULL: as they were compared */
  gboolean descending;
  GStrv only_modes; /* NULL: all */
  gboolean show_timeline;
  gboolean show_color;
  gboolean fold; /* names that are too long for a line */
} SwimShowOptions;

void swim_show_options_clear (SwimShowOptions *options);
void swim_show_options_add (SwimShowOptions *options, SwimParser *parser);
gboolean swim_show_options_check (SwimShowOptions *options, GError **error);

char *swim_show_to_text (const SwimShowOptions *options,
                         const SwimComparison *comparison,
                         guint width);
void swim_show_comparison (const SwimShowOptions *options, const SwimComparison *comparison);
void swim_show_sweep (const SwimSweep *sweep);
void swim_show_timeline (const SwimShowOptions *options, const SwimComparison *comparison);
void swim_show_lines (const char *lines);
void swim_show_wrapped (const char *words, guint indent);

G_END_DECLS
