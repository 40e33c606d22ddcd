/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/connections.h"

/* The connections that are at one host, or were there last. */
struct _SwimHttpHostPool
{
  guint64 host; /* first: it is its own key */
  guint connections;
  GQueue idle; /* of SwimHttpConnection, the last used first */
};

struct _SwimHttpConnections
{
  GMutex lock; /* guards all below; a connection in use is its exchange's */
  char *connections;
  gsize size; /* bytes of one */
  guint count;
  guint used;  /* so many of them were ever used */
  GQueue idle; /* of SwimHttpConnection, the last used first */
  GHashTable *pools;
  GPtrArray *more; /* in place of those that were abandoned */
  guint abandoned;
};

SwimHttpConnections *
swim_http_connections_new (guint count, gsize size)
{
  SwimHttpConnections *self = g_new0 (SwimHttpConnections, 1);

  g_mutex_init (&self->lock);
  self->connections = g_malloc0_n (count, size);
  self->size = size;
  self->count = count;
  self->pools = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->more = g_ptr_array_new ();
  return self;
}

void
swim_http_connections_free (SwimHttpConnections *self)
{
  g_hash_table_unref (self->pools);
  if (self->abandoned == 0)
    g_free (self->connections);
  g_ptr_array_unref (self->more);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
swim_http_connections_get_used (SwimHttpConnections *self)
{
  return self->used + self->more->len;
}

gpointer
swim_http_connections_nth (SwimHttpConnections *self, guint n)
{
  return n < self->used ? self->connections + n * self->size
                        : g_ptr_array_index (self->more, n - self->used);
}

guint
swim_http_connection_get_index (SwimHttpConnection *connection)
{
  SwimHttpConnections *self = connection->owner;

  return (guint) ((gsize) ((char *) connection - self->connections) / self->size);
}

static SwimHttpHostPool *
get_pool (SwimHttpConnections *self, guint64 host)
{
  SwimHttpHostPool *pool = g_hash_table_lookup (self->pools, &host);

  if (pool != NULL)
    return pool;
  pool = g_new0 (SwimHttpHostPool, 1);
  pool->host = host;
  g_queue_init (&pool->idle);
  g_hash_table_add (self->pools, pool);
  return pool;
}

static void
unlink_connection (SwimHttpConnections *self, SwimHttpConnection *connection)
{
  g_queue_unlink (&self->idle, &connection->link);
  g_queue_unlink (&connection->pool->idle, &connection->pool_link);
}

/* One that was never used, or else the one that was idle for the longest: the client closes its old
 * connection when it opens the next. */
static SwimHttpConnection *
take_oldest (SwimHttpConnections *self)
{
  SwimHttpConnection *connection;

  if (self->used < self->count)
    return (gpointer) (self->connections + self->used++ * self->size);
  if (self->idle.length == 0)
    {
      g_assert (self->more->len < self->abandoned); /* there is one for each exchange */
      connection = g_malloc0 (self->size);
      g_ptr_array_add (self->more, connection);
      return connection;
    }
  connection = g_queue_peek_tail (&self->idle);
  unlink_connection (self, connection);
  if (--connection->pool->connections == 0)
    g_hash_table_remove (self->pools, connection->pool);
  return connection;
}

gpointer
swim_http_connections_acquire (SwimHttpConnections *self, guint64 host)
{
  SwimHttpHostPool *pool;
  SwimHttpConnection *connection;

  g_mutex_lock (&self->lock);
  pool = get_pool (self, host);
  connection = g_queue_peek_head (&pool->idle);
  if (connection != NULL)
    unlink_connection (self, connection);
  else
    {
      pool->connections++;
      connection = take_oldest (self);
      connection->owner = self;
      connection->pool = pool;
    }
  g_mutex_unlock (&self->lock);
  return connection;
}

void
swim_http_connections_release (SwimHttpConnection *connection)
{
  SwimHttpConnections *self = connection->owner;

  connection->link = (GList){ .data = connection };
  connection->pool_link = (GList){ .data = connection };
  g_mutex_lock (&self->lock);
  g_queue_push_head_link (&self->idle, &connection->link);
  g_queue_push_head_link (&connection->pool->idle, &connection->pool_link);
  g_mutex_unlock (&self->lock);
}

void
swim_http_connections_abandon (SwimHttpConnection *connection)
{
  SwimHttpConnections *self = connection->owner;

  g_mutex_lock (&self->lock);
  self->abandoned++;
  if (--connection->pool->connections == 0)
    g_hash_table_remove (self->pools, connection->pool);
  g_mutex_unlock (&self->lock);
}
