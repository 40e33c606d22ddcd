/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of a loop as its report has them: by function and caller. */
#pragma once

#include "watch/sites.h"
#include "watch/track.h"

G_BEGIN_DECLS

void swim_audit_add (const SwimTrack *track, guint loop, SwimSites *sites, SwimWatchReport *report);
void swim_audit_sort (SwimWatchReport *report);

G_END_DECLS
