/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The GSource that a loop of another process was dispatching. */
#pragma once

#include "watch/maps.h"

G_BEGIN_DECLS

gboolean swim_dispatched_check (int pid, const SwimMaps *maps, guint64 address, char **name);

G_END_DECLS
