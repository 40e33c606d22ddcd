/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions of a run that only the library and the program may call. */
#pragma once

#include "job/job-info.h"
#include "run/record.h"
#include "run/swim-run.h"

G_BEGIN_DECLS

const SwimTally *swim_run_get_tally (SwimRun *run);
void swim_run_hold (SwimRun *run, gboolean hold);
gboolean swim_run_abort_from_thread (SwimRun *run);
void swim_run_set_measured (SwimRun *run, gboolean measured);
SwimRecord *swim_run_make_record (SwimRun *run, const char *job_name);

G_END_DECLS
