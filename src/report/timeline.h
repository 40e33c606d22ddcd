/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes as a picture: for each mode a band with a lane for each slot and a bar for each
 * item, on a time axis. Modes that take many times as long as the others have an axis of their own
 * above. If there are too many slots or items to be seen they share lanes and
 * bars, so that a picture of 100,000 items takes only a few MiB. */
#pragma once

#include "compare/comparison.h"
#include "report/svg.h"

G_BEGIN_DECLS

#define SWIM_TIMELINE_WIDTH 960.0
#define SWIM_TIMELINE_MARGIN 8.0
#define SWIM_TIMELINE_HEADER 22.0 /* height of the text above a band */
#define SWIM_TIMELINE_TICKS 10

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
void swim_timeline_calls (SwimMarkup *markup, const SwimTimelineBars *bars);
gboolean swim_timeline_marks_calls (const SwimRecord *record);
void swim_timeline_band (SwimMarkup *markup,
                         const SwimContender *contender,
                         const SwimScale *scale,
                         gboolean titles,
                         double y);
gboolean swim_timeline_has_stalls (const SwimContender *contender);
double swim_timeline_band_height (const SwimContender *contender);
char *swim_timeline_describe (const SwimContender *contender);
char *swim_timeline_shade (SwimStatus status);
gboolean swim_timeline_has_texture (SwimStatus status);
void swim_timeline_texture (SwimMarkup *markup, SwimStatus status, double height, const char *path);
double swim_timeline_height (const SwimComparison *comparison);
void swim_timeline_write (SwimMarkup *markup, const SwimComparison *comparison, double y);

G_END_DECLS
