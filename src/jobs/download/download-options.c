/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What may be set of a download before it is opened. */
#include "config.h"

#include "jobs/download/download-private.h"

#include "base/properties.h"

static const SwimProperty properties[] = {
  { "folder", SWIM_PROPERTY (SwimDownload, path), .fixed = TRUE },
  { "timeout", SWIM_PROPERTY (SwimDownload, policy.timeout) },
  { "retries", SWIM_PROPERTY (SwimDownload, policy.retries) },
  { "seed", SWIM_PROPERTY (SwimDownload, policy.seed) },
  { "per-host", SWIM_PROPERTY (SwimDownload, per_host) },
  { "rate", SWIM_PROPERTY (SwimDownload, rate) },
  { "limit-rate", SWIM_PROPERTY (SwimDownload, limit_rate) },
  { "proxy-resolver", SWIM_PROPERTY (SwimDownload, policy.proxies),
    .type = g_proxy_resolver_get_type },
  { "tls-database", SWIM_PROPERTY (SwimDownload, policy.trusted), .type = g_tls_database_get_type },
  { "resume", SWIM_PROPERTY (SwimDownload, resume) },
  { "max-redirects", SWIM_PROPERTY (SwimDownload, policy.max_redirects), .init = 10 },
  { "max-size", SWIM_PROPERTY (SwimDownload, policy.max_size) },
  { "no-local", SWIM_PROPERTY (SwimDownload, policy.no_local) },
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
 * swim_download_set_timeout:
 * @self: a download that is not open
 * @seconds: what an item may take in all, from its first request to its last byte, tries and the
 *   waits between them included; 0 for no limit
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
 * @retries: how often an item is tried again after a failure that may pass: no or a broken
 *   connection, an answer of 408, 429 or 5xx; none unless set
 * @seed: of the random part of the waits before that, which grow exponentially
 *
 * Where a server says in Retry-After when to come back, no item asks that server before.
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
 * @most: how many requests to one host, which is a name and a port, there may be at once; 0, the
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
 * @per_second: how many requests are sent a second at most, retries and redirects among them; 0,
 *   the default, for no limit
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
 * @bytes_per_second: how many bytes of bodies are read a second at most, of all items together; 0,
 *   the default, for no limit
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
 * @resolver: (nullable): says which proxy a URL is fetched through; %NULL, the default, for none.
 *   Without blocking, where the non-blocking form is used
 *
 * Since: 0.1
 */
void
swim_download_set_proxy_resolver (SwimDownload *self, GProxyResolver *resolver)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_return_if_fail (resolver == NULL || G_IS_PROXY_RESOLVER (resolver));
  g_object_set (self, "proxy-resolver", resolver, NULL);
}

/**
 * swim_download_set_tls_database:
 * @self: a download that is not open
 * @trusted: (nullable): whom a certificate has to come from; %NULL, the default, for those whom
 *   the system trusts
 *
 * Since: 0.1
 */
void
swim_download_set_tls_database (SwimDownload *self, GTlsDatabase *trusted)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_return_if_fail (trusted == NULL || G_IS_TLS_DATABASE (trusted));
  g_object_set (self, "tls-database", trusted, NULL);
}

/**
 * swim_download_set_resume:
 * @self: a download that is not open
 * @resume: whether to leave parts for another run and to take up those of one before
 *
 * Where a body breaks off, by a failure or since the run is cancelled or killed, what there is
 * stays beside its file-to-be as `.NAME.part`, with its URL and its validator (a strong ETag, or
 * Last-Modified) in `.NAME.from`; without a validator nothing stays. With the same URL, the rest is
 * asked for by Range and If-Range. A file that is there under its name is complete, and its outcome
 * `ok` after no try.
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
 * swim_download_set_max_redirects:
 * @self: a download that is not open
 * @most: how many redirects an item may be sent through
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
 * @bytes: how large a file may be; 0 for no limit
 *
 * What is larger is not stored, and its outcome is `too-large`.
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
 * @no_local: whether to connect to no address of this machine or its network, be it a URL's own or
 *   one that a name or a redirect leads to
 *
 * Those are loopback, link-local, private, shared, reserved, unspecified, multicast and broadcast
 * addresses. The outcome is then `invalid`. A proxy may be local, and is not asked for such an
 * address; which one a name has behind it is the proxy's matter.
 *
 * Since: 0.1
 */
void
swim_download_set_no_local (SwimDownload *self, gboolean no_local)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "no-local", no_local, NULL);
}
