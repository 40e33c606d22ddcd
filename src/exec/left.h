/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a command leaves behind when it ends: processes that nobody waits for. They would use the
 * CPU in the next run, so they are ended. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct _SwimExecLeft SwimExecLeft;

SwimExecLeft *swim_exec_left_new (void);
void swim_exec_left_free (SwimExecLeft *left);
void swim_exec_left_keep (SwimExecLeft *left);
GStrv swim_exec_left_end (SwimExecLeft *left, pid_t group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimExecLeft, swim_exec_left_free)

G_END_DECLS
