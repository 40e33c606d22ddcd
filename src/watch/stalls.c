/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/stalls.h"

#define MOST_STALLS 200

struct _SwimStallList
{
  GPtrArray *stalls; /* of SwimSeenStall */
};

static void
seen_free (gpointer data)
{
  SwimSeenStall *seen = data;

  swim_watch_stall_free (seen->stall);
  g_clear_pointer (&seen->addresses, g_array_unref);
  g_free (seen);
}

SwimStallList *
swim_stall_list_new (void)
{
  SwimStallList *self = g_new0 (SwimStallList, 1);

  self->stalls = g_ptr_array_new_with_free_func (seen_free);
  return self;
}

void
swim_stall_list_free (SwimStallList *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->stalls);
  g_free (self);
}

/* The longest first. */
static int
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 x = (*(SwimSeenStall *const *) a)->stall->stall->duration;
  gint64 y = (*(SwimSeenStall *const *) b)->stall->stall->duration;

  return x > y ? -1 : x < y;
}

/* Takes over what @stall holds. Only the worst are kept. */
void
swim_stall_list_add (SwimStallList *self, const SwimSeenStall *stall)
{
  g_ptr_array_add (self->stalls, g_memdup2 (stall, sizeof *stall));
  if (self->stalls->len < 2 * MOST_STALLS)
    return;
  g_ptr_array_sort (self->stalls, compare_durations);
  g_ptr_array_set_size (self->stalls, MOST_STALLS);
}

/* The stall of the track that began then (owned by @self); NULL: it is not among the worst. */
SwimSeenStall *
swim_stall_list_find (SwimStallList *self, const SwimTrack *track, gint64 start)
{
  for (guint i = 0; i < self->stalls->len; i++)
    {
      SwimSeenStall *seen = g_ptr_array_index (self->stalls, i);

      if (seen->track == track && seen->stall->stall->start == start)
        return seen;
    }
  return NULL;
}

/* The worst, the longest first (of SwimSeenStall, owned by @self). */
GPtrArray *
swim_stall_list_sort (SwimStallList *self)
{
  g_ptr_array_sort (self->stalls, compare_durations);
  if (self->stalls->len > MOST_STALLS)
    g_ptr_array_set_size (self->stalls, MOST_STALLS);
  return self->stalls;
}
