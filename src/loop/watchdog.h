/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The watchdog: a thread that watches the thread of a loop. */
#pragma once

#include "loop/ledger.h"

G_BEGIN_DECLS

typedef struct _SwimWatchdog SwimWatchdog;

SwimWatchdog *swim_watchdog_new (SwimLedger *ledger, GError **error);
gint64 swim_watchdog_end (SwimWatchdog *watchdog);

G_END_DECLS
