/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items for the jobs of this program: those of arguments, and then those of a list. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* An item for each name, then the items of the list, which may be NULL (transfer full), but no more
 * than limit in all; 0 for no limit. */
SwimItems *swim_items_new_joined (const char *const *names, SwimItems *list, guint64 limit);

G_END_DECLS
