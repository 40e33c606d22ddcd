/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The seeded share of the items that make the blocking call: the same in each mode that has one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_share_has (double share, guint64 seed, guint64 index);
/* How many of the first @items have it, without asking for each: the number may come from a file.
 */
guint64 swim_share_count (double share, guint64 seed, guint64 items);

G_END_DECLS
