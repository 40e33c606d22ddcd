/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Takes the records out of a thread's ring, of which nothing is believed: a record is copied, then
 * checked, then given out. A ring that breaks the rules is not read any further. */
#pragma once

#include "preload/region.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 tail;    /* what is before it was read */
  guint64 damaged; /* records that could not be true */
  gboolean broken;
  guint64 record[65536 / sizeof (guint64)];
} SwimRing;

/* Any of the records, as its head says. */
typedef union
{
  SwimWatchHead head;
  SwimWatchContext context;
  SwimWatchTurn turn;
  SwimWatchCall call;
} SwimWatchRecord;

void swim_ring_init (SwimRing *ring, guint64 tail);
const SwimWatchRecord *swim_ring_next (SwimRing *ring, const guint8 *bytes, guint64 head);

G_END_DECLS
