/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An axis: the coordinates of values, and its ticks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double low; /* the values at the two ends; both above 0 if the axis is logarithmic */
  double high;
  double from; /* the coordinates of the two ends */
  double to;
  gboolean log;
} SwimScale;

double swim_scale_place (const SwimScale *scale, double value);
GArray *swim_scale_ticks (const SwimScale *scale, guint most);
double swim_scale_step (double least);
char *swim_scale_seconds (double seconds);
char *swim_scale_plain (double number);
char *swim_scale_percent (double fraction);

G_END_DECLS
