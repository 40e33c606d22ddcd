/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The recorder: counts the outcomes of a run, and keeps them where wanted. */
#pragma once

#include "job/job-info.h"
#include "run/record.h"

G_BEGIN_DECLS

typedef struct _SwimRecorder SwimRecorder;

SwimRecorder *swim_recorder_new (gboolean keep_outcomes);
void swim_recorder_free (SwimRecorder *recorder);
void swim_recorder_count (SwimRecorder *recorder, const SwimOutcome *outcome);
void swim_recorder_take (SwimRecorder *recorder, SwimOutcome *outcome);
const SwimTally *swim_recorder_get_tally (SwimRecorder *recorder);
void swim_recorder_fill_in (SwimRecorder *recorder, SwimRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRecorder, swim_recorder_free)

G_END_DECLS
