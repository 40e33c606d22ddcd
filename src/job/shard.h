/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A share of a list, for runs of several machines. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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

G_END_DECLS
