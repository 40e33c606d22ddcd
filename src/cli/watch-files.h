/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `swimlane report` shows of watches that were saved. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

void swim_watch_show (const SwimWatchReport *report, gboolean wide, gboolean color);
void swim_watch_show_change (char **files,
                             const SwimWatchReport *before,
                             const SwimWatchReport *after,
                             gboolean color);

G_END_DECLS
