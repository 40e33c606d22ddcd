/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The jobs that swimlane has: looked up here, listed in jobs.def. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

const SwimJobInfo *swim_jobs_lookup (const char *name);
const SwimJobInfo *const *swim_jobs_list (void);

/* One for each line of jobs.def. */
#define SWIM_JOB(name) extern const SwimJobInfo swim_job_info_##name;
#include "jobs/jobs.def"
#undef SWIM_JOB

G_END_DECLS
