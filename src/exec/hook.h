/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The shell commands around the runs: none of them is measured. */
#pragma once

#include "exec/run.h"

G_BEGIN_DECLS

gboolean swim_exec_hook_run (const SwimExecCommand *command,
                             SwimExecHook hook,
                             const SwimExecOptions *options,
                             GError **error);
const char *swim_exec_hook_get_name (SwimExecHook hook);

G_END_DECLS
