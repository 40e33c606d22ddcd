/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Thousands of pending delays behind one GSource. A GLib timeout for each would make every
 * iteration of the loop look at all of them, and would round to milliseconds. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimDelayQueue SwimDelayQueue;
typedef struct _SwimDelay SwimDelay;

typedef void (*SwimDelayFunc) (SwimDelay *delay);

/* One delay, to be embedded in whatever is delayed; the queue never frees it. All fields but the
 * functions belong to the queue. A delay of zeros is not pending. */
struct _SwimDelay
{
  SwimDelayFunc on_due;     /* the delay is over, and no longer in the queue */
  SwimDelayFunc on_dropped; /* the queue was freed first; may be NULL */

  gint64 due_us;
  guint64 order;
  GSequenceIter *place; /* NULL: not pending */
};

SwimDelayQueue *swim_delay_queue_new (GMainContext *context);
void swim_delay_queue_free (SwimDelayQueue *self);
void swim_delay_queue_add (SwimDelayQueue *self, SwimDelay *delay, gint64 delay_us);
void swim_delay_queue_remove (SwimDelayQueue *self, SwimDelay *delay);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDelayQueue, swim_delay_queue_free)

G_END_DECLS
