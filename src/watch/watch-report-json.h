/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watch as JSON, both ways. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

#define SWIM_WATCH_FORMAT "swimlane-watch"

JsonNode *swim_watch_report_to_json (const SwimWatchReport *report, const char *words);
SwimWatchReport *swim_watch_report_from_json (JsonNode *node, GError **error);

G_END_DECLS
