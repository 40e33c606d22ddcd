/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes as a picture: for each mode a band with a lane for each slot and a bar for each
 * item, on one time axis. If there are too many slots or items to be seen they share lanes and
 * bars, so that a picture of 100,000 items takes only a few MiB. */
#pragma once

#include "compare/comparison.h"
#include "report/svg.h"

G_BEGIN_DECLS

#define SWIM_TIMELINE_WIDTH 960.0

/* The bars of one band. */
typedef struct
{
  const SwimScale *scale;
  const SwimRecord *record; /* with outcomes */
  guint slots;
  guint lanes;
  double top;
  double lane_height;
  gboolean titles; /* each bar has a title */
} SwimTimelineBars;

void swim_timeline_bars (SwimMarkup *markup, const SwimTimelineBars *bars);
char *swim_timeline_shade (SwimStatus status);
gboolean swim_timeline_has_texture (SwimStatus status);
void swim_timeline_texture (SwimMarkup *markup, SwimStatus status, double height, const char *path);
double swim_timeline_height (const SwimComparison *comparison);
void swim_timeline_write (SwimMarkup *markup, const SwimComparison *comparison, double y);

G_END_DECLS
