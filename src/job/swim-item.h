/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An item: one unit of work. */
#pragma once

#include <glib-object.h>

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SwimPathUse:
 * @SWIM_PATH_OWN: the item's path, or where the result of another item has that, one that is made
 *   from it
 * @SWIM_PATH_DERIVED: one that is made from it, since another item has that
 * @SWIM_PATH_FIXED: the item's path and no other
 *
 * Under which name a result is stored.
 *
 * Since: 0.1
 */
typedef enum
{
  SWIM_PATH_OWN,
  SWIM_PATH_DERIVED,
  SWIM_PATH_FIXED,
} SwimPathUse;

/**
 * SwimItem:
 * @index: its place in the input, from 0
 * @slot: while it is in flight, its place in the window: 0 up to one less than the number of slots;
 *   no two items in flight share one
 * @name: (not nullable): what the user calls it: a domain name, a country code, a URL
 * @target: (nullable): what the job works on where that is not @name, such as the URL of a code
 * @path: (nullable): the file that the result goes to, a name below a folder of the job
 * @path_use: how @path is used
 * @problem: (nullable): why it cannot be worked on, such as `list.txt:3: the line holds a NUL
 *   byte`; such an item is never handed to the job and its outcome is `invalid`
 *
 * One unit of work. It belongs to where it comes from until it is pulled, and to its outcome from
 * then on.
 *
 * Since: 0.1
 */
typedef struct
{
  guint64 index;
  guint slot;
  char *name;
  char *target;
  char *path;
  SwimPathUse path_use;
  char *problem;
} SwimItem;

#define SWIM_TYPE_ITEM (swim_item_get_type ())
SWIM_API GType swim_item_get_type (void);

SWIM_API SwimItem *swim_item_new (const char *name);
SWIM_API SwimItem *swim_item_copy (const SwimItem *item);
SWIM_API void swim_item_free (SwimItem *item);
SWIM_API const char *swim_item_get_target (const SwimItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimItem, swim_item_free)

G_END_DECLS
