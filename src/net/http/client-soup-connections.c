/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connections of the libsoup client: a session with one connection each, for one exchange at a
 * time. A single session does not scale: each change of a message's state looks at the session's
 * whole queue and at all connections to the host. */
#include "config.h"

#include "net/http/client-soup.h"
#include "net/http/proxy.h"

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

/* With a limit of one a host, a blocking call of libsoup would wait for ever for a connection that
 * the server closes between its two looks at it. The limit of one in all makes it close what is
 * idle, and open another. Deadlines are policy, so libsoup's timeout is off. So is the idle
 * timeout: its timer would be set for each request, and in the blocking form it would fire on the
 * main loop while a thread uses the connection. A connection that the server has closed is noticed
 * anyway. Without a proxy resolver GSocketClient makes no lookup; the desktop's may start a thread.
 */
static SoupSession *
new_session (const SwimHttpClientConfig *config)
{
  SoupSession *session =
      soup_session_new_with_options ("max-conns", 1, "max-conns-per-host", 2, "timeout", 0,
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

SwimSoupConnection *
swim_soup_connection_acquire (SwimHttpConnections *connections,
                              const SwimHttpClientConfig *config,
                              guint64 host)
{
  SwimSoupConnection *connection = swim_http_connections_acquire (connections, host);

  if (connection->session == NULL)
    connection->session = new_session (config);
  return connection;
}

void
swim_soup_connection_note_event (SwimSoupConnection *self,
                                 GSocketClientEvent event,
                                 GIOStream *stream)
{
  if (event == G_SOCKET_CLIENT_CONNECTING || event == G_SOCKET_CLIENT_CONNECTED)
    self->fd = g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
  else if (event == G_SOCKET_CLIENT_RESOLVING)
    self->fd = 0; /* a kept connection is gone */
  else
    return;
  self->exchange->events->on_socket (self->exchange, self->fd);
}

/* The session, the message and what was begun with them stay as they are. */
void
swim_soup_connection_abandon (SwimSoupConnection *self)
{
  self->abandoned = TRUE;
  self->exchange->connection = NULL;
  self->exchange = NULL;
  swim_soup_signals_unwatch (self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  swim_http_connections_abandon (&self->connection);
}
