/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Most URLs of a list have nothing in them that is decoded, normalized or an error. For these
 * GLib's parser does much work to no effect, and it is among the most expensive things that are
 * done for an item. */
#include "config.h"

#include "base/uri.h"

#include <string.h>

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

/* NULL where GLib has to look at it. */
static GUri *
build_plain (const char *url, GUriFlags flags)
{
  const char *scheme = g_str_has_prefix (url, "https://") ? "https" : "http";
  const char *from = url + strlen (scheme);
  char host[LONGEST_HOST + 1];
  g_autofree char *path = NULL; /* where a query follows */
  const char *query;
  gsize length;
  int port;

  if (!g_str_has_prefix (url, scheme) || !g_str_has_prefix (from, "://"))
    return NULL;
  from += strlen ("://");
  length = span_host (from);
  if (length == 0 || length > LONGEST_HOST || !g_ascii_isalnum (from[0]))
    return NULL;
  memcpy (host, from, length);
  host[length] = '\0';
  port = read_port (from + length, &from);
  length = port != 0 && from[0] == '/' ? span_path (from) : 0;
  query = from + length;
  if (length == 0 || (query[0] != '\0' && query[0] != '?')
      || (query[0] == '?' && query[1 + span_query (query + 1)] != '\0'))
    return NULL;
  if (query[0] == '\0')
    return g_uri_build (flags, scheme, NULL, host, port, from, NULL, NULL);
  path = g_strndup (from, length);
  return g_uri_build (flags, scheme, NULL, host, port, path, query + 1, NULL);
}

/* As g_uri_parse (). */
GUri *
swim_uri_parse (const char *url, GUriFlags flags, GError **error)
{
  GUri *uri = build_plain (url, flags);

  return uri != NULL ? uri : g_uri_parse (url, flags, error);
}
