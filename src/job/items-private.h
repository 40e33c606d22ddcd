/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items for the jobs of this program: those of arguments, and then those of a list. */
#pragma once

#include "job/shard.h"
#include "job/swim-items.h"

G_BEGIN_DECLS

/* An item for each name of the share, then the items of the list, which may be NULL (transfer full)
 * and has none but those, but no more than limit in all; 0 for no limit. share: NULL for all. */
SwimItems *swim_items_new_joined (const char *const *names,
                                  SwimItems *list,
                                  guint64 limit,
                                  const SwimShardFilter *share);

/* How the lines of a list are read.
 * check: says what is wrong with a path for the result, which a line may have after white space, as
 * the end of a sentence, or NULL; NULL: lines have no such path
 * share: of other items nothing is heard but that they take a place
 * expect: how many items the list has, with those of other shares; -1: not known
 * end_marker: the line, without white space around it, that follows the last item; NULL: none */
typedef struct
{
  const char *(*check) (const char *name);
  SwimShardFilter share;
  gint64 expect;
  const char *end_marker;
} SwimListRules;

SwimItems *swim_items_new_from_table (const char *path, const SwimListRules *rules, GError **error);

/* After the last item: why the list that they come from is not the whole one, or NULL. For
 * subclasses: those that take items of others hand it on. */
const char *swim_items_get_fault (SwimItems *items);
void swim_items_set_fault (SwimItems *items, const char *fault);

/* After the last item, in the same way: the whole list that they are a share of. Its items are 0
 * where it was not read to its end. */
const SwimWholeList *swim_items_get_whole (SwimItems *items);
void swim_items_set_whole (SwimItems *items, const SwimWholeList *whole);

G_END_DECLS
