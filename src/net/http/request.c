/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The request: what is decided about a request and its answers, whichever form moves the bytes. */
#include "config.h"

#include "net/dns/address.h"
#include "net/http/http-private.h"

#include <string.h>

#define LONGEST_PHRASE 64
#define MOST_DROPPED (64 * 1024) /* bytes; reading more costs more than a new connection */

/* libsoup lets a connection end without TLS's own word of farewell, so that anybody on the way
 * could cut a body that has no length. */
static void
on_tls_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (connection), TRUE);
}

/* Looks at the very address that is about to be connected to, whoever said that it is the host's. A
 * socket that is closed here sends nothing, and the host's next address is tried. */
static void
bar_local (SwimHttpRequest *self, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  if (address != NULL && !swim_address_leads_to_local (address))
    return;
  g_socket_close (g_socket_connection_get_socket (connection), NULL);
  g_free (self->barred);
  self->barred = address != NULL ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
                                 : g_strdup ("its address");
}

static void
on_connect_event (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer data)
{
  SwimHttpRequest *self = data;

  if (event == G_SOCKET_CLIENT_CONNECTING)
    bar_local (self, G_SOCKET_CONNECTION (connection));
  else if (event == G_SOCKET_CLIENT_CONNECTED)
    g_clear_pointer (&self->barred, g_free);
}

void
swim_http_request_clear_message (SwimHttpRequest *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->barred, g_free);
}

/* The next request: what the answer before it meant is forgotten. Takes uri over. */
static void
set_message (SwimHttpRequest *self, GUri *uri)
{
  self->result.status = SWIM_STATUS_OK;
  g_clear_pointer (&self->result.detail, g_free);
  g_clear_pointer (&self->uri, g_uri_unref);
  self->uri = uri;
  swim_http_request_clear_message (self);
  self->message = soup_message_new_from_uri ("GET", uri); /* SOUP_METHOD_GET is a race of threads */
  /* Followed here, where the policy is. */
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    g_signal_connect (self->message, "network-event", G_CALLBACK (on_tls_event), NULL);
  if (self->http->policy.no_local)
    g_signal_connect (self->message, "network-event", G_CALLBACK (on_connect_event), self);
  self->received = 0;
  self->answered = FALSE;
  self->broken = FALSE;
  swim_http_request_ask_for_rest (self);
}

/* The same request once more. */
void
swim_http_request_renew (SwimHttpRequest *self)
{
  g_free (self->before);
  self->before = g_steal_pointer (&self->result.detail);
  self->status_before = self->result.status;
  set_message (self, g_uri_ref (self->uri));
}

/* The result, for as long as no other has been set. */
void
swim_http_request_set (SwimHttpRequest *self, SwimStatus status, const char *format, ...)
{
  va_list args;

  self->result.status = status;
  g_free (self->result.detail);
  va_start (args, format);
  self->result.detail = g_strdup_vprintf (format, args);
  va_end (args);
}

/* FALSE with a result when the URL is none that could be fetched. */
gboolean
swim_http_request_init (SwimHttpRequest *self,
                        SwimHttp *http,
                        SwimHttpForm *form,
                        guint slot,
                        SwimPermit *permit,
                        const char *url,
                        const SwimPartialFile *part)
{
  g_autoptr (GError) error = NULL;
  GUri *uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, &error);

  g_assert (slot < http->slots);
  *self =
      (SwimHttpRequest){ .http = http, .form = form, .slot = slot, .permit = permit, .uri = uri };
  self->announced = -1;
  self->cancellable = swim_http_form_get_cancellable (form, slot);
  swim_http_request_adopt_part (self, part);
  if (uri == NULL)
    swim_http_request_set (self, SWIM_STATUS_INVALID, "not a URL: %s", error->message);
  else if (!g_str_equal (g_uri_get_scheme (uri), "http")
           && !g_str_equal (g_uri_get_scheme (uri), "https"))
    swim_http_request_set (self, SWIM_STATUS_INVALID, "%s is neither http nor https",
                           g_uri_get_scheme (uri));
  else if (g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    swim_http_request_set (self, SWIM_STATUS_INVALID, "the URL names no host");
  else
    {
      self->uri = NULL;
      set_message (self, uri);
      return TRUE;
    }
  return FALSE;
}

static gboolean
redirects (guint code)
{
  return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

static void
set_too_large (SwimHttpRequest *self)
{
  swim_http_request_set (self, SWIM_STATUS_TOO_LARGE,
                         "larger than the limit of %" G_GUINT64_FORMAT " bytes",
                         self->http->policy.max_size);
}

/* By what was announced. */
static gboolean
is_too_large (SwimHttpRequest *self)
{
  guint64 max_size = self->http->policy.max_size;

  return max_size > 0 && self->expected >= 0 && (guint64) self->expected > max_size;
}

/* The answer in a few words. The phrase is not ours and not to be trusted. */
static void
set_answer (SwimHttpRequest *self, SwimStatus status, const char *whose, guint code)
{
  const char *phrase = soup_message_get_reason_phrase (self->message);
  gsize length = phrase != NULL ? strlen (phrase) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (phrase[i]) || length > LONGEST_PHRASE)
      length = 0;
  swim_http_request_set (self, status, "the %s answered %u%s%s", whose, code, length > 0 ? " " : "",
                         length > 0 ? phrase : "");
}

/* A proxy that opens no tunnel gives an answer of its own, which libsoup hands on as if it were the
 * server's. Nobody vouches for it, and the server has not been asked: it redirects nowhere, and
 * says of no file that there is none. */
static gboolean
is_from_proxy (SwimHttpRequest *self)
{
  return g_str_equal (g_uri_get_scheme (self->uri), "https")
         && soup_message_get_tls_peer_certificate (self->message) == NULL;
}

static SwimBody
take_from_proxy (SwimHttpRequest *self, guint code)
{
  gboolean may_pass = swim_http_status_from_code (code) == SWIM_STATUS_SERVER_ERROR;

  set_answer (self, may_pass ? SWIM_STATUS_SERVER_ERROR : SWIM_STATUS_CLIENT_ERROR, "proxy", code);
  self->body = SWIM_BODY_LEAVE;
  return self->body;
}

/* Looks at the head of an answer: sets the result that it means and says what its body is for. */
SwimBody
swim_http_request_take_head (SwimHttpRequest *self)
{
  guint code = soup_message_get_status (self->message);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  self->answered = TRUE;
  self->result.rtt = g_get_monotonic_time () - self->sent;
  self->result.http_status = code;
  self->expected = -1;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    self->expected = soup_message_headers_get_content_length (headers);

  self->body = self->expected > MOST_DROPPED ? SWIM_BODY_LEAVE : SWIM_BODY_DROP;
  if (is_from_proxy (self))
    return take_from_proxy (self, code);
  if (swim_http_request_is_about_part (self, code))
    return swim_http_request_take_part (self, code);
  if (swim_http_status_from_code (code) != SWIM_STATUS_OK)
    set_answer (self, swim_http_status_from_code (code), "server", code);
  else if (is_too_large (self))
    set_too_large (self);
  else
    {
      self->body = SWIM_BODY_KEEP;
      swim_http_request_begin_body (self);
      return SWIM_BODY_BEGIN;
    }
  return self->body;
}

/* Counts bytes of the body; FALSE when no more of it should be read. */
gboolean
swim_http_request_take_bytes (SwimHttpRequest *self, gsize length)
{
  guint64 max_size = self->http->policy.max_size;

  self->received += length;
  if (self->body != SWIM_BODY_KEEP)
    return self->received <= MOST_DROPPED;
  self->result.bytes = self->received - self->result.resumed;
  if (max_size == 0 || self->received <= max_size)
    return TRUE;
  set_too_large (self);
  return FALSE;
}

/* Whether a body that was cut short could look like this. Before 3.6.5 libsoup takes the end of the
 * connection between two chunks for the end of the body. */
static gboolean
is_open_ended (SwimHttpRequest *self)
{
  switch (soup_message_headers_get_encoding (soup_message_get_response_headers (self->message)))
    {
    case SOUP_ENCODING_EOF:
      return soup_message_get_http_version (self->message) != SOUP_HTTP_2_0;
    case SOUP_ENCODING_CHUNKED:
      return !soup_check_version (3, 6, 5);
    default:
      return FALSE;
    }
}

/* The body has come to its end. Where a connection is not kept alive libsoup lets it end early, so
 * the length is checked here. */
void
swim_http_request_take_end (SwimHttpRequest *self)
{
  if (self->body != SWIM_BODY_KEEP)
    return;
  if (self->expected >= 0 && self->received < (guint64) self->expected)
    {
      swim_http_request_set (self, SWIM_STATUS_TRUNCATED,
                             "cut short after %" G_GUINT64_FORMAT " of %" G_GINT64_FORMAT " bytes",
                             self->received, self->expected);
      return;
    }
  self->result.status = SWIM_STATUS_OK;
  self->result.unverified = is_open_ended (self);
}

void
swim_http_request_take_error (SwimHttpRequest *self, const GError *error)
{
  SwimStatus status = swim_http_status_from_error (error);

  /* An answer that is no success has said what it is; that the rest of it was not to be had does
   * not change that. */
  if (self->answered && self->body != SWIM_BODY_KEEP)
    return;
  self->broken = TRUE;
  if (self->barred != NULL)
    swim_http_request_set (self, SWIM_STATUS_INVALID,
                           "%s is an address of this machine or its network (--no-local)",
                           self->barred);
  else if (error->domain == G_RESOLVER_ERROR && status == SWIM_STATUS_NOT_FOUND)
    swim_http_request_set (self, status, "host %s not found", g_uri_get_host (self->uri));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    swim_http_request_set (self, status, "%s; lower --jobs, or raise the limit with ulimit -n",
                           error->message);
  else
    swim_http_request_set (self, status, "%s", error->message);
}

void
swim_http_request_hash_part (SwimHttpRequest *self, const void *bytes, gsize length)
{
  if (self->hash == NULL)
    {
      self->hash = XXH3_createState ();
      XXH3_64bits_reset (self->hash);
    }
  XXH3_64bits_update (self->hash, bytes, length);
  self->held += length;
}

/* Most bodies are all in the last part, and need no state to be hashed. */
void
swim_http_request_hash_last (SwimHttpRequest *self, const void *bytes, gsize length)
{
  if (self->hash == NULL)
    {
      self->result.hash = XXH3_64bits (bytes, length);
      return;
    }
  if (length > 0)
    XXH3_64bits_update (self->hash, bytes, length);
  self->result.hash = XXH3_64bits_digest (self->hash);
}

/* TRUE when the answer sends elsewhere: then message is the next request. */
gboolean
swim_http_request_follow (SwimHttpRequest *self)
{
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers;
  GUri *to;

  if (self->result.status != SWIM_STATUS_REDIRECT_ERROR || !redirects (self->result.http_status))
    return FALSE;
  if (self->redirects++ >= self->http->policy.max_redirects)
    {
      swim_http_request_set (self, SWIM_STATUS_REDIRECT_ERROR, "redirected more than %u times",
                             self->http->policy.max_redirects);
      return FALSE;
    }
  headers = soup_message_get_response_headers (self->message);
  to = swim_http_resolve_redirect (self->uri, soup_message_headers_get_one (headers, "Location"),
                                   &error);
  if (to == NULL)
    {
      swim_http_request_set (self, SWIM_STATUS_REDIRECT_ERROR, "%s", error->message);
      return FALSE;
    }
  set_message (self, to);
  self->hops = TRUE;
  return TRUE;
}
