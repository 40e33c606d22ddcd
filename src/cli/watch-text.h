/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

char *swim_watch_text (const SwimWatchReport *report, guint width);

G_END_DECLS
