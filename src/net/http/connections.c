/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lanes: a session with one connection each, for one item at a time. An item takes one that was
 * at its host before, the last one used first, so that a host sees no more connections than there
 * ever were requests to it at once. */
#include "config.h"

#include "net/http/http-private.h"
#include "net/http/proxy.h"

/* The lanes that are, or were last, at one host. */
struct _SwimHttpPool
{
  guint64 host; /* first: it is its own key */
  guint lanes;
  GQueue idle; /* of SwimHttpLane, the last used first */
};

struct _SwimHttpLanes
{
  const SwimHttpPolicy *policy;
  GMutex lock; /* guards all below; a lane in use is its user's */
  SwimHttpLane *lanes;
  guint count;
  guint used;  /* so many of them were ever used */
  GQueue idle; /* of SwimHttpLane, the last used first */
  GHashTable *pools;
};

SwimHttpLanes *
swim_http_lanes_new (const SwimHttpPolicy *policy, guint count)
{
  SwimHttpLanes *self = g_new0 (SwimHttpLanes, 1);

  self->policy = policy;
  g_mutex_init (&self->lock);
  self->lanes = g_new0 (SwimHttpLane, count);
  self->count = count;
  self->pools = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
swim_http_lanes_free (SwimHttpLanes *self)
{
  for (guint i = 0; i < self->used; i++)
    g_clear_object (&self->lanes[i].session);
  g_hash_table_unref (self->pools);
  g_free (self->lanes);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* What a proxy must know it is told in the requests that it reads itself: that for a tunnel, which
 * libsoup makes, and those that are not encrypted. */
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

/* The timeout is a total one and ours, so libsoup's own is off. So is the idle timeout: its timer
 * would be set for each request, and for the blocking form it would fire on the main loop while a
 * thread uses the connection. A connection that the server has closed is noticed anyway. Without a
 * proxy resolver GSocketClient takes the short way; with the desktop's it may start a thread. */
static SoupSession *
new_session (const SwimHttpPolicy *policy)
{
  SoupSession *session =
      soup_session_new_with_options ("max-conns", 1, "max-conns-per-host", 1, "timeout", 0,
                                     "idle-timeout", 0, "user-agent", PACKAGE "/" VERSION, NULL);

  soup_session_set_proxy_resolver (session, policy->proxies);
  if (policy->proxies != NULL)
    g_signal_connect (session, "request-queued", G_CALLBACK (on_queued), policy->proxies);
  if (policy->trusted != NULL) /* NULL would be nobody */
    soup_session_set_tls_database (session, policy->trusted);
  /* What is stored is what was sent: a digest over it must not depend on who decodes. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static SwimHttpPool *
get_pool (SwimHttpLanes *self, guint64 host)
{
  SwimHttpPool *pool = g_hash_table_lookup (self->pools, &host);

  if (pool != NULL)
    return pool;
  pool = g_new0 (SwimHttpPool, 1);
  pool->host = host;
  g_queue_init (&pool->idle);
  g_hash_table_add (self->pools, pool);
  return pool;
}

static void
unlink_lane (SwimHttpLanes *self, SwimHttpLane *lane)
{
  g_queue_unlink (&self->idle, &lane->link);
  g_queue_unlink (&lane->pool->idle, &lane->pool_link);
}

/* One that was never used, or else the one that was idle for the longest: its session closes the
 * connection to the host before when it makes the next. */
static SwimHttpLane *
take_any (SwimHttpLanes *self)
{
  SwimHttpLane *lane;

  if (self->used < self->count)
    return &self->lanes[self->used++];
  g_assert (self->idle.length > 0); /* no more items are in flight than there are lanes */
  lane = g_queue_peek_tail (&self->idle);
  unlink_lane (self, lane);
  if (--lane->pool->lanes == 0)
    g_hash_table_remove (self->pools, lane->pool);
  return lane;
}

SwimHttpLane *
swim_http_lanes_take (SwimHttpLanes *self, guint64 host)
{
  SwimHttpPool *pool;
  SwimHttpLane *lane;

  g_mutex_lock (&self->lock);
  pool = get_pool (self, host);
  lane = g_queue_peek_head (&pool->idle);
  if (lane != NULL)
    unlink_lane (self, lane);
  else
    {
      pool->lanes++;
      lane = take_any (self);
      lane->pool = pool;
    }
  g_mutex_unlock (&self->lock);
  if (lane->session == NULL)
    lane->session = new_session (self->policy);
  return lane;
}

void
swim_http_lanes_give_back (SwimHttpLanes *self, SwimHttpLane *lane)
{
  lane->link = (GList){ .data = lane };
  lane->pool_link = (GList){ .data = lane };
  g_mutex_lock (&self->lock);
  g_queue_push_head_link (&self->idle, &lane->link);
  g_queue_push_head_link (&lane->pool->idle, &lane->pool_link);
  g_mutex_unlock (&self->lock);
}
