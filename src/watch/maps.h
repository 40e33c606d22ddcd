/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is mapped into the memory of a process, from /proc. */
#pragma once

#include <elfutils/libdwfl.h>

#include "watch/symbols.h"

G_BEGIN_DECLS

typedef struct _SwimMaps SwimMaps;

SwimMaps *swim_maps_new (int pid);
void swim_maps_free (SwimMaps *maps);
gboolean swim_maps_refresh (SwimMaps *maps);
gboolean swim_maps_is_code (const SwimMaps *maps, guint64 address);
const char *swim_maps_get_path (const SwimMaps *maps, guint64 address);
gboolean swim_maps_report (const SwimMaps *maps, Dwfl *dwfl, SwimSymbols *symbols);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimMaps, swim_maps_free)

G_END_DECLS
