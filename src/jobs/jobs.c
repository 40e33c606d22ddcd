/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/jobs.h"

static const SwimJobInfo *const jobs[] = {
#define SWIM_JOB(name) &swim_job_info_##name,
#include "jobs/jobs.def"
#undef SWIM_JOB
  NULL
};

/* The jobs in the order in which they are shown, ended by NULL. */
const SwimJobInfo *const *
swim_jobs_list (void)
{
  return jobs;
}

/* The job of that name, or NULL. */
const SwimJobInfo *
swim_jobs_lookup (const char *name)
{
  for (guint i = 0; jobs[i] != NULL; i++)
    if (g_strcmp0 (jobs[i]->name, name) == 0)
      return jobs[i];
  return NULL;
}
