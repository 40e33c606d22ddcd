/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/limit/host-limiter.h"

/* Hosts that are remembered for their pause alone before any is looked through. */
#define FEW 1024

struct _SwimHost
{
  guint64 id; /* first: it is its own key */
  guint inside;
  GQueue line; /* of SwimPermit */
  gint64 paused_until;
};

struct _SwimHosts
{
  GMutex lock; /* guards all below */
  guint per_host;
  GHashTable *table; /* of SwimHost */
  guint most;        /* size of the table from which on it is looked through */
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
    g_assert (((SwimHost *) host)->inside == 0);
  g_hash_table_unref (self->table);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
is_forgettable (SwimHost *host, gint64 now)
{
  return host->inside == 0 && host->line.length == 0 && host->paused_until <= now;
}

/* Forgets hosts that were remembered for a pause which is over. Seldom enough to cost nothing. */
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
  g_queue_init (&host->line);
  g_hash_table_add (self->table, host);
  return host;
}

/* Call with the lock. */
static gint64
get_due (const SwimPermit *permit)
{
  return permit->inside ? permit->host->paused_until : G_MAXINT64;
}

gint64
swim_host_limiter_acquire (SwimHostLimiter *self, SwimPermit *permit, guint64 id, SwimEntry entry)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  SwimHost *host = get_host (self, id);

  permit->host = host;
  permit->inside =
      self->per_host == 0 || host->inside < self->per_host || entry == SWIM_ENTRY_BYPASS;
  permit->link = (GList){ .data = permit };
  if (permit->inside)
    host->inside++;
  else if (entry == SWIM_ENTRY_FIRST)
    g_queue_push_head_link (&host->line, &permit->link);
  else
    g_queue_push_tail_link (&host->line, &permit->link);
  return get_due (permit);
}

gint64
swim_host_limiter_get_due (SwimHostLimiter *self, const SwimPermit *permit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return get_due (permit);
}

/* Lets the first in line in, where there is room: there is none after one who was let pass. */
static void
admit (SwimHostLimiter *self, SwimHost *host)
{
  SwimPermit *first;

  if (host->inside >= self->per_host || host->line.length == 0)
    return;
  first = g_queue_pop_head_link (&host->line)->data;
  first->inside = TRUE;
  host->inside++;
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
  if (permit->inside)
    {
      host->inside--;
      admit (self, host);
    }
  else
    g_queue_unlink (&host->line, &permit->link);
  permit->host = NULL;
  permit->inside = FALSE;
  if (host->inside == 0 && host->line.length == 0 && host->paused_until == 0)
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
