/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The runs of a mode in the form of hyperfine 2: what was measured in each, and summaries of that.
 * The form of hyperfine 1 is in comparison-json.c. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

void swim_summary_to_json (const SwimSummary *summary, JsonObject *object);
void swim_measurements_to_json (const SwimContender *contender, JsonObject *object);

G_END_DECLS
