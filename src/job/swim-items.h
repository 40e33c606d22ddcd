/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where items come from: pulled one at a time, never all queued, so that a list may be longer than
 * memory. Pulling never blocks; where the next item is not there yet, the puller is woken. */
#pragma once

#include "job/swim-item.h"

G_BEGIN_DECLS

/**
 * SwimNext:
 * @SWIM_NEXT_ITEM: here is an item
 * @SWIM_NEXT_WAIT: none yet; the wake function will be called
 * @SWIM_NEXT_END: no more
 *
 * The result of pulling an item.
 *
 * Since: 0.1
 */
typedef enum
{
  SWIM_NEXT_ITEM,
  SWIM_NEXT_WAIT,
  SWIM_NEXT_END,
} SwimNext;

/**
 * SwimWakeFunc:
 * @data: as given
 *
 * Called when there may be an item again.
 *
 * Since: 0.1
 */
typedef void (*SwimWakeFunc) (gpointer data);

/**
 * SwimItemMap:
 * @item: an item of which index and name are set; sets target, path or problem
 * @data: as given
 *
 * Fills in the rest of an item. Called once for each item, in the order of the input, as it is
 * pulled.
 *
 * Since: 0.1
 */
typedef void (*SwimItemMap) (SwimItem *item, gpointer data);

/**
 * SwimItems:
 *
 * Where items come from, one at a time: names in memory (swim_items_new_from_names()), a list in a
 * file (swim_items_new_from_list()), or whatever a subclass reads.
 *
 * Since: 0.1
 */
#define SWIM_TYPE_ITEMS (swim_items_get_type ())
SWIM_API
G_DECLARE_DERIVABLE_TYPE (SwimItems, swim_items, SWIM, ITEMS, GObject)

/**
 * SwimItemsClass:
 * @next: gives the next item, of which name, and problem if there is one, are set; never blocks
 *
 * Since: 0.1
 */
struct _SwimItemsClass
{
  GObjectClass parent_class;

  SwimNext (*next) (SwimItems *items, SwimItem **item);
};

SWIM_API SwimItems *swim_items_new_from_names (const char *const *names);
SWIM_API SwimItems *swim_items_new_from_list (const char *path, GError **error);

SWIM_API void swim_items_set_map (SwimItems *items,
                                  SwimItemMap map,
                                  gpointer data,
                                  GDestroyNotify destroy);
SWIM_API void swim_items_set_wake (SwimItems *items, SwimWakeFunc wake, gpointer data);
SWIM_API SwimNext swim_items_next (SwimItems *items, SwimItem **item);
SWIM_API gint64 swim_items_get_count (SwimItems *items);

/* For subclasses. */
SWIM_API void swim_items_wake (SwimItems *items);
SWIM_API void swim_items_set_count (SwimItems *items, gint64 count);

G_END_DECLS
