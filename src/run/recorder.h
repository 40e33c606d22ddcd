/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The recorder: counts the outcomes of a run, and keeps them where wanted. */
#pragma once

#include "job/job-info.h"
#include "loop/distribution.h"

G_BEGIN_DECLS

typedef struct _SwimRecorder SwimRecorder;

/* The most outcomes that are kept, of some 350 bytes each. Of a run that has more none is kept,
 * since memory must not grow with the list. */
#define SWIM_RECORDER_MOST_OUTCOMES 250000

/* Percentiles of latencies in seconds; NaN where too few items lie beyond. */
typedef struct
{
  double p50;
  double p90;
  double p99;
  double p999;
  double max;
} SwimLatencyFigures;

SwimRecorder *swim_recorder_new (gboolean keep_outcomes);
void swim_recorder_free (SwimRecorder *recorder);
void swim_recorder_count (SwimRecorder *recorder, const SwimOutcome *outcome);
void swim_recorder_take (SwimRecorder *recorder, SwimOutcome *outcome);
const SwimTally *swim_recorder_get_tally (SwimRecorder *recorder);
gint64 swim_recorder_get_first (SwimRecorder *recorder);
GPtrArray *swim_recorder_get_outcomes (SwimRecorder *recorder);
char *swim_recorder_get_digest (SwimRecorder *recorder);
void swim_recorder_get_service (SwimRecorder *recorder, SwimLatencyFigures *figures);
void swim_recorder_get_since_start (SwimRecorder *recorder, SwimLatencyFigures *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRecorder, swim_recorder_free)

G_END_DECLS
