/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes as a picture: for each mode a band, in it a lane for each slot, in that a bar for
 * each item, on one time axis. Where there are more slots or items than can be seen they share
 * lanes and bars, so that a picture of 100,000 items is still one of a few MiB. */
#pragma once

#include "compare/comparison.h"
#include "report/svg.h"

G_BEGIN_DECLS

#define SWIM_TIMELINE_WIDTH 960.0

/* Bars of one band, made by swim_timeline_bars (). */
typedef struct
{
  const SwimScale *scale;
  const SwimRecord *record; /* with outcomes */
  const char *prefix;       /* of the ids of the patterns */
  guint slots;
  guint lanes;
  double top;
  double lane_height;
  gboolean titles; /* each bar tells what it is */
} SwimTimelineBars;

void swim_timeline_bars (SwimMarkup *markup, const SwimTimelineBars *bars);
void swim_timeline_patterns (SwimMarkup *markup, const char *prefix, const gboolean *used);
void swim_timeline_fill (SwimMarkup *markup, const char *prefix, SwimStatus status);
double swim_timeline_height (const SwimComparison *comparison);
void swim_timeline_write (SwimMarkup *markup,
                          const SwimComparison *comparison,
                          guint number,
                          double y);

G_END_DECLS
