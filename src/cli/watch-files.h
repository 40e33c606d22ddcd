/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `swimlane report` shows of watches that were saved. */
#pragma once

#include "watch/watch-gate.h"

G_BEGIN_DECLS

GPtrArray *swim_watch_gates_parse (char **conditions, GError **error);
gboolean swim_watch_gates_pass (const GPtrArray *gates, const SwimWatchReport *report);
void swim_watch_show (const SwimWatchReport *report, gboolean wide, gboolean color);
void swim_watch_show_change (char **files,
                             const SwimWatchReport *before,
                             const SwimWatchReport *after,
                             gboolean color);

G_END_DECLS
