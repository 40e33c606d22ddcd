/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before and after: the change of each mode between two saved comparisons. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

/* Below so many rounds in either there is no 95 % interval of the change. */
#define SWIM_ROUNDS_FOR_CHANGE SWIM_ROUNDS_FOR_EACH

/* A mode of a job, before and after. The contenders are borrowed; NULL where the comparison has no
 * such mode, and then there is nothing else. */
typedef struct
{
  const char *job;
  const char *mode;
  const SwimContender *before;
  const SwimContender *after;
  SwimSummary wall_before; /* seconds */
  SwimSummary wall_after;
  double ratio; /* after / before; NaN where it is not known */
  double lower; /* of its interval */
  double upper;
  gboolean confident; /* the interval covers the true ratio with at least 95 % */
  SwimVerdict verdict;
  char *problem; /* why they are not compared; NULL */
} SwimChange;

GPtrArray *swim_changes_find (GPtrArray *before, GPtrArray *after, double threshold);
gboolean swim_changes_agree (GPtrArray *changes);

G_END_DECLS
