/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a download that say what its requests carry, who asks, and over which family of
 * addresses. */
#include "config.h"

#include "jobs/download/download-private.h"

#include "base/swim-error.h"

SwimHttpFields *
swim_download_new_fields (SwimDownload *self, GError **error)
{
  g_autoptr (SwimHttpFields) fields = swim_http_fields_new (&self->fields, error);

  if (fields == NULL || !self->metadata || !swim_http_fields_is_conditional (fields))
    return g_steal_pointer (&fields);
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "--metadata asks for files without a condition; leave out that of "
                       "--if-modified-since or --header");
  return NULL;
}

/**
 * swim_download_set_headers:
 * @self: a download that is not open
 * @headers: (nullable) (array zero-terminated=1): header fields to send, such as
 *   `Accept: text/plain`; %NULL, the default, for none
 *
 * A field replaces one that would be sent by default, and `Name:` without a value leaves that out.
 * Fields that frame a request or concern the connection cannot be set. `Authorization` and `Cookie`
 * are sent to the origin of the item's own URL, which is its scheme, host and port, and to no other
 * that it is redirected to.
 *
 * What is not valid here, or in the other settings of requests, is an error when the job is opened.
 *
 * Since: 0.1
 */
void
swim_download_set_headers (SwimDownload *self, const char *const *headers)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "headers", headers, NULL);
}

/**
 * swim_download_set_user_agent:
 * @self: a download that is not open
 * @name: (nullable): the User-Agent of requests, where the empty string sends none; %NULL, the
 *   default, for swimlane's own
 *
 * Since: 0.1
 */
void
swim_download_set_user_agent (SwimDownload *self, const char *name)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "user-agent", name, NULL);
}

/**
 * swim_download_set_user:
 * @self: a download that is not open
 * @user: (nullable): `NAME:PASSWORD` for Basic authentication, or `NAME` where the netrc file has
 *   the password; %NULL, the default, for none
 *
 * They are sent to the origin of the item's own URL only. A user and a password in that URL come
 * first; since the name of an item is printed, they should stand in its target.
 *
 * Since: 0.1
 */
void
swim_download_set_user (SwimDownload *self, const char *user)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "user", user, NULL);
}

/**
 * swim_download_set_cookies:
 * @self: a download that is not open
 * @cookies: (nullable): cookies to send, such as `a=b; c=d`, to the origin of the item's own URL
 *   only; %NULL, the default, for none
 *
 * Since: 0.1
 */
void
swim_download_set_cookies (SwimDownload *self, const char *cookies)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "cookies", cookies, NULL);
}

/**
 * swim_download_set_netrc:
 * @self: a download that is not open
 * @path: (nullable) (type filename): a file of users and passwords by host, in the form of
 *   `~/.netrc`, which is read when the job is opened; %NULL, the default, for none
 *
 * Each is sent to its own host, also where an item is redirected there.
 *
 * Since: 0.1
 */
void
swim_download_set_netrc (SwimDownload *self, const char *path)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "netrc", path, NULL);
}

/**
 * swim_download_set_tls_certificate:
 * @self: a download that is not open
 * @certificate: (nullable): shown to each server that asks for one, with its private key; %NULL,
 *   the default, for none
 *
 * Since: 0.1
 */
void
swim_download_set_tls_certificate (SwimDownload *self, GTlsCertificate *certificate)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self)
                    && (certificate == NULL || G_IS_TLS_CERTIFICATE (certificate)));
  g_object_set (self, "tls-certificate", certificate, NULL);
}

/**
 * swim_download_set_family:
 * @self: a download that is not open
 * @family: %G_SOCKET_FAMILY_IPV4 or %G_SOCKET_FAMILY_IPV6 to connect to such addresses only, also
 *   where a URL names an address; %G_SOCKET_FAMILY_INVALID, the default, for any
 *
 * A host that has no such address is `not-found`. With a proxy, it is the address of that.
 *
 * Since: 0.1
 */
void
swim_download_set_family (SwimDownload *self, GSocketFamily family)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "family", family, NULL);
}
