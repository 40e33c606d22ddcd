/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/swim-item.h"

G_DEFINE_BOXED_TYPE (SwimItem, swim_item, swim_item_copy, swim_item_free)

/**
 * swim_item_new:
 * @name: what the user calls it
 *
 * Returns: (transfer full): an item with index and slot 0 and nothing else set
 *
 * Since: 0.1
 */
SwimItem *
swim_item_new (const char *name)
{
  SwimItem *item;

  g_return_val_if_fail (name != NULL, NULL);
  item = g_new (SwimItem, 1);
  *item = (SwimItem){ .name = g_strdup (name) };
  return item;
}

/**
 * swim_item_copy:
 * @item: an item
 *
 * Returns: (transfer full): a copy of the item
 *
 * Since: 0.1
 */
SwimItem *
swim_item_copy (const SwimItem *item)
{
  SwimItem *copy;

  g_return_val_if_fail (item != NULL, NULL);
  copy = swim_item_new (item->name);
  copy->index = item->index;
  copy->slot = item->slot;
  copy->target = g_strdup (item->target);
  copy->path = g_strdup (item->path);
  copy->path_use = item->path_use;
  copy->problem = g_strdup (item->problem);
  return copy;
}

/**
 * swim_item_free:
 * @item: (transfer full) (nullable): an item
 *
 * Frees an item.
 *
 * Since: 0.1
 */
void
swim_item_free (SwimItem *item)
{
  if (item == NULL)
    return;
  g_free (item->name);
  g_free (item->target);
  g_free (item->path);
  g_free (item->problem);
  g_free (item);
}

/**
 * swim_item_get_target:
 * @item: an item
 *
 * Returns: (transfer none): what the job works on
 *
 * Since: 0.1
 */
const char *
swim_item_get_target (const SwimItem *item)
{
  g_return_val_if_fail (item != NULL, NULL);
  return item->target != NULL ? item->target : item->name;
}
