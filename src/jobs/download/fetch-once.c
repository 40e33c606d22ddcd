/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/fetch-once.h"

#include <string.h>

#include "base/hash.h"
#include "base/slots.h"

/* The value of an entry: 0 while it is in flight, or else the status and 1. */
#define VALUE_BITS 5
#define VALUE_MASK ((guint64) (1 << VALUE_BITS) - 1)

G_STATIC_ASSERT (SWIM_N_STATUSES < 1 << VALUE_BITS);

struct _SwimFetchOnce
{
  GMutex lock; /* guards what follows */
  GCond ended;
  guint blocked; /* calls that wait for it */
  SwimSlots slots;
  GSList *waiters; /* few: only those of URLs that are in flight */
};

SwimFetchOnce *
swim_fetch_once_new (void)
{
  SwimFetchOnce *self = g_atomic_rc_box_new0 (SwimFetchOnce);

  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  swim_slots_init (&self->slots, VALUE_BITS);
  return self;
}

SwimFetchOnce *
swim_fetch_once_ref (SwimFetchOnce *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SwimFetchOnce *self = data;

  g_assert (self->waiters == NULL);
  swim_slots_clear (&self->slots);
  g_cond_clear (&self->ended);
  g_mutex_clear (&self->lock);
}

void
swim_fetch_once_unref (SwimFetchOnce *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint64
swim_fetch_once_get_key (SwimFetchOnce *self, const char *url, const char *path)
{
  guint64 key = swim_hash_bytes (url, strcspn (url, "#"), self->slots.seed);

  return path != NULL ? swim_hash_string (path, key) : key;
}

/* Call with the lock held. */
static SwimFetchState
look (SwimFetchOnce *self, guint64 key, SwimStatus *status)
{
  gboolean is_new;
  guint64 value = *swim_slots_get (&self->slots, key, &is_new) & VALUE_MASK;

  if (is_new)
    return SWIM_FETCH_OURS;
  if (value == 0)
    return SWIM_FETCH_IN_FLIGHT;
  *status = (SwimStatus) (value - 1);
  return SWIM_FETCH_DONE;
}

SwimFetchState
swim_fetch_once_begin (SwimFetchOnce *self,
                       guint64 key,
                       SwimStatus *status,
                       SwimFetchWaiter *waiter)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  SwimFetchState state = look (self, key, status);

  if (state != SWIM_FETCH_IN_FLIGHT || waiter == NULL)
    return state;
  waiter->key = key;
  waiter->context = g_main_context_ref_thread_default ();
  self->waiters = g_slist_prepend (self->waiters, waiter);
  return state;
}

SwimFetchState
swim_fetch_once_begin_blocking (SwimFetchOnce *self, guint64 key, SwimStatus *status)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  SwimFetchState state;

  self->blocked++;
  while ((state = look (self, key, status)) == SWIM_FETCH_IN_FLIGHT)
    g_cond_wait (&self->ended, &self->lock);
  self->blocked--;
  return state;
}

static gboolean
on_wake (gpointer data)
{
  SwimFetchWaiter *waiter = data;

  waiter->wake (waiter);
  return G_SOURCE_REMOVE;
}

static void
wake (SwimFetchWaiter *waiter)
{
  g_autoptr (GMainContext) context = g_steal_pointer (&waiter->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_wake, waiter, NULL);
  g_source_attach (source, context);
}

void
swim_fetch_once_end (SwimFetchOnce *self, guint64 key, SwimStatus status)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GSList **link = &self->waiters;
  gboolean is_new;

  *swim_slots_get (&self->slots, key, &is_new) |= (guint64) status + 1;
  if (self->blocked > 0) /* else it is a system call for nothing */
    g_cond_broadcast (&self->ended);
  while (*link != NULL)
    {
      SwimFetchWaiter *waiter = (*link)->data;

      if (waiter->key != key)
        {
          link = &(*link)->next;
          continue;
        }
      *link = g_slist_delete_link (*link, *link);
      wake (waiter);
    }
}
