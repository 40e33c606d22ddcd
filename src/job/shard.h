/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A share of a list, for runs of several machines. Which share an item is of depends on the item
 * alone, so that the shares are disjoint and complete however the list is ordered. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_SHARD_MOST 1000000

typedef enum
{
  SWIM_SHARD_BY_ITEM,
  SWIM_SHARD_BY_HOST /* the URLs of a host stay together */
} SwimShardBy;

/* Share `index` of `count`, from 1 on; a count of 0 stands for the whole list. */
typedef struct
{
  guint index;
  guint count;
  SwimShardBy by;
} SwimShard;

/* The whole list that a share is of: lists of the same items have the same, in whichever order. */
typedef struct
{
  guint64 items;       /* 0: not known */
  guint64 fingerprint; /* the sum of the hashes by which items are of shares; 0 without shares */
} SwimWholeList;

/* What stands for an item, or for its host, whoever wrote it and however (transfer full): two items
 * that a job takes for the same have the same. NULL: the name does. context is the job's own. */
typedef char *(*SwimShardCanonical) (const char *name, SwimShardBy by, const char *context);

/* Finds the items of a share. */
typedef struct
{
  SwimShard shard;
  SwimShardCanonical dup_canonical; /* NULL: each name stands for itself */
  const char *context;
} SwimShardFilter;

/* The values of --shard and --shard-by, which may be NULL. */
gboolean swim_shard_parse (const char *text, const char *by, SwimShard *shard, GError **error);
const char *swim_shard_by_to_string (SwimShardBy by);

/* Whether the item of this canonical form is of the share. It is added to list, which may be NULL.
 */
gboolean swim_shard_has (const SwimShard *shard,
                         const char *canonical,
                         gsize length,
                         SwimWholeList *list);
gboolean swim_shard_filter_has (const SwimShardFilter *filter,
                                const char *name,
                                SwimWholeList *list);

G_END_DECLS
