/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a comparison says of a mode in a word: one verdict on its time, one on its loop. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
#define SWIM_VERDICT(id, name, sign) SWIM_VERDICT_##id,
#include "compare/verdicts.def"
#undef SWIM_VERDICT
  SWIM_N_VERDICTS
} SwimVerdict;

typedef enum
{
#define SWIM_LOOP_VERDICT(id, name, sign, words) SWIM_LOOP_##id,
#include "compare/loop-verdicts.def"
#undef SWIM_LOOP_VERDICT
  SWIM_N_LOOP_VERDICTS
} SwimLoopVerdict;

const char *swim_verdict_to_string (SwimVerdict verdict);
const char *swim_verdict_get_sign (SwimVerdict verdict);
SwimVerdict swim_verdict_judge (double lower, double upper, gboolean confident, double threshold);

const char *swim_loop_verdict_to_string (SwimLoopVerdict verdict);
const char *swim_loop_verdict_get_sign (SwimLoopVerdict verdict);
const char *swim_loop_verdict_in_words (SwimLoopVerdict verdict);
gboolean swim_loop_verdict_is_bad (SwimLoopVerdict verdict);

G_END_DECLS
