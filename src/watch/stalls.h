/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The worst stalls of all loops that are watched. */
#pragma once

#include "watch/track.h"

G_BEGIN_DECLS

#define SWIM_NO_SITE G_MAXUINT

/* A stall in the making: whose it is, and from where its call was made. */
typedef struct
{
  SwimTrack *track;
  guint site;        /* in the track's image; or SWIM_NO_SITE */
  GArray *addresses; /* of guint64: where the thread was seen, instead of a site; NULL: nowhere */
  SwimWatchStall *stall;
} SwimSeenStall;

typedef struct _SwimStallList SwimStallList;

SwimStallList *swim_stall_list_new (void);
void swim_stall_list_free (SwimStallList *list);
void swim_stall_list_add (SwimStallList *list, const SwimSeenStall *stall);
SwimSeenStall *swim_stall_list_find (SwimStallList *list, const SwimTrack *track, gint64 start);
GPtrArray *swim_stall_list_sort (SwimStallList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimStallList, swim_stall_list_free)

G_END_DECLS
