/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line on standard error that says how the loops are doing just now. */
#pragma once

#include "watch/collect.h"

G_BEGIN_DECLS

typedef struct _SwimLive SwimLive;

SwimLive *swim_live_new (double stall);
void swim_live_free (SwimLive *live);
void swim_live_show (SwimLive *live, const SwimCollector *collector);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLive, swim_live_free)

G_END_DECLS
