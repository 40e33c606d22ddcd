/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/host-limiter.h"

/* From that many hosts on, those that are remembered for a past pause alone are forgotten. */
#define FEW 1024

struct _SwimHost
{
  guint64 id;   /* first: it is its own key */
  guint held;   /* permits */
  GQueue queue; /* of SwimPermit */
  gint64 paused_until;
};

struct _SwimHostLimiter
{
  GMutex lock; /* guards all below */
  guint per_host;
  GHashTable *table; /* of SwimHost */
  guint most;        /* size of the table from which on hosts are forgotten */
};

SwimHostLimiter *
swim_host_limiter_new (guint per_host)
{
  SwimHostLimiter *self = g_new0 (SwimHostLimiter, 1);

  g_mutex_init (&self->lock);
  self->per_host = per_host;
  self->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->most = FEW;
  return self;
}

void
swim_host_limiter_free (SwimHostLimiter *self)
{
  GHashTableIter iter;
  gpointer host;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &host))
    g_assert (((SwimHost *) host)->held == 0);
  g_hash_table_unref (self->table);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
is_forgettable (SwimHost *host, gint64 now)
{
  return host->held == 0 && host->queue.length == 0 && host->paused_until <= now;
}

/* Forgets hosts whose pause is over. Rare, as the limit doubles. */
static void
forget_some (SwimHostLimiter *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer host;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &host))
    if (is_forgettable (host, now))
      g_hash_table_iter_remove (&iter);
  self->most = MAX (FEW, g_hash_table_size (self->table) * 2);
}

static SwimHost *
get_host (SwimHostLimiter *self, guint64 id)
{
  SwimHost *host = g_hash_table_lookup (self->table, &id);

  if (host != NULL)
    return host;
  if (g_hash_table_size (self->table) >= self->most)
    forget_some (self);
  host = g_new0 (SwimHost, 1);
  host->id = id;
  g_queue_init (&host->queue);
  g_hash_table_add (self->table, host);
  return host;
}

/* Call with the lock. */
static gint64
get_due (const SwimPermit *permit)
{
  return permit->held ? permit->host->paused_until : G_MAXINT64;
}

gint64
swim_host_limiter_acquire (SwimHostLimiter *self, SwimPermit *permit, guint64 id, SwimEntry entry)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  SwimHost *host = get_host (self, id);

  permit->host = host;
  permit->held = self->per_host == 0 || host->held < self->per_host || entry == SWIM_ENTRY_BYPASS;
  permit->link = (GList){ .data = permit };
  if (permit->held)
    host->held++;
  else if (entry == SWIM_ENTRY_FIRST)
    g_queue_push_head_link (&host->queue, &permit->link);
  else
    g_queue_push_tail_link (&host->queue, &permit->link);
  return get_due (permit);
}

gint64
swim_host_limiter_get_due (SwimHostLimiter *self, const SwimPermit *permit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return get_due (permit);
}

/* Gives a permit to the first in the queue. After a bypass there may be none to give. */
static void
grant_next (SwimHostLimiter *self, SwimHost *host)
{
  SwimPermit *first;

  if (host->held >= self->per_host || host->queue.length == 0)
    return;
  first = g_queue_pop_head_link (&host->queue)->data;
  first->held = TRUE;
  host->held++;
  first->acquired (first);
}

void
swim_host_limiter_release (SwimHostLimiter *self, SwimPermit *permit)
{
  g_autoptr (GMutexLocker) locker = NULL;
  SwimHost *host = permit->host;

  if (host == NULL)
    return;
  locker = g_mutex_locker_new (&self->lock);
  if (permit->held)
    {
      host->held--;
      grant_next (self, host);
    }
  else
    g_queue_unlink (&host->queue, &permit->link);
  permit->host = NULL;
  permit->held = FALSE;
  if (host->held == 0 && host->queue.length == 0 && host->paused_until == 0)
    g_hash_table_remove (self->table, host);
}

void
swim_host_limiter_pause (SwimHostLimiter *self, SwimPermit *permit, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  permit->host->paused_until = MAX (permit->host->paused_until, until);
}

guint
swim_host_limiter_count (SwimHostLimiter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_size (self->table);
}
