/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client on libsoup. Its non-blocking form needs no thread: soup_session_send_and_read_async()
 * would splice in a worker thread, a wake-up for each request; reading from the pollable stream,
 * and waiting only where that would block, needs none. */
#include "config.h"

#include "net/http/client-soup.h"

#include <string.h>

#define MOST_A_DISPATCH (1024 * 1024) /* bytes; then other sources have their turn */

/* What is chosen for all exchanges of one instance. */
typedef struct
{
  SwimHttpClientConfig config;
  SwimHttpConnections *connections;
} Soup;

static gpointer
soup_new (const SwimHttpClientConfig *config)
{
  Soup *self = g_new0 (Soup, 1);

  swim_soup_head_init ();
  swim_soup_signals_init ();
  g_tls_backend_get_default (); /* reads modules, which is not for the loop */
  self->config = *config;
  self->connections = swim_http_connections_new (config->slots, sizeof (SwimSoupConnection));
  return self;
}

static void
soup_free (gpointer client)
{
  Soup *self = client;
  guint used = swim_http_connections_get_used (self->connections);

  for (guint i = 0; i < used; i++)
    {
      SwimSoupConnection *connection = swim_http_connections_nth (self->connections, i);

      if (!connection->abandoned)
        g_object_unref (connection->session);
      g_clear_pointer (&connection->wire, swim_soup_wire_unref);
    }
  swim_http_connections_free (self->connections);
  g_free (self);
}

/* HTTP/2 is not offered: that of libsoup 3.2 hangs, or reports another end of a stream than there
 * was, and a connection with one exchange gains nothing by it.
 *
 * libsoup lets a connection end without close_notify, so that anybody on the way could cut a body
 * that has no length. Where a server asks for a certificate, its interaction would be called on the
 * main loop, which in the blocking form may wait for this very thread; without one there is an
 * answer at once. */
static void
prepare_tls (GTlsConnection *connection, GTlsCertificate *certificate)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  g_tls_connection_set_advertised_protocols (connection, protocols);
  g_tls_connection_set_require_close_notify (connection, TRUE);
  g_tls_connection_set_interaction (connection, NULL);
  swim_soup_tls_name (G_TLS_CLIENT_CONNECTION (connection));
  if (certificate != NULL)
    g_tls_connection_set_certificate (connection, certificate);
}

/* Where the address is refused, the socket is closed before it sends anything, and GIO tries the
 * host's next address. */
static void
check_address (SwimSoupConnection *self, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  if (self->exchange->events->on_connect (self->exchange, address))
    return;
  self->refused = TRUE;
  g_socket_close (g_socket_connection_get_socket (connection), NULL);
}

/* The connection stands, TLS and proxies included: what comes from now on is HTTP. */
static void
watch_wire (SwimSoupConnection *self, GIOStream *stream)
{
  g_clear_pointer (&self->wire, swim_soup_wire_unref);
  if (stream != NULL)
    self->wire = swim_soup_tap (stream);
}

/* While a connection is made. */
void
swim_soup_network_event (SwimSoupConnection *self, GSocketClientEvent event, GIOStream *stream)
{
  swim_soup_connection_note_event (self, event, stream);
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    prepare_tls (G_TLS_CONNECTION (stream), self->config->certificate);
  else if (event == G_SOCKET_CLIENT_CONNECTING && self->config->check_address)
    check_address (self, G_SOCKET_CONNECTION (stream));
  else if (event == G_SOCKET_CLIENT_COMPLETE)
    watch_wire (self, stream);
}

/* Those of libsoup's own that have another value, or none, are set when it begins to send. */
static void
add_headers (SoupMessage *message, const char *const *lines)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');
      const char *value = colon + 1 + strspn (colon + 1, " \t");
      g_autofree char *name = g_strndup (lines[i], (gsize) (colon - lines[i]));

      if (value[0] != '\0')
        soup_message_headers_append (headers, name, value);
    }
}

static SwimSoupConnection *
open_exchange (Soup *client, SwimHttpExchange *exchange)
{
  SwimSoupConnection *self =
      swim_soup_connection_acquire (client->connections, &client->config, exchange->host);
  SoupMessageHeaders *headers;

  exchange->connection = self;
  self->exchange = exchange;
  self->config = &client->config;
  self->cancelled = FALSE;
  self->refused = FALSE;
  self->delivered = 0;
  if (self->wire != NULL)
    swim_soup_wire_reset (self->wire);
  /* SOUP_METHOD_GET is a data race between threads. */
  self->message = soup_message_new_from_uri ("GET", exchange->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT); /* they are policy */
  swim_soup_signals_watch (self);
  exchange->events->on_socket (exchange, self->fd);
  if (exchange->headers != NULL)
    add_headers (self->message, exchange->headers);
  if (exchange->from > 0)
    {
      headers = soup_message_get_request_headers (self->message);
      soup_message_headers_set_range (headers, (gint64) exchange->from, -1);
      soup_message_headers_replace (headers, "If-Range", exchange->validator);
    }
  return self;
}

static void
clear_source (SwimSoupConnection *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/* A body that was read to its end leaves the connection open. Else libsoup closes the connection
 * rather than wait for the rest, which does not block. */
static void
close_stream (SwimSoupConnection *self)
{
  clear_source (self);
  self->rest = NULL;
  if (self->stream == NULL)
    return;
  g_input_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
}

/* Of the addresses that cannot be connected to GIO reports the first. Where that is one that was
 * closed here, another could not be used either. */
static SwimStatus
get_status (SwimSoupConnection *self, const GError *error)
{
  if (self->refused && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return SWIM_STATUS_REFUSED;
  return swim_soup_status_from_error (error);
}

/* The exchange is over; error is NULL where nothing failed. The connection is free for the next
 * exchange before on_done, which may start it. What is left of the body would be read as the next
 * answer, where libsoup has taken the body for complete and would keep the connection; it looks at
 * the headers only when the body is closed. */
static void
end_exchange (SwimSoupConnection *self, const GError *error)
{
  SwimHttpExchange *exchange = g_steal_pointer (&self->exchange);
  gboolean soiled = self->stream != NULL && (error != NULL || swim_soup_body_goes_on (self));

  if (soiled)
    soup_message_headers_replace (soup_message_get_request_headers (self->message), "Connection",
                                  "close");
  close_stream (self);
  swim_soup_signals_unwatch (self);
  g_clear_object (&self->message);
  exchange->connection = NULL;
  swim_http_connections_release (&self->connection);
  if (error != NULL)
    swim_http_exchange_fail (exchange, get_status (self, error),
                             soup_session_get_proxy_resolver (self->session) != NULL, error);
  else
    exchange->events->on_done (exchange, SWIM_STATUS_OK, NULL);
}

/* A proxy that opens no tunnel answers CONNECT itself, and libsoup delivers that as if it were the
 * server's answer. */
static gboolean
is_from_proxy (SwimSoupConnection *self)
{
  return g_str_equal (g_uri_get_scheme (self->exchange->uri), "https")
         && soup_message_get_tls_peer_certificate (self->message) == NULL;
}

/* The connection is closed as well, also where libsoup takes the body for complete. */
static void
refuse_head (SwimSoupConnection *self, const GError *error)
{
  close_stream (self);
  soup_session_abort (self->session);
  end_exchange (self, error);
}

/* After the head was read, or failed to be. FALSE: the exchange is over. */
static gboolean
accept_head (SwimSoupConnection *self, GError **error)
{
  SwimHttpExchange *exchange = self->exchange;
  SwimHttpFraming framing = { .wrong = NULL };

  if (self->stream == NULL)
    {
      swim_soup_head_explain (self, error);
      end_exchange (self, *error);
      return FALSE;
    }
  if (!swim_soup_head_check (self, &framing, error))
    {
      refuse_head (self, *error);
      return FALSE;
    }
  exchange->code = framing.code;
  exchange->reason = soup_message_get_reason_phrase (self->message);
  exchange->from_proxy = is_from_proxy (self);
  exchange->length = framing.length;
  exchange->open_ended = swim_soup_head_is_open_ended (self, &framing);
  if (exchange->events->on_head (exchange) != SWIM_BODY_CLOSE)
    return TRUE;
  end_exchange (self, NULL);
  return FALSE;
}

static const char *
soup_get_header (SwimHttpExchange *exchange, const char *name)
{
  return swim_soup_head_get (exchange->connection, name);
}

static gboolean on_readable (GObject *stream, gpointer data);
static gboolean on_idle (gpointer data);

static void
attach_source (SwimSoupConnection *self, GSource *source, GSourceFunc func)
{
  clear_source (self);
  self->source = source;
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->config->context);
}

/* For when a read would block. The source polls the socket, so it stays good for the next time,
 * unless there is another stream then. */
static void
wait_to_read (SwimSoupConnection *self)
{
  GInputStream *stream = self->rest != NULL ? self->rest : self->stream;

  if (self->source != NULL && !self->yields && self->rest == NULL)
    return;
  self->yields = FALSE;
  attach_source (self,
                 g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (stream),
                                                        self->exchange->cancellable),
                 G_SOURCE_FUNC (on_readable));
}

/* Lets other sources have their turn. What is left may be in libsoup's buffer rather than in the
 * socket, so a poll might not report it. */
static void
yield_loop (SwimSoupConnection *self)
{
  GSource *source;

  if (self->source != NULL && self->yields)
    return;
  self->yields = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  attach_source (self, source, on_idle);
}

/* Reads once, in either form. Returns how much was read where there is to be more, 0 where reading
 * stops here: the body is over, or paused, or not there yet. */
static gsize
read_piece (SwimSoupConnection *self, gboolean blocking)
{
  SwimHttpExchange *exchange = self->exchange;
  g_autoptr (GError) error = NULL;
  guint8 *room = exchange->room;
  gssize length = swim_soup_body_read (self, room, exchange->room_bytes, blocking, &error);
  SwimHttpFlow flow = SWIM_FLOW_STOP;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      wait_to_read (self);
      return 0;
    }
  swim_soup_body_check (self, length, &error);
  if (length > 0)
    flow = exchange->events->on_bytes (exchange, room, (gsize) length);
  if (flow == SWIM_FLOW_GO && error == NULL)
    return (gsize) length;
  if (flow == SWIM_FLOW_PAUSE)
    clear_source (self);
  else
    end_exchange (self, error);
  return 0;
}

static void
read_body (SwimSoupConnection *self, gboolean blocking)
{
  gsize in_all = 0;

  while (blocking || in_all < MOST_A_DISPATCH)
    {
      gsize length = read_piece (self, blocking);

      if (length == 0)
        return;
      in_all += length;
    }
  yield_loop (self);
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  read_body (data, FALSE);
  return G_SOURCE_CONTINUE; /* destroyed where it is no longer wanted */
}

static gboolean
on_idle (gpointer data)
{
  read_body (data, FALSE);
  return G_SOURCE_CONTINUE; /* likewise */
}

static void
soup_perform (gpointer client, SwimHttpExchange *exchange)
{
  SwimSoupConnection *self = open_exchange (client, exchange);
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send (self->session, self->message, exchange->cancellable, &error);
  if (accept_head (self, &error))
    read_body (self, TRUE);
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  SwimSoupConnection *self = data;
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (self->abandoned)
    return;
  if (self->cancelled)
    g_cancellable_cancel (self->exchange->cancellable);
  if (accept_head (self, &error))
    read_body (self, FALSE);
}

static void
soup_start (gpointer client, SwimHttpExchange *exchange)
{
  SwimSoupConnection *self = open_exchange (client, exchange);

  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, exchange->cancellable,
                           on_sent, self);
}

static void
soup_resume (gpointer client, SwimHttpExchange *exchange)
{
  read_body (exchange->connection, FALSE);
}

/* Whether libsoup has read the head of an answer and is about to call back, perhaps in the next
 * turn of the loop. If it is cancelled just then, libsoup 3.6 drops a reference twice. */
static gboolean
is_about_to_call_back (SwimSoupConnection *self)
{
  return soup_message_get_status (self->message) != SOUP_STATUS_NONE;
}

static void
soup_cancel (gpointer client, SwimHttpExchange *exchange)
{
  SwimSoupConnection *self = exchange->connection;
  g_autoptr (GError) error = NULL;
  gboolean sending;

  if (self->stream == NULL && is_about_to_call_back (self))
    {
      self->cancelled = TRUE;
      return;
    }
  sending = self->stream == NULL;
  g_cancellable_cancel (exchange->cancellable);
  if (sending) /* libsoup calls back with the error */
    return;
  g_cancellable_set_error_if_cancelled (exchange->cancellable, &error);
  end_exchange (self, error);
}

static void
soup_abandon (gpointer client, SwimHttpExchange *exchange)
{
  swim_soup_connection_abandon (exchange->connection);
}

/* The one that runs, not the one that this was built with. */
static char *
soup_dup_version (void)
{
  return g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
}

/* By its type: GTlsBackendGnutls, GTlsBackendOpenssl. */
static char *
soup_dup_tls (void)
{
  const char *type = G_OBJECT_TYPE_NAME (g_tls_backend_get_default ());

  return g_strdup (g_str_has_prefix (type, "GTlsBackend") ? type + strlen ("GTlsBackend") : type);
}

const SwimHttpClient swim_http_client_soup = {
  .name = "soup",
  .summary = "libsoup, the HTTP library of GNOME",
  .library = "libsoup",
  .dup_version = soup_dup_version,
  .dup_tls = soup_dup_tls,
  .tls_offloaded = "TLS handshakes: GLib's thread pool", /* by glib-networking */
  .new = soup_new,
  .free = soup_free,
  .perform = soup_perform,
  .start = soup_start,
  .resume = soup_resume,
  .cancel = soup_cancel,
  .abandon = soup_abandon,
  .get_header = soup_get_header,
};
