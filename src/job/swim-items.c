/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/items-private.h"

typedef struct
{
  guint64 pulled; /* the place of the next item */
  gint64 count;
  char *fault;
  SwimWholeList whole;
  SwimItemMap map;
  gpointer map_data;
  GDestroyNotify map_destroy;
  SwimWakeFunc wake;
  gpointer wake_data;
} SwimItemsPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SwimItems, swim_items, G_TYPE_OBJECT)

static void
swim_items_finalize (GObject *object)
{
  SwimItemsPrivate *priv = swim_items_get_instance_private (SWIM_ITEMS (object));

  if (priv->map_destroy != NULL)
    priv->map_destroy (priv->map_data);
  g_free (priv->fault);
  G_OBJECT_CLASS (swim_items_parent_class)->finalize (object);
}

static void
swim_items_class_init (SwimItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_items_finalize;
}

static void
swim_items_init (SwimItems *items)
{
  SwimItemsPrivate *priv = swim_items_get_instance_private (items);

  priv->count = -1;
}

/**
 * swim_items_set_map: (skip)
 * @items: where items come from
 * @map: fills in the rest of an item of which the name is set
 * @data: passed to @map
 * @destroy: (nullable): frees @data
 *
 * Sets a function that fills in each item as it is pulled. Call once.
 *
 * Since: 0.1
 */
void
swim_items_set_map (SwimItems *items, SwimItemMap map, gpointer data, GDestroyNotify destroy)
{
  SwimItemsPrivate *priv;

  g_return_if_fail (SWIM_IS_ITEMS (items) && map != NULL);
  priv = swim_items_get_instance_private (items);
  g_return_if_fail (priv->map == NULL);
  priv->map = map;
  priv->map_data = data;
  priv->map_destroy = destroy;
}

/**
 * swim_items_set_wake: (skip)
 * @items: where items come from
 * @wake: (nullable): called on the thread-default main context of the puller when there may be an
 *   item again
 * @data: passed to @wake
 *
 * Sets what is called after swim_items_next() has returned %SWIM_NEXT_WAIT.
 *
 * Since: 0.1
 */
void
swim_items_set_wake (SwimItems *items, SwimWakeFunc wake, gpointer data)
{
  SwimItemsPrivate *priv;

  g_return_if_fail (SWIM_IS_ITEMS (items));
  priv = swim_items_get_instance_private (items);
  priv->wake = wake;
  priv->wake_data = data;
}

/**
 * swim_items_wake:
 * @items: where items come from
 *
 * For subclasses: notifies the puller, on its thread, that there may be an item again.
 *
 * Since: 0.1
 */
void
swim_items_wake (SwimItems *items)
{
  SwimItemsPrivate *priv;

  g_return_if_fail (SWIM_IS_ITEMS (items));
  priv = swim_items_get_instance_private (items);
  if (priv->wake != NULL)
    priv->wake (priv->wake_data);
}

/**
 * swim_items_next:
 * @items: where items come from
 * @item: (out) (nullable) (transfer full): the next item, or %NULL where there is none
 *
 * Pulls the next item. Never blocks.
 *
 * Returns: whether there is one
 *
 * Since: 0.1
 */
SwimNext
swim_items_next (SwimItems *items, SwimItem **item)
{
  SwimItemsPrivate *priv;
  SwimItem *pulled = NULL;
  SwimNext next;

  g_return_val_if_fail (SWIM_IS_ITEMS (items), SWIM_NEXT_END);
  if (item != NULL)
    *item = NULL;
  priv = swim_items_get_instance_private (items);
  next = SWIM_ITEMS_GET_CLASS (items)->next (items, &pulled);
  if (next != SWIM_NEXT_ITEM)
    return next;

  pulled->index = MAX (pulled->index, priv->pulled);
  priv->pulled = pulled->index + 1;
  if (priv->map != NULL && pulled->problem == NULL)
    priv->map (pulled, priv->map_data);
  if (item != NULL)
    *item = pulled;
  else
    swim_item_free (pulled);
  return next;
}

/**
 * swim_items_get_count:
 * @items: where items come from
 *
 * Returns: how many items there are in all, or -1 where that is not known yet
 *
 * Since: 0.1
 */
gint64
swim_items_get_count (SwimItems *items)
{
  g_return_val_if_fail (SWIM_IS_ITEMS (items), -1);
  return ((SwimItemsPrivate *) swim_items_get_instance_private (items))->count;
}

/**
 * swim_items_set_count:
 * @items: where items come from
 * @count: how many items there are in all, or -1 where that is not known
 *
 * For subclasses: sets what swim_items_get_count() returns.
 *
 * Since: 0.1
 */
void
swim_items_set_count (SwimItems *items, gint64 count)
{
  g_return_if_fail (SWIM_IS_ITEMS (items));
  ((SwimItemsPrivate *) swim_items_get_instance_private (items))->count = count;
}

const char *
swim_items_get_fault (SwimItems *items)
{
  return ((SwimItemsPrivate *) swim_items_get_instance_private (items))->fault;
}

void
swim_items_set_fault (SwimItems *items, const char *fault)
{
  SwimItemsPrivate *priv = swim_items_get_instance_private (items);

  g_free (priv->fault);
  priv->fault = g_strdup (fault);
}

const SwimWholeList *
swim_items_get_whole (SwimItems *items)
{
  return &((SwimItemsPrivate *) swim_items_get_instance_private (items))->whole;
}

void
swim_items_set_whole (SwimItems *items, const SwimWholeList *whole)
{
  ((SwimItemsPrivate *) swim_items_get_instance_private (items))->whole = *whole;
}

/* Names that are in memory already, such as a command's arguments, and perhaps a list after them.
 */
struct _SwimNames
{
  SwimItems parent;
  char **names;
  guint n_names;
  guint next;
  SwimShardFilter share;
  char *context;   /* of the share */
  SwimItems *list; /* nullable */
  guint64 left;    /* of the limit */
};

#define SWIM_TYPE_NAMES (swim_names_get_type ())
G_DECLARE_FINAL_TYPE (SwimNames, swim_names, SWIM, NAMES, SwimItems)
G_DEFINE_FINAL_TYPE (SwimNames, swim_names, SWIM_TYPE_ITEMS)

/* Goes on to the next name of the share, if there is one. */
static void
pass_others (SwimNames *self)
{
  while (self->next < self->n_names
         && !swim_shard_filter_has (&self->share, self->names[self->next], NULL))
    self->next++;
}

/* How many of the names are of the share. All are added to @whole. */
static guint64
count_names (SwimNames *self, SwimWholeList *whole)
{
  guint64 count = 0;

  for (guint i = 0; i < self->n_names; i++)
    count += swim_shard_filter_has (&self->share, self->names[i], whole);
  return count;
}

/* There are no more. Of a list that was not read to its end it is not known what it is. */
static void
note_whole (SwimNames *self)
{
  SwimWholeList whole = { 0 };

  if (self->list != NULL)
    {
      swim_items_set_fault (SWIM_ITEMS (self), swim_items_get_fault (self->list));
      whole = *swim_items_get_whole (self->list);
      if (whole.items == 0)
        return;
    }
  count_names (self, &whole);
  swim_items_set_whole (SWIM_ITEMS (self), &whole);
}

static SwimNext
swim_names_next (SwimItems *items, SwimItem **item)
{
  SwimNames *self = (SwimNames *) items; /* swim_items_next() has checked the type */
  SwimNext next = SWIM_NEXT_ITEM;

  pass_others (self);
  if (self->left == 0)
    return SWIM_NEXT_END;
  if (self->next < self->n_names)
    {
      *item = swim_item_new (self->names[self->next]);
      (*item)->index = self->next++;
    }
  else if (self->list == NULL)
    next = SWIM_NEXT_END;
  else if ((next = swim_items_next (self->list, item)) == SWIM_NEXT_ITEM)
    (*item)->index += self->n_names;
  if (next == SWIM_NEXT_ITEM)
    self->left--;
  else if (next == SWIM_NEXT_END)
    note_whole (self);
  return next;
}

static void
on_list_woken (gpointer data)
{
  swim_items_wake (data);
}

static void
swim_names_finalize (GObject *object)
{
  SwimNames *self = SWIM_NAMES (object);

  g_strfreev (self->names);
  g_free (self->context);
  if (self->list != NULL)
    swim_items_set_wake (self->list, NULL, NULL);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (swim_names_parent_class)->finalize (object);
}

static void
swim_names_class_init (SwimNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_names_finalize;
  SWIM_ITEMS_CLASS (klass)->next = swim_names_next;
}

static void
swim_names_init (SwimNames *self)
{
}

/**
 * swim_items_new_from_names:
 * @names: (array zero-terminated=1): names
 *
 * Returns: (transfer full): an item for each name, in their order
 *
 * Since: 0.1
 */
SwimItems *
swim_items_new_from_names (const char *const *names)
{
  g_return_val_if_fail (names != NULL, NULL);
  return swim_items_new_joined (names, NULL, 0, NULL);
}

SwimItems *
swim_items_new_joined (const char *const *names,
                       SwimItems *list,
                       guint64 limit,
                       const SwimShardFilter *share)
{
  SwimNames *self = g_object_new (SWIM_TYPE_NAMES, NULL);
  gint64 listed = list != NULL ? swim_items_get_count (list) : 0;

  self->names = g_strdupv ((char **) names);
  self->n_names = g_strv_length (self->names);
  if (share != NULL)
    {
      self->share = *share;
      self->context = g_strdup (share->context);
      self->share.context = self->context;
    }
  self->list = list;
  self->left = limit > 0 ? limit : G_MAXUINT64;
  if (list != NULL)
    swim_items_set_wake (list, on_list_woken, self);
  if (listed >= 0)
    swim_items_set_count (SWIM_ITEMS (self),
                          (gint64) MIN (count_names (self, NULL) + (guint64) listed, self->left));
  return SWIM_ITEMS (self);
}
