/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results of several files, perhaps of several machines, as one. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

void swim_comparisons_merge (GPtrArray *into, GPtrArray *from, gboolean single);
void swim_comparison_pad (SwimComparison *comparison);

G_END_DECLS
