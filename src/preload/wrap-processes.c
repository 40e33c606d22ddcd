/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for processes, threads and signals. */
#include "config.h"

#include "preload/wrap.h"

SWIM_WRAP (pid_t,
           waitpid,
           waitpid,
           (pid_t pid, int *status, int options),
           (pid, status, options),
           SWIM_NOTHING)
