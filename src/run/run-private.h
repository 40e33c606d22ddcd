/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions of a run that only the library and the program may call. */
#pragma once

#include "job/job-info.h"
#include "run/record.h"
#include "run/swim-run.h"

G_BEGIN_DECLS

/* A call that has to end does not return, which ends the run; text says which. aborted: the loop's
 * thread is in that call, and this is called in another one, where the process may only report and
 * exit. Else the run ends by itself. */
typedef void (*SwimRunStuckFunc) (SwimRun *run, const char *text, gboolean aborted, gpointer data);

void swim_run_set_stuck_func (SwimRun *run, SwimRunStuckFunc func, gpointer data);

const SwimTally *swim_run_get_tally (SwimRun *run);
void swim_run_hold (SwimRun *run, gboolean hold);
gboolean swim_run_abort_from_thread (SwimRun *run);
void swim_run_set_measured (SwimRun *run, gboolean measured);
void swim_run_set_shard (SwimRun *run, const SwimShard *shard);
SwimRecord *swim_run_make_record (SwimRun *run, const char *job_name);

G_END_DECLS
