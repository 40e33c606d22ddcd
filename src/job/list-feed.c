/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/list-feed.h"

#define BATCHES_AHEAD 4

SwimListBatch *
swim_list_batch_new (void)
{
  SwimListBatch *batch = g_new0 (SwimListBatch, 1);

  batch->text = g_string_sized_new (32 * 1024);
  return batch;
}

void
swim_list_batch_free (SwimListBatch *batch)
{
  g_string_free (batch->text, TRUE);
  g_free (batch);
}

SwimListFeed *
swim_list_feed_new (SwimItems *list)
{
  SwimListFeed *feed = g_atomic_rc_box_new0 (SwimListFeed);

  g_mutex_init (&feed->lock);
  g_cond_init (&feed->drained);
  feed->list = list;
  return feed;
}

SwimListFeed *
swim_list_feed_ref (SwimListFeed *feed)
{
  return g_atomic_rc_box_acquire (feed);
}

static void
clear_feed (gpointer data)
{
  SwimListFeed *feed = data;

  g_queue_clear_full (&feed->batches, (GDestroyNotify) swim_list_batch_free);
  g_clear_pointer (&feed->waiting, g_main_context_unref);
  g_free (feed->fault);
  g_cond_clear (&feed->drained);
  g_mutex_clear (&feed->lock);
}

void
swim_list_feed_unref (SwimListFeed *feed)
{
  g_atomic_rc_box_release_full (feed, clear_feed);
}

static gboolean
on_wake (gpointer data)
{
  SwimListFeed *feed = data;

  if (feed->list != NULL)
    swim_items_wake (feed->list);
  return G_SOURCE_REMOVE;
}

/* Call with the lock held. */
static void
wake_puller (SwimListFeed *feed)
{
  g_autoptr (GMainContext) context = g_steal_pointer (&feed->waiting);
  g_autoptr (GSource) source = NULL;

  if (context == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_wake, swim_list_feed_ref (feed),
                         (GDestroyNotify) swim_list_feed_unref);
  g_source_attach (source, context);
}

/* Call with the lock held. */
static void
push (SwimListFeed *feed, SwimListBatch *batch)
{
  while (feed->batches.length >= BATCHES_AHEAD && !feed->closed)
    g_cond_wait (&feed->drained, &feed->lock);
  g_queue_push_tail (&feed->batches, batch);
  wake_puller (feed);
}

gboolean
swim_list_feed_push (SwimListFeed *feed, SwimListBatch *batch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feed->lock);

  push (feed, batch);
  return !feed->closed;
}

void
swim_list_feed_end (SwimListFeed *feed,
                    SwimListBatch *batch,
                    char *fault,
                    const SwimWholeList *whole)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feed->lock);

  push (feed, batch);
  feed->complete = TRUE;
  feed->fault = fault;
  if (whole != NULL)
    feed->whole = *whole;
}

SwimListBatch *
swim_list_feed_pop (SwimListFeed *feed, gboolean *ended)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feed->lock);
  SwimListBatch *batch = g_queue_pop_head (&feed->batches);

  if (batch == NULL)
    {
      if (feed->waiting == NULL)
        feed->waiting = g_main_context_ref_thread_default ();
      return NULL;
    }
  *ended = feed->complete && feed->batches.length == 0;
  g_cond_signal (&feed->drained);
  return batch;
}

void
swim_list_feed_close (SwimListFeed *feed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&feed->lock);

  feed->closed = TRUE;
  feed->list = NULL;
  g_cond_signal (&feed->drained);
}
