/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client on libcurl: faster than libsoup, and strict about what an answer may be. A handle has
 * one connection, which is kept. libcurl has nothing to decide here: no redirects, no proxies of
 * the environment, no lookup of names, no limits of time. */
#include "config.h"

#include "net/http/client-curl.h"

#include <string.h>

#include "base/uri.h"
#include "net/http/proxy.h"

#define LEAST_BUFFER (16 * 1024)
#define MOST_BUFFER (256 * 1024)
#define MOST_BUFFERS (8 * 1024 * 1024) /* of all handles together */

CURLM *
swim_curl_multi_new (guint connections)
{
  CURLM *multi = curl_multi_init ();

  curl_multi_setopt (multi, CURLMOPT_MAXCONNECTS, (long) connections + 1);
  if (swim_curl_old_runs ())
    curl_multi_setopt (multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  return multi;
}

/* The certificate and those above it that were given with it, one after another. */
static char *
dup_chain (GTlsCertificate *certificate)
{
  GString *chain = g_string_new (NULL);

  for (; certificate != NULL; certificate = g_tls_certificate_get_issuer (certificate))
    {
      g_autofree char *pem = NULL;

      g_object_get (certificate, "certificate-pem", &pem, NULL);
      g_string_append (chain, pem != NULL ? pem : "");
    }
  return g_string_free (chain, FALSE);
}

/* libcurl knows certificates by file or bytes. */
static void
set_certificate (CURL *easy, GTlsCertificate *certificate)
{
  g_autofree char *chain = dup_chain (certificate);
  g_autofree char *key = NULL;
  struct curl_blob blob = { .flags = CURL_BLOB_COPY };

  g_object_get (certificate, "private-key-pem", &key, NULL);
  blob.data = chain;
  blob.len = strlen (chain);
  curl_easy_setopt (easy, CURLOPT_SSLCERT_BLOB, &blob);
  blob.data = key;
  blob.len = key != NULL ? strlen (key) : 0;
  curl_easy_setopt (easy, CURLOPT_SSLKEY_BLOB, &blob);
}

/* CURLOPT_CAPATH would make libcurl read all authorities again for each connection. */
void
swim_curl_set_authorities (CURL *easy, const char *path)
{
  curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (easy, CURLOPT_PROXY_CAPATH, NULL);
  if (path == NULL)
    return;
  curl_easy_setopt (easy, CURLOPT_CAINFO, path);
  curl_easy_setopt (easy, CURLOPT_PROXY_CAINFO, path);
}

/* What is the same for all exchanges. */
static CURL *
new_handle (SwimCurlConnection *self)
{
  const SwimHttpClientConfig *config = &self->client->config;
  gsize buffer = CLAMP (MOST_BUFFERS / config->slots, LEAST_BUFFER, MOST_BUFFER);
  CURL *easy = curl_easy_init ();

  curl_easy_setopt (easy, CURLOPT_PRIVATE, self);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, self->message);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt (easy, CURLOPT_PROXY, ""); /* not the environment's */
  curl_easy_setopt (easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt (easy, CURLOPT_BUFFERSIZE, (long) buffer);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) G_MAXINT);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, config->user_agent);
  swim_curl_set_authorities (easy, self->client->authorities);
  if (config->certificate != NULL)
    set_certificate (easy, config->certificate);
  swim_curl_answer_connect (self, easy);
  swim_curl_sockets_connect (self, easy);
  return easy;
}

static SwimCurlConnection *
acquire (SwimCurl *client, SwimHttpExchange *exchange)
{
  SwimCurlConnection *self = swim_http_connections_acquire (client->connections, exchange->host);

  exchange->connection = self;
  self->exchange = exchange;
  self->tls = g_str_equal (g_uri_get_scheme (exchange->uri), "https");
  if (self->easy != NULL)
    return self;
  self->client = client;
  self->head = g_string_new (NULL);
  self->easy = new_handle (self);
  if (client->loop == NULL)
    self->multi = swim_curl_multi_new (1);
  return self;
}

static void
add_header (SwimCurlConnection *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  self->headers = curl_slist_append (self->headers, line);
}

static void
set_headers (SwimCurlConnection *self)
{
  SwimHttpExchange *exchange = self->exchange;

  if (exchange->from > 0)
    {
      add_header (self, "Range: bytes=%" G_GUINT64_FORMAT "-", exchange->from);
      add_header (self, "If-Range: %s", exchange->validator);
    }
  for (guint i = 0; exchange->headers != NULL && exchange->headers[i] != NULL; i++)
    self->headers = curl_slist_append (self->headers, exchange->headers[i]);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->headers);
}

void
swim_curl_connection_prepare (SwimCurlConnection *self)
{
  swim_curl_set_url (self, swim_uri_dup_target (self->exchange->uri));
  set_headers (self);
  if (self->address != NULL)
    self->resolve = curl_slist_append (NULL, self->address);
  curl_easy_setopt (self->easy, CURLOPT_RESOLVE, self->resolve);
  if (self->client->old)
    swim_curl_old_prepare (self);
  self->message[0] = '\0';
  swim_curl_answer_begin (self);
}

/* Undoes prepare(). */
static void
withdraw (SwimCurlConnection *self)
{
  if (self->on_multi)
    curl_multi_remove_handle (self->multi, self->easy);
  self->on_multi = FALSE;
  g_clear_pointer (&self->resolve, curl_slist_free_all);
  g_clear_pointer (&self->headers, curl_slist_free_all);
}

/* libcurl has closed the connection, and takes another. */
static void
start_over (SwimCurlConnection *self)
{
  withdraw (self);
  swim_curl_sockets_leave (self, FALSE);
  if (self->client->loop != NULL)
    swim_curl_loop_add (self->client->loop, self);
  else
    swim_curl_wait (self);
}

static void
release (SwimCurlConnection *self)
{
  withdraw (self);
  swim_curl_sockets_leave (self, self->result == CURLE_ABORTED_BY_CALLBACK);
  g_clear_pointer (&self->address, g_free);
  self->exchange->connection = NULL;
  self->exchange = NULL;
  swim_http_connections_release (&self->connection);
}

void
swim_curl_connection_end (SwimCurlConnection *self, CURLcode result)
{
  SwimHttpExchange *exchange = self->exchange;
  g_autofree char *detail = NULL;
  SwimStatus status;

  if (self->soiled && !g_cancellable_is_cancelled (exchange->cancellable))
    {
      start_over (self);
      return;
    }
  self->result = result;
  self->done = self->paused;
  if (self->done) /* what was delivered has yet to be taken */
    return;
  status = swim_curl_answer_judge (self, result, &detail);
  release (self);
  exchange->events->on_done (exchange, status, detail);
}

void
swim_curl_connection_fail (SwimCurlConnection *self, const GError *error)
{
  SwimHttpExchange *exchange = self->exchange;

  release (self);
  swim_http_exchange_fail (exchange, swim_http_status_from_error (error), self->proxied, error);
}

/* FALSE: it failed. */
static gboolean
check (SwimCurlConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (self->client->config.trusted == NULL || self->client->authorities != NULL)
    return TRUE;
  error =
      g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_MISC,
                           "libcurl takes authorities from a file: set a GTlsFileDatabase, or use "
                           "the soup client");
  swim_curl_connection_fail (self, error);
  return FALSE;
}

/* The blocking form. */
static gboolean
find_address (SwimCurlConnection *self, GError **error)
{
  GProxyResolver *proxies = self->client->config.proxies;
  GCancellable *cancellable = self->exchange->cancellable;
  g_autofree char *target = proxies != NULL ? swim_uri_dup_target (self->exchange->uri) : NULL;
  g_auto (GStrv) ways = NULL;
  g_autoptr (GUri) way = NULL;
  const char *name;

  if (proxies != NULL
      && (ways = g_proxy_resolver_lookup (proxies, target, cancellable, error)) == NULL)
    return FALSE;
  way = swim_curl_way_choose (self, ways != NULL ? ways[0] : NULL, error);
  if (way == NULL)
    return FALSE;
  name = swim_curl_way_get_name (way);
  if (name == NULL)
    return TRUE;
  self->address = swim_curl_hosts_resolve (self->client->hosts, name, swim_curl_way_get_port (way),
                                           cancellable, error);
  return self->address != NULL;
}

static void
client_perform (gpointer client, SwimHttpExchange *exchange)
{
  SwimCurlConnection *self = acquire (client, exchange);
  g_autoptr (GError) error = NULL;

  if (!check (self))
    return;
  if (find_address (self, &error))
    swim_curl_wait (self);
  else
    swim_curl_connection_fail (self, error);
}

/* The non-blocking form: address, NULL for none that is to be told. */
static void
on_address (SwimCurlConnection *self, const char *address, const GError *error)
{
  self->address = g_strdup (address);
  if (error != NULL)
    swim_curl_connection_fail (self, error);
  else
    swim_curl_loop_add (self->client->loop, self);
}

static void
look_up (SwimCurlConnection *self, const char *proxy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) way = swim_curl_way_choose (self, proxy, &error);
  const char *name = way != NULL ? swim_curl_way_get_name (way) : NULL;

  if (name == NULL)
    on_address (self, NULL, error);
  else
    swim_curl_hosts_start (self->client->hosts, name, swim_curl_way_get_port (way), self);
}

static void
on_proxy (GObject *proxies, GAsyncResult *result, gpointer data)
{
  SwimCurlConnection *self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ways = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (proxies), result, &error);

  if (ways == NULL || g_cancellable_set_error_if_cancelled (self->exchange->cancellable, &error))
    swim_curl_connection_fail (self, error);
  else
    look_up (self, ways[0]);
}

/* The simple proxy resolver does not block; any other may. */
static void
client_start (gpointer client, SwimHttpExchange *exchange)
{
  SwimCurlConnection *self = acquire (client, exchange);
  GProxyResolver *proxies = self->client->config.proxies;
  g_autofree char *target = NULL;
  g_auto (GStrv) ways = NULL;

  if (!check (self))
    return;
  if (proxies != NULL)
    target = swim_uri_dup_target (exchange->uri);
  if (G_IS_SIMPLE_PROXY_RESOLVER (proxies))
    ways = g_proxy_resolver_lookup (proxies, target, NULL, NULL);
  if (proxies == NULL || ways != NULL)
    look_up (self, ways != NULL ? ways[0] : NULL);
  else
    g_proxy_resolver_lookup_async (proxies, target, exchange->cancellable, on_proxy, self);
}

static void
client_resume (gpointer client, SwimHttpExchange *exchange)
{
  SwimCurlConnection *self = exchange->connection;

  self->paused = FALSE;
  if (self->done)
    swim_curl_connection_end (self, self->result);
  else
    curl_easy_pause (self->easy, CURLPAUSE_CONT);
}

static void
client_cancel (gpointer client, SwimHttpExchange *exchange)
{
  SwimCurlConnection *self = exchange->connection;

  if (!self->on_multi && self->queue == NULL) /* its proxy is being looked up */
    {
      g_cancellable_cancel (exchange->cancellable);
      return;
    }
  if (self->queue != NULL)
    g_queue_unlink (self->queue, &self->queue_link);
  self->queue = NULL;
  self->paused = FALSE;
  swim_curl_connection_end (self, CURLE_ABORTED_BY_CALLBACK);
}

static void
init_library (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  curl_global_init (CURL_GLOBAL_DEFAULT);
  g_once_init_leave (&done, 1);
}

static gpointer
client_new (const SwimHttpClientConfig *config)
{
  SwimCurl *self = g_new0 (SwimCurl, 1);

  init_library ();
  self->config = *config;
  self->old = swim_curl_old_runs ();
  if (G_IS_TLS_FILE_DATABASE (config->trusted))
    g_object_get (config->trusted, "anchors", &self->authorities, NULL);
  self->connections = swim_http_connections_new (config->slots, sizeof (SwimCurlConnection));
  swim_curl_sockets_init (self);
  self->hosts = swim_curl_hosts_new (on_address, config->family);
  if (config->context != NULL)
    self->loop = swim_curl_loop_new (self);
  return self;
}

static void
client_free (gpointer client)
{
  SwimCurl *self = client;
  guint used = swim_http_connections_get_used (self->connections);

  for (guint i = 0; i < used; i++)
    {
      SwimCurlConnection *connection = swim_http_connections_nth (self->connections, i);

      curl_easy_cleanup (connection->easy);
      curl_url_cleanup (connection->parts);
      g_free (connection->url_text);
      g_string_free (connection->head, TRUE);
      if (self->loop == NULL)
        curl_multi_cleanup (connection->multi);
    }
  g_clear_pointer (&self->loop, swim_curl_loop_free);
  swim_curl_hosts_free (self->hosts);
  swim_http_connections_free (self->connections);
  swim_curl_sockets_clear (self);
  g_free (self->authorities);
  g_free (self);
}

/* The one that runs. */
static char *
client_dup_version (void)
{
  return g_strdup (curl_version_info (CURLVERSION_NOW)->version);
}

static char *
client_dup_tls (void)
{
  return g_strdup (curl_version_info (CURLVERSION_NOW)->ssl_version);
}

const SwimHttpClient swim_http_client_curl = {
  .name = "curl",
  .summary = "libcurl, the library of curl(1)",
  .library = "libcurl",
  .dup_version = client_dup_version,
  .dup_tls = client_dup_tls,
  .tls_offloaded = "reading the certificates of authorities: GLib's thread pool",
  .new = client_new,
  .free = client_free,
  .perform = client_perform,
  .start = client_start,
  .resume = client_resume,
  .cancel = client_cancel,
  .get_header = swim_curl_answer_get_header,
};
