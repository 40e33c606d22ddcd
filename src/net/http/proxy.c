/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/proxy.h"

#include <string.h>

#include "base/printable.h"
#include "base/swim-error.h"
#include "base/uri.h"
#include "net/http/head.h"

/* In lower case, or in upper case except for http: in a CGI program anybody can set HTTP_PROXY by a
 * header. NULL where it is empty. */
static const char *
get_variable (const char *name)
{
  const char *value = g_getenv (name);
  g_autofree char *upper = g_ascii_strup (name, -1);

  if (value == NULL && !g_str_equal (name, "http_proxy"))
    value = g_getenv (upper);
  return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The schemes that a proxy may have, and what GIO calls them. Names are left to the proxy, whatever
 * the scheme, so that they are looked up in one place for all clients. */
static const struct
{
  const char *scheme;
  const char *gio;
} schemes[] = {
  { "http", "http" },     { "https", "https" },    { "socks5h", "socks5" },
  { "socks5", "socks5" }, { "socks4", "socks4a" }, { "socks4a", "socks4a" },
  { "socks", "socks5" },
};

/* The URL with GIO's name for its scheme (transfer full); NULL where it is none of those above. */
static char *
dup_with_scheme (const char *url)
{
  const char *rest = strstr (url, "://");

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strlen (schemes[i].scheme) == (gsize) (rest - url)
        && g_ascii_strncasecmp (url, schemes[i].scheme, (gsize) (rest - url)) == 0)
      return g_strconcat (schemes[i].gio, rest, NULL);
  return NULL;
}

/* The URL of the proxy, http where it has no scheme (transfer full); NULL for none. */
static gboolean
get_proxy (const char *name, char **proxy, GError **error)
{
  const char *value = get_variable (name);
  g_autofree char *public = value != NULL ? swim_dup_public (value) : NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  *proxy = NULL;
  if (value == NULL)
    return TRUE;
  url = strstr (value, "://") != NULL ? g_strdup (value) : g_strconcat ("http://", value, NULL);
  uri = swim_uri_parse (url, SWIM_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0')
    *proxy = dup_with_scheme (url);
  if (*proxy != NULL)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "%s must be a URL such as http://proxy.example:3128, with http, https, socks5h, "
               "socks5, socks4a or socks4, not %s",
               name, public != NULL ? public : value);
  return FALSE;
}

/* GLib takes an IPv6 address in brackets only where a port follows; a network never. */
static void
take_brackets_off (char *entry)
{
  char *end = entry[0] == '[' ? strchr (entry, ']') : NULL;

  if (end == NULL || end[1] == ':')
    return;
  memmove (end, end + 1, strlen (end));
  memmove (entry, entry + 1, strlen (entry));
}

/* Hosts that are reached directly. A domain includes its hosts. */
static char **
get_ignored (void)
{
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();
  const char *value = get_variable ("no_proxy");
  g_auto (GStrv) entries = g_strsplit_set (value != NULL ? value : "", ", ", -1);

  g_strv_builder_add_many (hosts, "localhost", "127.0.0.0/8", "::1", NULL);
  for (guint i = 0; entries[i] != NULL; i++)
    {
      g_autofree char *within = g_strconcat (".", entries[i], NULL);

      if (entries[i][0] == '\0')
        continue;
      take_brackets_off (entries[i]);
      g_strv_builder_add (hosts, entries[i]);
      if (g_ascii_isalpha (entries[i][0]))
        g_strv_builder_add (hosts, within);
    }
  return g_strv_builder_end (hosts);
}

GProxyResolver *
swim_proxy_resolver_new_from_environment (GError **error)
{
  g_autofree char *http = NULL;
  g_autofree char *https = NULL;
  g_autofree char *all = NULL;
  g_auto (GStrv) ignored = NULL;
  GProxyResolver *resolver;

  if (!get_proxy ("http_proxy", &http, error) || !get_proxy ("https_proxy", &https, error)
      || !get_proxy ("all_proxy", &all, error))
    return NULL;
  if ((http == NULL && https == NULL && all == NULL)
      || g_strcmp0 (get_variable ("no_proxy"), "*") == 0)
    return NULL;
  ignored = get_ignored ();
  resolver = g_simple_proxy_resolver_new (all, ignored);
  if (http != NULL)
    g_simple_proxy_resolver_set_uri_proxy (G_SIMPLE_PROXY_RESOLVER (resolver), "http", http);
  if (https != NULL)
    g_simple_proxy_resolver_set_uri_proxy (G_SIMPLE_PROXY_RESOLVER (resolver), "https", https);
  return resolver;
}

/* Over SOCKS the header would reach the server, and GIO sends the password by itself. Any resolver
 * but the simple one may block, and this is called on the loop. */
char *
swim_proxy_dup_authorization (GProxyResolver *proxies, GUri *uri)
{
  g_autofree char *target = NULL;
  g_auto (GStrv) ways = NULL;
  g_autoptr (GUri) proxy = NULL;
  g_autofree char *pair = NULL;
  g_autofree char *coded = NULL;

  if (!G_IS_SIMPLE_PROXY_RESOLVER (proxies))
    return NULL;
  target = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
  ways = g_proxy_resolver_lookup (proxies, target, NULL, NULL);
  if (ways != NULL && ways[0] != NULL)
    proxy = g_uri_parse (ways[0], G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (proxy == NULL || g_uri_get_user (proxy) == NULL
      || !g_str_equal (g_uri_get_scheme (proxy), "http"))
    return NULL;
  pair = g_strdup_printf ("%s:%s", g_uri_get_user (proxy),
                          g_uri_get_password (proxy) != NULL ? g_uri_get_password (proxy) : "");
  coded = g_base64_encode ((const guchar *) pair, strlen (pair));
  return g_strconcat ("Basic ", coded, NULL);
}
