/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rounds until the intervals are narrow: how wide they are now. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

double swim_contender_get_width (const SwimContender *contender, const SwimContender *baseline);
const SwimContender *swim_comparison_find_widest (const SwimComparison *comparison, double *width);
SwimStop swim_comparison_judge_stop (const SwimComparison *comparison, double seconds, guint most);

G_END_DECLS
