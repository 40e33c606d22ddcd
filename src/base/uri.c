/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Most URLs of a list have nothing in them that is decoded, normalized or an error. For these
 * GLib's parser does much work to no effect, and it is among the most expensive things that are
 * done for an item. */
#include "config.h"

#include "base/uri.h"

#include <gio/gio.h>
#include <string.h>

#include "base/idn.h"
#include "base/ipv4.h"
#include "base/zone.h"

#define LONGEST_HOST 255
#define LONGEST_PORT 5 /* digits */

static gsize
span_host (const char *text)
{
  gsize length = 0;

  while (g_ascii_islower (text[length]) || g_ascii_isdigit (text[length]) || text[length] == '.'
         || text[length] == '-')
    length++;
  return length;
}

/* The path of a URL, which must not have parts that begin with a dot. */
static gsize
span_path (const char *text)
{
  gsize length = 0;

  for (; text[length] == '/' || text[length] == '.' || text[length] == '-' || text[length] == '_'
         || text[length] == '~' || g_ascii_isalnum (text[length]);
       length++)
    if (text[length] == '.' && text[length - 1] == '/')
      return 0;
  return length;
}

gboolean
swim_uri_is_plain_path (const char *path)
{
  return path[0] == '/' && path[span_path (path)] == '\0';
}

static gsize
span_query (const char *text)
{
  gsize length = 0;

  while (g_ascii_isalnum (text[length])
         || (text[length] != '\0' && strchr ("=&.-_~", text[length])))
    length++;
  return length;
}

/* The port of “:8080”, -1 where there is none, 0 where it needs a closer look. Sets what follows
 * it.
 */
static int
read_port (const char *text, const char **end)
{
  int port = 0;

  *end = text;
  if (text[0] != ':')
    return -1;
  for (*end = text + 1; g_ascii_isdigit (**end) && *end - text <= LONGEST_PORT; (*end)++)
    port = port * 10 + (**end - '0');
  return port > G_MAXUINT16 || port == 80 || port == 443 ? 0 : port;
}

/* Of a URL in which there is nothing to decode, to normalize or to refuse. */
typedef struct
{
  const char *scheme;
  const char *host;
  gsize host_length;
  int port; /* -1: the usual one */
  const char *path;
  gsize path_length;
  const char *query; /* NULL: there is none */
} Plain;

/* FALSE where GLib has to look at it. */
static gboolean
scan_plain (const char *url, Plain *plain)
{
  const char *from;

  plain->scheme = g_str_has_prefix (url, "https://") ? "https" : "http";
  from = url + strlen (plain->scheme);
  if (!g_str_has_prefix (url, plain->scheme) || !g_str_has_prefix (from, "://"))
    return FALSE;
  plain->host = from + strlen ("://");
  plain->host_length = span_host (plain->host);
  if (plain->host_length == 0 || plain->host_length > LONGEST_HOST
      || !g_ascii_isalnum (plain->host[0])
      || swim_ipv4_needs_parse (plain->host, plain->host_length))
    return FALSE;
  plain->port = read_port (plain->host + plain->host_length, &plain->path);
  plain->path_length = plain->port != 0 && plain->path[0] == '/' ? span_path (plain->path) : 0;
  from = plain->path + plain->path_length;
  plain->query = from[0] == '?' ? from + 1 : NULL;
  if (plain->query != NULL)
    from = plain->query + span_query (plain->query);
  return plain->path_length > 0 && from[0] == '\0';
}

/* NULL where GLib has to look at it. */
static GUri *
build_plain (const char *url, GUriFlags flags)
{
  char host[LONGEST_HOST + 1];
  g_autofree char *path = NULL; /* where a query follows */
  Plain plain;

  if (!scan_plain (url, &plain))
    return NULL;
  memcpy (host, plain.host, plain.host_length);
  host[plain.host_length] = '\0';
  if (plain.query != NULL)
    path = g_strndup (plain.path, plain.path_length);
  return g_uri_build (flags, plain.scheme, NULL, host, plain.port, path != NULL ? path : plain.path,
                      plain.query, NULL);
}

/* The last part of its path where the URL is one of http or https, without user information or
 * fragment, in which nothing is decoded, normalized or an error; else NULL. */
const char *
swim_uri_find_plain_name (const char *url, gsize *length)
{
  const char *slash;
  Plain plain;

  if (!scan_plain (url, &plain))
    return NULL;
  slash = memrchr (plain.path, '/', plain.path_length);
  *length = (gsize) (plain.path + plain.path_length - slash) - 1;
  return slash + 1;
}

static gboolean
is_escape (const char *text)
{
  return g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]);
}

/* NULL where each percent sign begins an escape. */
static char *
escape_percent_signs (const char *url)
{
  const char *c = url;
  GString *escaped;

  while ((c = strchr (c, '%')) != NULL && is_escape (c))
    c++;
  if (c == NULL)
    return NULL;
  escaped = g_string_new (NULL);
  for (c = url; *c != '\0'; c++)
    {
      g_string_append_c (escaped, *c);
      if (*c == '%' && !is_escape (c))
        g_string_append (escaped, "25");
    }
  return g_string_free (escaped, FALSE);
}

/* Whether an address with a zone, FE80::1%eth0, is one that a zone says anything of (RFC 4007). */
static gboolean
has_scope (const char *host)
{
  static const char *const prefixes[] = { "fe8", "fe9", "fea", "feb", "ff" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_ascii_strncasecmp (host, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* The host as it is asked for, NULL with an error for none (transfer full). */
static char *
dup_coded_host (const char *host, GError **error)
{
  guint8 bytes[4];
  char *ascii;

  if (strchr (host, ':') != NULL && !has_scope (host))
    return g_strndup (host, strcspn (host, "%"));
  if (swim_ipv4_parse (host, bytes))
    return g_strdup_printf ("%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
  ascii = g_hostname_is_non_ascii (host) ? swim_idn_dup_ascii (host) : g_strdup (host);
  if (ascii == NULL)
    g_set_error (error, G_URI_ERROR, G_URI_ERROR_BAD_HOST,
                 "the host “%s” cannot be written in ASCII, as an internationalised name must be",
                 host);
  return ascii;
}

/* Why its host is none; NULL: it may be one. Browsers take a backslash for a slash, and others do
 * not: they disagree on the host. What else no host has (WHATWG URL, forbidden domain code points)
 * may have been an escape, as %2F: then those who do not decode it ask another. */
static const char *
find_fault (GUri *uri)
{
  const char *user = g_uri_get_userinfo (uri);
  const char *host = g_uri_get_host (uri);

  if (strchr (host, '\\') != NULL || (user != NULL && strchr (user, '\\') != NULL))
    return "there is a backslash before the path";
  if (strchr (host, ':') != NULL) /* an address */
    return NULL;
  for (; *host != '\0'; host++)
    if (g_ascii_iscntrl (*host) || strchr (" #%/<>?@[]^|", *host) != NULL)
      return "its host has a character that no host has";
  return NULL;
}

/* The same with its host as it is asked for; takes the URL over. */
static GUri *
code_host (GUri *uri, GUriFlags flags, GError **error)
{
  g_autoptr (GUri) owned = uri;
  const char *host = g_uri_get_host (uri);
  const char *fault;
  g_autofree char *coded = NULL;
  g_autofree char *text = NULL;

  if (host == NULL)
    return g_steal_pointer (&owned);
  fault = find_fault (uri);
  if (fault != NULL)
    {
      g_set_error_literal (error, G_URI_ERROR, G_URI_ERROR_BAD_HOST, fault);
      return NULL;
    }
  coded = dup_coded_host (host, error);
  if (coded == NULL)
    return NULL;
  if (g_str_equal (coded, host))
    return g_steal_pointer (&owned);
  text = g_uri_join (flags, g_uri_get_scheme (uri), g_uri_get_userinfo (uri), coded,
                     g_uri_get_port (uri), g_uri_get_path (uri), g_uri_get_query (uri),
                     g_uri_get_fragment (uri));
  return g_uri_parse (text, flags, error);
}

/* As g_uri_parse (), but takes a lone percent sign for itself, as browsers do, gives a host beyond
 * ASCII in its coded form and an IPv4 address in its usual one, and drops a zone that says nothing.
 */
GUri *
swim_uri_parse (const char *url, GUriFlags flags, GError **error)
{
  GUri *uri = build_plain (url, flags);
  g_autofree char *escaped = NULL;

  if (uri != NULL)
    return uri;
  escaped = escape_percent_signs (url);
  uri = g_uri_parse (escaped != NULL ? escaped : url, flags, error);
  return uri != NULL ? code_host (uri, flags, error) : NULL;
}

/* As g_uri_parse_relative (), with the same leave. */
GUri *
swim_uri_parse_relative (GUri *base, const char *reference, GUriFlags flags, GError **error)
{
  g_autofree char *escaped = escape_percent_signs (reference);
  GUri *uri = g_uri_parse_relative (base, escaped != NULL ? escaped : reference, flags, error);

  return uri != NULL ? code_host (uri, flags, error) : NULL;
}

/* The zone of its address where there is no such network interface, else NULL. Asks the kernel. */
const char *
swim_uri_find_lost_zone (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *zone = strchr (host, ':') != NULL ? strchr (host, '%') : NULL;

  return zone != NULL && swim_zone_find_interface (zone + 1) == 0 ? zone + 1 : NULL;
}

/* “:8080”; empty where it is the usual one. */
static void
write_port (int port, const char *scheme, char *text)
{
  int unit = 10000;

  text[0] = '\0';
  if (port < 0 || port == (g_str_equal (scheme, "https") ? 443 : 80))
    return;
  *text++ = ':';
  while (unit > 1 && port < unit)
    unit /= 10;
  for (; unit > 0; unit /= 10)
    *text++ = (char) ('0' + port / unit % 10);
  *text = '\0';
}

/* What a request of it names: as g_uri_to_string_partial () without user information and
 * fragment. For a URL of http or https whose path and query are kept encoded. */
char *
swim_uri_dup_target (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *query = g_uri_get_query (uri);
  char port[LONGEST_PORT + 2];

  if (host == NULL || host[span_host (host)] != '\0')
    return g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
  write_port (g_uri_get_port (uri), g_uri_get_scheme (uri), port);
  return g_strconcat (g_uri_get_scheme (uri), "://", host, port, g_uri_get_path (uri),
                      query != NULL ? "?" : NULL, query, NULL);
}
