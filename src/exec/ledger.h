/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger of the loops of one run of a command: the library of swimlane-watch(1) is loaded into
 * it and times the turns of its loops, but no call and no stack. Where this build has no watch,
 * there is no ledger. */
#pragma once

#include "loop/loop-report.h"

G_BEGIN_DECLS

typedef struct _SwimExecLedger SwimExecLedger;

gboolean swim_exec_ledger_exists (void);
SwimExecLedger *swim_exec_ledger_new (double stall, GError **error);
void swim_exec_ledger_free (SwimExecLedger *ledger);
char **swim_exec_ledger_get_environment (const SwimExecLedger *ledger);
void swim_exec_ledger_begin (SwimExecLedger *ledger, gint64 started);
void swim_exec_ledger_tick (gpointer ledger);
gboolean swim_exec_ledger_end (SwimExecLedger *ledger, SwimLoopReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimExecLedger, swim_exec_ledger_free)

G_END_DECLS
