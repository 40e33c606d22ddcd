/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/verdict.h"

static const struct
{
  const char *name;
  const char *sign;
} verdicts[] = {
#define SWIM_VERDICT(id, name, sign) [SWIM_VERDICT_##id] = { name, sign },
#include "compare/verdicts.def"
#undef SWIM_VERDICT
};

const char *
swim_verdict_to_string (SwimVerdict verdict)
{
  return verdicts[verdict].name;
}

/* A sign for the verdict where there is no room or no colour. */
const char *
swim_verdict_get_sign (SwimVerdict verdict)
{
  return verdicts[verdict].sign;
}

/* The verdict that follows from the interval of a speed-up. */
SwimVerdict
swim_verdict_judge (double lower, double upper, gboolean confident, double threshold)
{
  if (!confident)
    return SWIM_VERDICT_UNCLEAR;
  if (lower >= 1 / (1 + threshold) && upper <= 1 + threshold)
    return SWIM_VERDICT_SAME;
  if (lower > 1)
    return SWIM_VERDICT_FASTER;
  if (upper < 1)
    return SWIM_VERDICT_SLOWER;
  return SWIM_VERDICT_UNCLEAR;
}

static const struct
{
  const char *name;
  const char *sign;
  const char *words;
} loop_verdicts[] = {
#define SWIM_LOOP_VERDICT(id, name, sign, words) [SWIM_LOOP_##id] = { name, sign, words },
#include "compare/loop-verdicts.def"
#undef SWIM_LOOP_VERDICT
};

/* NULL where nothing is known of the loop. */
const char *
swim_loop_verdict_to_string (SwimLoopVerdict verdict)
{
  return loop_verdicts[verdict].name;
}

const char *
swim_loop_verdict_get_sign (SwimLoopVerdict verdict)
{
  return loop_verdicts[verdict].sign;
}

/* What the sign means. */
const char *
swim_loop_verdict_in_words (SwimLoopVerdict verdict)
{
  return loop_verdicts[verdict].words;
}

/* Whether a program with other events to handle, such as those of a window, should not use it. */
gboolean
swim_loop_verdict_is_bad (SwimLoopVerdict verdict)
{
  return verdict == SWIM_LOOP_BLOCKS || verdict == SWIM_LOOP_STALLS;
}
