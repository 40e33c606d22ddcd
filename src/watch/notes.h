/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What could not be seen, in words. */
#pragma once

#include "watch/process.h"
#include "watch/region.h"

G_BEGIN_DECLS

void swim_notes_add (const SwimProcess *process, SwimWatchReport *report);
void swim_notes_add_regions (const SwimRegion *region, SwimWatchReport *report);
char *swim_notes_explain_no_loop (const SwimWatchReport *report, guint contexts);

G_END_DECLS
