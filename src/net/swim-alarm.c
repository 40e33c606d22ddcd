/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-alarm.h"

struct _SwimAlarms
{
  GSource *source;
  GMutex lock;
  GQueue queue; /* of SwimAlarm, the soonest first */
};

typedef struct
{
  GSource parent;
  SwimAlarms *alarms;
} AlarmSource;

/* Call with the lock. */
static void
update_ready_time (SwimAlarms *self)
{
  SwimAlarm *head = g_queue_peek_head (&self->queue);

  g_source_set_ready_time (self->source, head != NULL ? head->due : -1);
}

/* Call with the lock. */
static void
unlink_alarm (SwimAlarms *self, SwimAlarm *alarm)
{
  g_queue_unlink (&self->queue, &alarm->link);
  alarm->set = FALSE;
}

/* Those that are set while others ring have their turn in the next one: the source is ready
 * then. */
static gboolean
dispatch_source (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimAlarms *self = ((AlarmSource *) source)->alarms;
  gint64 now = g_source_get_time (source);
  guint most;

  g_mutex_lock (&self->lock);
  most = self->queue.length;
  while (most-- > 0 && self->queue.length > 0)
    {
      SwimAlarm *alarm = g_queue_peek_head (&self->queue);

      if (alarm->due > now)
        break;
      unlink_alarm (self, alarm);
      g_mutex_unlock (&self->lock);
      alarm->rang (alarm);
      g_mutex_lock (&self->lock);
    }
  update_ready_time (self);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_CONTINUE;
}

SwimAlarms *
swim_alarms_new (GMainContext *context)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_source };
  SwimAlarms *self = g_new0 (SwimAlarms, 1);

  g_mutex_init (&self->lock);
  self->source = g_source_new (&funcs, sizeof (AlarmSource));
  ((AlarmSource *) self->source)->alarms = self;
  g_source_set_static_name (self->source, "swimlane alarms");
  g_source_attach (self->source, context);
  return self;
}

void
swim_alarms_free (SwimAlarms *self)
{
  g_assert (self->queue.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Where it belongs in the queue. Most times are later than all before them. Call with the lock. */
static void
insert (SwimAlarms *self, SwimAlarm *alarm)
{
  GList *before = self->queue.tail;
  SwimAlarm *head = g_queue_peek_head (&self->queue);

  if (head != NULL && alarm->due < head->due)
    before = NULL;
  while (before != NULL && ((SwimAlarm *) before->data)->due > alarm->due)
    before = before->prev;
  alarm->link = (GList){ .data = alarm };
  if (before == NULL)
    g_queue_push_head_link (&self->queue, &alarm->link);
  else
    g_queue_insert_after_link (&self->queue, before, &alarm->link);
  alarm->set = TRUE;
}

void
swim_alarms_set (SwimAlarms *self, SwimAlarm *alarm, gint64 due)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (alarm->set && alarm->due <= due)
    return;
  if (alarm->set)
    unlink_alarm (self, alarm);
  alarm->due = due;
  insert (self, alarm);
  if (self->queue.head == &alarm->link)
    update_ready_time (self);
}

void
swim_alarms_clear (SwimAlarms *self, SwimAlarm *alarm)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (alarm->set)
    unlink_alarm (self, alarm);
}
