/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a download, which can be changed until it is opened. */
#include "config.h"

#include "jobs/download/download-private.h"

#include "base/properties.h"

static const SwimProperty properties[] = {
  { "folder", SWIM_PROPERTY (SwimDownload, path), .fixed = TRUE },
  { "timeout", SWIM_PROPERTY (SwimDownload, policy.timeout) },
  { "connect-timeout", SWIM_PROPERTY (SwimDownload, policy.connect_timeout) },
  { "keep-parts", SWIM_PROPERTY (SwimDownload, keep_parts) },
  { "remote-time", SWIM_PROPERTY (SwimDownload, policy.remote_time) },
  { "if-modified-since", SWIM_PROPERTY (SwimDownload, fields.modified_since) },
  { "max-time", SWIM_PROPERTY (SwimDownload, policy.max_time) },
  { "retries", SWIM_PROPERTY (SwimDownload, policy.retries) },
  { "seed", SWIM_PROPERTY (SwimDownload, policy.seed) },
  { "per-host", SWIM_PROPERTY (SwimDownload, per_host) },
  { "rate", SWIM_PROPERTY (SwimDownload, rate) },
  { "limit-rate", SWIM_PROPERTY (SwimDownload, limit_rate) },
  { "proxy-resolver", SWIM_PROPERTY (SwimDownload, policy.proxies),
    .type = g_proxy_resolver_get_type },
  { "tls-database", SWIM_PROPERTY (SwimDownload, policy.trusted), .type = g_tls_database_get_type },
  { "resume", SWIM_PROPERTY (SwimDownload, resume) },
  { "content-disposition", SWIM_PROPERTY (SwimDownload, content_disposition) },
  { "metadata", SWIM_PROPERTY (SwimDownload, metadata) },
  { "once", SWIM_PROPERTY (SwimDownload, once) },
  { "max-redirects", SWIM_PROPERTY (SwimDownload, policy.max_redirects), .init = 10 },
  { "max-size", SWIM_PROPERTY (SwimDownload, policy.max_size) },
  { "no-local", SWIM_PROPERTY (SwimDownload, policy.no_local) },
  { "headers", SWIM_PROPERTY (SwimDownload, fields.headers) },
  { "user-agent", SWIM_PROPERTY (SwimDownload, fields.user_agent) },
  { "user", SWIM_PROPERTY (SwimDownload, fields.user) },
  { "cookies", SWIM_PROPERTY (SwimDownload, fields.cookies) },
  { "netrc", SWIM_PROPERTY (SwimDownload, fields.netrc) },
  { "tls-certificate", SWIM_PROPERTY (SwimDownload, policy.certificate),
    .type = g_tls_certificate_get_type },
  { "family", SWIM_PROPERTY (SwimDownload, policy.family) },
  { "require-verified", SWIM_PROPERTY (SwimDownload, policy.require_verified) },
};

static void
swim_download_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_return_if_fail (SWIM_DOWNLOAD (object)->http == NULL);
  swim_property_set (object, spec, value);
}

void
swim_download_install_properties (GObjectClass *klass)
{
  klass->set_property = swim_download_set_property;
  swim_properties_install (klass, properties, G_N_ELEMENTS (properties));
}

/**
 * swim_download_set_client:
 * @self: a download that is not open
 * @name: the HTTP client that fetches, such as `soup`, which is the default
 * @error: return location for an error that names the clients that there are
 *
 * Returns: %FALSE where there is no such client
 *
 * Since: 0.1
 */
gboolean
swim_download_set_client (SwimDownload *self, const char *name, GError **error)
{
  const SwimHttpClient *client;

  g_return_val_if_fail (SWIM_IS_DOWNLOAD (self) && self->http == NULL && name != NULL, FALSE);
  client = swim_http_client_lookup (name, error);
  if (client != NULL)
    self->policy.client = client;
  return client != NULL;
}

/**
 * swim_download_set_timeout:
 * @self: a download that is not open
 * @seconds: how long an attempt may go without progress: a connection that stands, an answer, a
 *   byte of it; 0, the default, for no limit
 *
 * A file may take any time as long as it comes; swim_download_set_max_time() limits that. The time
 * that an item waits for its turn, before a retry, for the rate or for the disk does not count.
 *
 * Since: 0.1
 */
void
swim_download_set_timeout (SwimDownload *self, double seconds)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && seconds >= 0);
  g_object_set (self, "timeout", seconds, NULL);
}

/**
 * swim_download_set_retries:
 * @self: a download that is not open
 * @retries: retries of an item after a transient failure: no connection or a broken one, or a
 *   response of 408, 429 or 5xx; default 0
 * @seed: random seed of the waits before a retry, which grow exponentially
 *
 * Where a server sends Retry-After, no item asks that server again before that time.
 *
 * Since: 0.1
 */
void
swim_download_set_retries (SwimDownload *self, guint retries, guint64 seed)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "retries", retries, "seed", seed, NULL);
}

/**
 * swim_download_set_per_host:
 * @self: a download that is not open
 * @most: maximum number of concurrent requests to one host, which is a name and a port; 0, the
 *   default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_per_host (SwimDownload *self, guint most)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "per-host", most, NULL);
}

/**
 * swim_download_set_rate:
 * @self: a download that is not open
 * @per_second: maximum number of requests per second, retries and redirects included; 0, the
 *   default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_rate (SwimDownload *self, double per_second)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && per_second >= 0);
  g_object_set (self, "rate", per_second, NULL);
}

/**
 * swim_download_set_limit_rate:
 * @self: a download that is not open
 * @bytes_per_second: maximum number of bytes of bodies that are read per second, of all items
 *   together; 0, the default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_limit_rate (SwimDownload *self, guint64 bytes_per_second)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "limit-rate", bytes_per_second, NULL);
}

/**
 * swim_download_set_proxy_resolver:
 * @self: a download that is not open
 * @resolver: (nullable): chooses the proxy for each URL; %NULL, the default, for none. It must not
 *   block where the non-blocking form is used
 *
 * Since: 0.1
 */
void
swim_download_set_proxy_resolver (SwimDownload *self, GProxyResolver *resolver)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self)
                    && (resolver == NULL || G_IS_PROXY_RESOLVER (resolver)));
  g_object_set (self, "proxy-resolver", resolver, NULL);
}

/**
 * swim_download_set_tls_database:
 * @self: a download that is not open
 * @trusted: (nullable): the certificate authorities to trust; %NULL, the default, for those of the
 *   system
 *
 * Since: 0.1
 */
void
swim_download_set_tls_database (SwimDownload *self, GTlsDatabase *trusted)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && (trusted == NULL || G_IS_TLS_DATABASE (trusted)));
  g_object_set (self, "tls-database", trusted, NULL);
}

/**
 * swim_download_set_resume:
 * @self: a download that is not open
 * @resume: whether to keep partial files for a later run, and to continue those of an earlier one
 *
 * Where a body is cut short, by a failure or because the run is cancelled or killed, the part that
 * was received is kept in the folder as `.NAME-DIGITS.part`, with a digest of its URL, its
 * validator (a strong ETag, or Last-Modified), its length and its coding in `.NAME-DIGITS.from`;
 * without a validator nothing is kept. For the same URL, the rest is requested by Range and
 * If-Range, and joined to the part only if it is known to be of the same version; else the file is
 * requested from its beginning. A file that exists and is marked with the same URL is complete; its
 * outcome is `ok` without a request.
 * Of a part that cannot be written to its end, as on a full disk, what was written is kept as well.
 *
 * Since: 0.1
 */
void
swim_download_set_resume (SwimDownload *self, gboolean resume)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "resume", resume, NULL);
}

/**
 * swim_download_set_content_disposition:
 * @self: a download that is not open
 * @by_server: whether a file is named as the server says in the header field Content-Disposition,
 *   where it does; default %FALSE
 *
 * The name is made safe and stands in the folder of the item's path. An item whose path is fixed
 * keeps that.
 *
 * Since: 0.1
 */
void
swim_download_set_content_disposition (SwimDownload *self, gboolean by_server)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "content-disposition", by_server, NULL);
}

/**
 * swim_download_set_metadata:
 * @self: a download that is not open
 * @metadata: whether a file is named by its metadata; default %FALSE
 *
 * Then an item is two requests, one after the other: for `metadata.json` beside its URL, in which
 * the string `country` is the name, and for the file. The name is made safe, takes the place of the
 * last part of the usual one and keeps its extension. Retries are those of each request; the
 * time limit of swim_download_set_max_time() is for both. Where the first fails, or names nothing,
 * so does the item; the detail of a failure says which request it was of.
 *
 * An item whose path is fixed keeps that, and is one request. A condition, such as that of
 * swim_download_set_if_modified_since(), is an error when the job is opened: metadata that have
 * not changed would name nothing.
 *
 * Since: 0.1
 */
void
swim_download_set_metadata (SwimDownload *self, gboolean metadata)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "metadata", metadata, NULL);
}

/**
 * swim_download_set_once:
 * @self: a download that is not open
 * @once: whether a URL that is given more than once, for the same file, is fetched once while the
 *   job is open; default %FALSE
 *
 * Each item has an outcome all the same: further ones have the class of the first and no bytes.
 *
 * Since: 0.1
 */
void
swim_download_set_once (SwimDownload *self, gboolean once)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "once", once, NULL);
}

/**
 * swim_download_set_max_redirects:
 * @self: a download that is not open
 * @most: maximum number of redirects of an item; default 10
 *
 * Since: 0.1
 */
void
swim_download_set_max_redirects (SwimDownload *self, guint most)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "max-redirects", most, NULL);
}

/**
 * swim_download_set_max_size:
 * @self: a download that is not open
 * @bytes: maximum size of a file; 0, the default, for no limit
 *
 * A larger file is not stored; its outcome is `too-large`.
 *
 * Since: 0.1
 */
void
swim_download_set_max_size (SwimDownload *self, guint64 bytes)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "max-size", bytes, NULL);
}

/**
 * swim_download_set_no_local:
 * @self: a download that is not open
 * @no_local: whether to refuse connections to addresses of this machine or its network, given by
 *   the URL, by a name or by a redirect
 *
 * These are loopback, link-local, private, shared, reserved, unspecified, multicast and broadcast
 * addresses. The outcome is then `invalid`. A proxy may be local, but is not asked for such an
 * address; which address a name has behind the proxy is not checked.
 *
 * Since: 0.1
 */
void
swim_download_set_no_local (SwimDownload *self, gboolean no_local)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "no-local", no_local, NULL);
}

/**
 * swim_download_set_require_verified:
 * @self: a download that is not open
 * @require_verified: whether to refuse files of which a truncated one would look the same
 *
 * These are files whose response has neither a length nor an end that the client can prove: they
 * end with the connection, or are sent in chunks where the client does not check them all. By
 * default they are stored, and #SwimOutcome.unverified is set. Else the outcome is
 * `protocol-error`, and nothing is stored.
 *
 * Since: 0.1
 */
void
swim_download_set_require_verified (SwimDownload *self, gboolean require_verified)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "require-verified", require_verified, NULL);
}
