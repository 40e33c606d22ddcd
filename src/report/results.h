/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is reported on: the results of a command, or of a file. */
#pragma once

#include "compare/comparison.h"
#include "compare/sweep.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *comparisons; /* of SwimComparison, concluded, at least one: one for each job */
  const SwimSweep *sweep; /* whose runs the only comparison is; NULL where it is none */
  gboolean single;        /* a run by itself: a comparison of one mode in one round */
} SwimResults;

G_END_DECLS
