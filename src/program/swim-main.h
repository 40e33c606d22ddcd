/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole program around a job. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

SWIM_API int swim_main (SwimJob *job,
                        const char *name,
                        const char *interpreter,
                        const char *const *argv);

G_END_DECLS
