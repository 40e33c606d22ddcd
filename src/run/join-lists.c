/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each share reads the whole list, and its record says what that was: a list that was changed
 * between the runs of two shares has items that none of them took, or both. */
#include "config.h"

#include "run/join-private.h"

/* The list that a share is of, as its last run read it; NULL where @index is no such run, or it
 * does not know. */
static const SwimWholeList *
get_list (const SwimJoin *self, guint index)
{
  const SwimOrigin *origin = &swim_join_get_run (self, index)->origin;

  if (origin->list.items == 0
      || (index + 1 < self->runs->len
          && swim_join_get_run (self, index + 1)->origin.shard.index == origin->shard.index))
    return NULL;
  return &origin->list;
}

/* The run that read the longest list; NULL where none knows. */
static const SwimJoinRun *
find_longest_list (const SwimJoin *self)
{
  const SwimJoinRun *longest = NULL;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const SwimWholeList *list = get_list (self, i);

      if (list != NULL && (longest == NULL || list->items > longest->origin.list.items))
        longest = swim_join_get_run (self, i);
    }
  return longest;
}

/* Whether all shares are of one list, as far as they know. */
static gboolean
check_lists (const SwimJoin *self, const SwimJoinRun *longest, GPtrArray *missing)
{
  const SwimWholeList *whole = &longest->origin.list;
  const SwimJoinRun *first = NULL;
  guint others = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const SwimWholeList *list = get_list (self, i);

      if (list == NULL || (list->items == whole->items && list->fingerprint == whole->fingerprint))
        continue;
      if (others++ == 0)
        first = swim_join_get_run (self, i);
    }
  if (others == 0)
    return TRUE;
  g_ptr_array_add (
      missing,
      g_strdup_printf (
          "shares are of lists that differ: that of share %u has %" G_GUINT64_FORMAT
          " items (%s), that of share %u %" G_GUINT64_FORMAT "%s (%s)%s; run them again with one "
          "list, with --resume to go on",
          longest->origin.shard.index, whole->items, longest->path, first->origin.shard.index,
          first->origin.list.items, first->origin.list.items == whole->items ? " others" : "",
          first->path, others > 1 ? ", and there are more" : ""));
  return FALSE;
}

/* Says in @missing, when all shares have been added, whether they are of one list, and whether they
 * have all of it where nothing else is missing. */
void
swim_join_check_list (SwimJoin *self, GPtrArray *missing)
{
  const SwimJoinRun *longest = find_longest_list (self);
  const SwimWholeList *list;

  if (longest == NULL || !check_lists (self, longest, missing) || missing->len > 0)
    return;
  list = &longest->origin.list;
  self->sum->origin.list = *list;
  if (self->sum->items != list->items)
    g_ptr_array_add (missing, g_strdup_printf ("the list has %" G_GUINT64_FORMAT
                                               " items, and the shares came to %" G_GUINT64_FORMAT,
                                               list->items, self->sum->items));
}
