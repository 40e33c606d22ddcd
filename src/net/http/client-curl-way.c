/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the libcurl client connects to: the host of the URL, or the proxy on the way to it. */
#include "config.h"

#include "net/http/client-curl.h"

#include <gio/gio.h>

#include "base/uri.h"
#include "net/http/head.h"

/* A program may set a GProxyResolver of its own, which may return anything. */
static GUri *
parse_proxy (const char *proxy, GError **error)
{
  g_autoptr (GUri) uri = swim_uri_parse (proxy, SWIM_HTTP_URI_FLAGS, error);

  if (uri == NULL || (g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0'))
    return g_steal_pointer (&uri);
  g_set_error_literal (error, G_URI_ERROR, G_URI_ERROR_BAD_HOST, "the proxy's URL has no host");
  return NULL;
}

/* The proxy, or else the host itself, is what is connected to. libcurl has a name of its own for
 * proxies that look up names, as those of GIO do. */
GUri *
swim_curl_way_choose (SwimCurlConnection *self, const char *proxy, GError **error)
{
  gboolean direct = proxy == NULL || g_str_has_prefix (proxy, "direct:");
  gboolean local =
      !direct && (g_str_has_prefix (proxy, "socks5://") || g_str_has_prefix (proxy, "socks4://"));
  g_autofree char *way = NULL;

  if (local)
    way = g_strdup_printf ("%.6s%s%s", proxy, proxy[5] == '5' ? "h" : "a", proxy + 6);
  if (!direct || self->proxied)
    curl_easy_setopt (self->easy, CURLOPT_PROXY, direct ? "" : way != NULL ? way : proxy);
  self->proxied = !direct;
  /* Each address is to be checked: connections to a proxy are shared by the hosts behind it. */
  curl_easy_setopt (self->easy, CURLOPT_FRESH_CONNECT,
                    (long) (self->proxied && self->client->config.check_address));
  if (direct)
    return g_uri_ref (self->exchange->uri);
  self->tls |= g_str_has_prefix (proxy, "https:");
  return parse_proxy (proxy, error);
}

guint
swim_curl_way_get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);
  const char *scheme = g_uri_get_scheme (uri);

  if (port > 0)
    return (guint) port;
  if (g_str_has_prefix (scheme, "socks"))
    return 1080;
  return g_str_equal (scheme, "https") ? 443 : 80;
}

/* What to look up; NULL: it is an address. */
const char *
swim_curl_way_get_name (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return g_hostname_is_ip_address (host) ? NULL : host;
}
