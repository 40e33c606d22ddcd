/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job: fetches the URL of each item into a file of a folder. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

/**
 * SwimDownload:
 *
 * A job that fetches each item's target, or its name where it has none, into the file of a folder
 * that the item's path names, or the last part of the URL where it names none.
 *
 * The properties can be set while the job is not open, except for `folder`, which is set when the
 * object is made. swim_download_set_retries() sets `retries` and `seed`; the others have setters of
 * their names.
 *
 * Since: 0.1
 */
#define SWIM_TYPE_DOWNLOAD (swim_download_get_type ())
SWIM_API
G_DECLARE_FINAL_TYPE (SwimDownload, swim_download, SWIM, DOWNLOAD, GObject)

SWIM_API SwimDownload *swim_download_new (const char *folder);
SWIM_API gboolean swim_download_set_client (SwimDownload *self, const char *name, GError **error);
SWIM_API void swim_download_set_timeout (SwimDownload *self, double seconds);
SWIM_API void swim_download_set_connect_timeout (SwimDownload *self, double seconds);
SWIM_API void swim_download_set_max_time (SwimDownload *self, double seconds);
SWIM_API void swim_download_set_keep_parts (SwimDownload *self, gboolean keep_parts);
SWIM_API void swim_download_set_remote_time (SwimDownload *self, gboolean remote_time);
SWIM_API void swim_download_set_if_modified_since (SwimDownload *self, double seconds);
SWIM_API gboolean swim_download_load_checksums (SwimDownload *self,
                                                const char *path,
                                                GError **error);
SWIM_API void swim_download_set_retries (SwimDownload *self, guint retries, guint64 seed);
SWIM_API void swim_download_set_per_host (SwimDownload *self, guint most);
SWIM_API void swim_download_set_rate (SwimDownload *self, double per_second);
SWIM_API void swim_download_set_limit_rate (SwimDownload *self, guint64 bytes_per_second);
SWIM_API void swim_download_set_proxy_resolver (SwimDownload *self, GProxyResolver *resolver);
SWIM_API void swim_download_set_tls_database (SwimDownload *self, GTlsDatabase *trusted);
SWIM_API void swim_download_set_resume (SwimDownload *self, gboolean resume);
SWIM_API void swim_download_set_content_disposition (SwimDownload *self, gboolean by_server);
SWIM_API void swim_download_set_metadata (SwimDownload *self, gboolean metadata);
SWIM_API void swim_download_set_once (SwimDownload *self, gboolean once);
SWIM_API void swim_download_set_max_redirects (SwimDownload *self, guint most);
SWIM_API void swim_download_set_max_size (SwimDownload *self, guint64 bytes);
SWIM_API void swim_download_set_no_local (SwimDownload *self, gboolean no_local);
SWIM_API void swim_download_set_headers (SwimDownload *self, const char *const *headers);
SWIM_API void swim_download_set_user_agent (SwimDownload *self, const char *name);
SWIM_API void swim_download_set_user (SwimDownload *self, const char *user);
SWIM_API void swim_download_set_cookies (SwimDownload *self, const char *cookies);
SWIM_API void swim_download_set_netrc (SwimDownload *self, const char *path);
SWIM_API void swim_download_set_tls_certificate (SwimDownload *self, GTlsCertificate *certificate);
SWIM_API void swim_download_set_family (SwimDownload *self, GSocketFamily family);
SWIM_API void swim_download_set_require_verified (SwimDownload *self, gboolean require_verified);

G_END_DECLS
