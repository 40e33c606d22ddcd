/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs on this machine that a command is measured: the time of a run from end to end,
 * beside that of a bare loop which starts a program and waits for it. */
#pragma once

#include "exec/run.h"

G_BEGIN_DECLS

/* Medians over the runs, in seconds. */
typedef struct
{
  guint runs;
  double bare;     /* of a run: posix_spawn () and waitpid () */
  double measured; /* of a run as ours are, with all that is read and looked after */
  double wall;     /* that such a run reports */
} SwimExecOverhead;

gboolean swim_exec_overhead_measure (const SwimExecOptions *options,
                                     SwimExecOverhead *overhead,
                                     GError **error);

G_END_DECLS
