/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connections of the libsoup client: a session with one connection each, for one exchange at a
 * time. A single session does not scale: each change of a message's state looks at the session's
 * whole queue and at all connections to the host. An exchange gets a connection that was at its
 * host before, the one used last first, so that a host never has more connections than it had
 * requests at once. */
#include "config.h"

#include "net/http/client-soup.h"
#include "net/http/proxy.h"

/* The connections that are at one host, or were there last. */
struct _SwimSoupPool
{
  guint64 host; /* first: it is its own key */
  guint connections;
  GQueue idle; /* of SwimSoupConnection, the last used first */
};

struct _SwimSoupConnections
{
  const SwimHttpClientConfig *config;
  GMutex lock; /* guards all below; a connection in use is its exchange's */
  SwimSoupConnection *connections;
  guint count;
  guint used;  /* so many of them were ever used */
  GQueue idle; /* of SwimSoupConnection, the last used first */
  GHashTable *pools;
};

SwimSoupConnections *
swim_soup_connections_new (const SwimHttpClientConfig *config)
{
  SwimSoupConnections *self = g_new0 (SwimSoupConnections, 1);

  self->config = config;
  g_mutex_init (&self->lock);
  self->connections = g_new0 (SwimSoupConnection, config->slots);
  self->count = config->slots;
  self->pools = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
swim_soup_connections_free (SwimSoupConnections *self)
{
  for (guint i = 0; i < self->used; i++)
    g_clear_object (&self->connections[i].session);
  g_hash_table_unref (self->pools);
  g_free (self->connections);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The proxy is told user and password in the requests that it reads itself: the CONNECT of libsoup,
 * and those that are not encrypted. */
static void
on_queued (SoupSession *session, SoupMessage *message, GProxyResolver *proxies)
{
  GUri *uri = soup_message_get_uri (message);
  gboolean tunnels = soup_message_get_method (message) == SOUP_METHOD_CONNECT;
  g_autofree char *authorization = NULL;

  if (!tunnels && !g_str_equal (g_uri_get_scheme (uri), "http"))
    return;
  authorization = swim_proxy_dup_authorization (proxies, uri);
  if (authorization != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Proxy-Authorization",
                                  authorization);
}

/* Deadlines are policy, so libsoup's timeout is off. So is the idle timeout: its timer would be set
 * for each request, and in the blocking form it would fire on the main loop while a thread uses the
 * connection. A connection that the server has closed is noticed anyway. Without a proxy resolver
 * GSocketClient makes no lookup; the desktop's may start a thread. */
static SoupSession *
new_session (const SwimHttpClientConfig *config)
{
  SoupSession *session =
      soup_session_new_with_options ("max-conns", 1, "max-conns-per-host", 1, "timeout", 0,
                                     "idle-timeout", 0, "user-agent", config->user_agent, NULL);

  soup_session_set_proxy_resolver (session, config->proxies);
  if (config->proxies != NULL)
    g_signal_connect (session, "request-queued", G_CALLBACK (on_queued), config->proxies);
  if (config->trusted != NULL) /* NULL would mean no authority at all */
    soup_session_set_tls_database (session, config->trusted);
  /* Stored is what was sent: the hash must not depend on a decoder. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static SwimSoupPool *
get_pool (SwimSoupConnections *self, guint64 host)
{
  SwimSoupPool *pool = g_hash_table_lookup (self->pools, &host);

  if (pool != NULL)
    return pool;
  pool = g_new0 (SwimSoupPool, 1);
  pool->host = host;
  g_queue_init (&pool->idle);
  g_hash_table_add (self->pools, pool);
  return pool;
}

static void
unlink_connection (SwimSoupConnections *self, SwimSoupConnection *connection)
{
  g_queue_unlink (&self->idle, &connection->link);
  g_queue_unlink (&connection->pool->idle, &connection->pool_link);
}

/* One that was never used, or else the one that was idle for the longest: its session closes the
 * old connection when it opens the next. */
static SwimSoupConnection *
take_oldest (SwimSoupConnections *self)
{
  SwimSoupConnection *connection;

  if (self->used < self->count)
    return &self->connections[self->used++];
  g_assert (self->idle.length > 0); /* there is a connection for each exchange */
  connection = g_queue_peek_tail (&self->idle);
  unlink_connection (self, connection);
  if (--connection->pool->connections == 0)
    g_hash_table_remove (self->pools, connection->pool);
  return connection;
}

SwimSoupConnection *
swim_soup_connections_acquire (SwimSoupConnections *self, guint64 host)
{
  SwimSoupPool *pool;
  SwimSoupConnection *connection;

  g_mutex_lock (&self->lock);
  pool = get_pool (self, host);
  connection = g_queue_peek_head (&pool->idle);
  if (connection != NULL)
    unlink_connection (self, connection);
  else
    {
      pool->connections++;
      connection = take_oldest (self);
      connection->pool = pool;
    }
  g_mutex_unlock (&self->lock);
  if (connection->session == NULL)
    {
      connection->owner = self;
      connection->session = new_session (self->config);
    }
  return connection;
}

void
swim_soup_connections_release (SwimSoupConnection *connection)
{
  SwimSoupConnections *self = connection->owner;

  connection->link = (GList){ .data = connection };
  connection->pool_link = (GList){ .data = connection };
  g_mutex_lock (&self->lock);
  g_queue_push_head_link (&self->idle, &connection->link);
  g_queue_push_head_link (&connection->pool->idle, &connection->pool_link);
  g_mutex_unlock (&self->lock);
}
