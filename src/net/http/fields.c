/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/fields.h"

#include <string.h>

#include "base/swim-error.h"
#include "net/http/head.h"
#include "net/http/netrc.h"

#define BLANKS " \t"
#define AUTHORIZATION "Authorization"
#define COOKIE "Cookie"
#define IF_MODIFIED_SINCE "If-Modified-Since"

/* The lines are whole fields. */
struct _SwimHttpFields
{
  gboolean any; /* besides user_agent */
  gboolean conditional;
  GPtrArray *open;     /* for every server */
  GPtrArray *secret;   /* for the item's origin, but for the next */
  char *authorization; /* likewise; nullable, like the next three */
  char *user;          /* whose password is in the netrc file */
  char *user_agent;
  SwimNetrc *netrc;
};

/* What a request is about, and how it is framed, is not the user's to say. */
static const struct
{
  const char *name;
  const char *instead;
} refused[] = {
  { "Host", "the host is that of the URL" },
  { "Range", "a part is only asked for to continue a file (--resume)" },
  { "If-Range", "a part is only asked for to continue a file (--resume)" },
  { "Content-Length", "a request has no body" },
  { "Transfer-Encoding", "a request has no body" },
  { "Trailer", "a request has no body" },
  { "Expect", "a request has no body" },
  { "TE", "swimlane says itself which codings it reads" },
  { "Connection", "connections are swimlane's own" },
  { "Keep-Alive", "connections are swimlane's own" },
  { "Proxy-Connection", "connections are swimlane's own" },
  { "Upgrade", "connections are swimlane's own" },
  { "HTTP2-Settings", "connections are swimlane's own" },
  { "Proxy-Authorization", "put user and password into the URL of the proxy" },
};

void
swim_http_fields_config_clear (SwimHttpFieldsConfig *config)
{
  g_clear_pointer (&config->headers, g_strfreev);
  g_clear_pointer (&config->user_agent, g_free);
  g_clear_pointer (&config->user, g_free);
  g_clear_pointer (&config->cookies, g_free);
  g_clear_pointer (&config->netrc, g_free);
}

void
swim_http_fields_free (SwimHttpFields *fields)
{
  g_ptr_array_unref (fields->open);
  g_ptr_array_unref (fields->secret);
  g_free (fields->authorization);
  g_free (fields->user);
  g_free (fields->user_agent);
  g_clear_pointer (&fields->netrc, swim_netrc_free);
  g_free (fields);
}

const char *
swim_http_fields_get_user_agent (const SwimHttpFields *fields)
{
  const char *name = fields != NULL ? fields->user_agent : NULL;

  if (name == NULL)
    return PACKAGE "/" VERSION;
  return name[0] != '\0' ? name : NULL;
}

gboolean
swim_http_fields_is_conditional (const SwimHttpFields *fields)
{
  return fields != NULL && fields->conditional;
}

/* The length of the name that a field begins with (RFC 9110, 5.6.2); 0 for none. */
static gsize
get_name_length (const char *line)
{
  gsize length = 0;

  while (g_ascii_isalnum (line[length])
         || (line[length] != '\0' && strchr ("!#$%&'*+-.^_`|~", line[length]) != NULL))
    length++;
  return line[length] == ':' ? length : 0;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) && *text != '\t')
      return TRUE;
  return FALSE;
}

/* what names it in the message */
static gboolean
check_value (const char *what, const char *value, GError **error)
{
  if (!has_control (value))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "%s has a line break or another control character, which no field of a request may",
               what);
  return FALSE;
}

/* The field is named in messages, but its value may be a secret. */
static gboolean
check_header (const char *line, gsize length, GError **error)
{
  g_autofree char *name = g_strndup (line, length);

  if (length == 0)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--header takes “Name: value”; the name is letters, digits and hyphens, "
                           "with a colon right behind it");
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (g_ascii_strcasecmp (name, refused[i].name) == 0)
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--header=“%s: …” cannot be set: %s",
                     refused[i].name, refused[i].instead);
        return FALSE;
      }
  return check_value (name, line + length, error);
}

static gboolean
is_named (const char *line, gsize length, const char *name)
{
  return strlen (name) == length && g_ascii_strncasecmp (line, name, length) == 0;
}

static const char *
get_value (const char *line, gsize length)
{
  return line + length + 1 + strspn (line + length + 1, BLANKS);
}

/* The field with one blank behind the colon, or none where it has no value (transfer full). */
static char *
make_line (const char *line, gsize length)
{
  const char *value = get_value (line, length);

  return g_strchomp (
      g_strdup_printf ("%.*s:%s%s", (int) length, line, value[0] != '\0' ? " " : "", value));
}

static gboolean
set_user_agent (SwimHttpFields *self, const char *name, GError **error)
{
  if (!check_value ("--user-agent", name, error))
    return FALSE;
  if (self->user_agent != NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "User-Agent is given twice; leave one out");
      return FALSE;
    }
  self->user_agent = g_strdup (name);
  return TRUE;
}

static gboolean
add_header (SwimHttpFields *self, const char *given, GError **error)
{
  gsize length = get_name_length (given);
  char *line;

  if (!check_header (given, length, error))
    return FALSE;
  if (is_named (given, length, "User-Agent"))
    return set_user_agent (self, get_value (given, length), error);
  line = make_line (given, length);
  self->conditional |=
      is_named (given, length, IF_MODIFIED_SINCE) || is_named (given, length, "If-None-Match");
  if (is_named (given, length, COOKIE))
    g_ptr_array_add (self->secret, line);
  else if (!is_named (given, length, AUTHORIZATION))
    g_ptr_array_add (self->open, line);
  else
    {
      g_free (self->authorization);
      self->authorization = line;
    }
  return TRUE;
}

static char *
make_basic (const char *user, const char *password)
{
  g_autofree char *pair = g_strconcat (user != NULL ? user : "", ":", password, NULL);
  g_autofree char *coded = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat (AUTHORIZATION ": Basic ", coded, NULL);
}

static gboolean
set_user (SwimHttpFields *self, const char *user, GError **error)
{
  const char *colon = strchr (user, ':');
  g_autofree char *name = NULL;

  if (!check_value ("--user", user, error))
    return FALSE;
  if (self->authorization != NULL)
    {
      g_set_error_literal (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "--user and --header=“Authorization: …” both say who asks; leave one out");
      return FALSE;
    }
  if (colon == NULL && self->netrc == NULL)
    {
      g_set_error_literal (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "--user names no password; write NAME:PASSWORD into a file that only you can read and "
          "give --user-file=FILE, or put it into ~/.netrc and add --netrc");
      return FALSE;
    }
  if (colon == NULL)
    {
      self->user = g_strdup (user);
      return TRUE;
    }
  name = g_strndup (user, (gsize) (colon - user));
  self->authorization = make_basic (name, colon + 1);
  return TRUE;
}

static gboolean
set_cookies (SwimHttpFields *self, const char *cookies, GError **error)
{
  if (!check_value ("--cookie", cookies, error))
    return FALSE;
  if (self->secret->len > 0)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--cookie and --header=“Cookie: …” both set cookies; leave one out");
      return FALSE;
    }
  if (strchr (cookies, '=') == NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--cookie takes cookies as “name=value; name=value”");
      return FALSE;
    }
  g_ptr_array_add (self->secret, g_strconcat (COOKIE ": ", cookies, NULL));
  return TRUE;
}

static gboolean
set_modified_since (SwimHttpFields *self, gint64 since, GError **error)
{
  g_autofree char *date = swim_http_date_format (since / G_USEC_PER_SEC);

  if (date == NULL)
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                         "--if-modified-since is beyond the year 9999");
  else if (self->conditional)
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                         "--if-modified-since and --header both give a condition; leave one out");
  else
    {
      self->conditional = TRUE;
      g_ptr_array_add (self->open, g_strconcat (IF_MODIFIED_SINCE ": ", date, NULL));
      return TRUE;
    }
  return FALSE;
}

static gboolean
set_all (SwimHttpFields *self, const SwimHttpFieldsConfig *config, GError **error)
{
  if (config->user_agent != NULL && !set_user_agent (self, config->user_agent, error))
    return FALSE;
  for (guint i = 0; config->headers != NULL && config->headers[i] != NULL; i++)
    if (!add_header (self, config->headers[i], error))
      return FALSE;
  if (config->netrc != NULL && (self->netrc = swim_netrc_load (config->netrc, error)) == NULL)
    return FALSE;
  return (config->user == NULL || set_user (self, config->user, error))
         && (config->cookies == NULL || set_cookies (self, config->cookies, error))
         && (config->modified_since == 0
             || set_modified_since (self, config->modified_since, error));
}

SwimHttpFields *
swim_http_fields_new (const SwimHttpFieldsConfig *config, GError **error)
{
  g_autoptr (SwimHttpFields) self = g_new0 (SwimHttpFields, 1);

  self->open = g_ptr_array_new_with_free_func (g_free);
  self->secret = g_ptr_array_new_with_free_func (g_free);
  if (!set_all (self, config, error))
    return NULL;
  self->any = self->open->len > 0 || self->secret->len > 0 || self->authorization != NULL
              || self->netrc != NULL;
  return g_steal_pointer (&self);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

gboolean
swim_http_is_same_origin (GUri *one, GUri *other)
{
  return g_str_equal (g_uri_get_scheme (one), g_uri_get_scheme (other))
         && g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0
         && get_port (one) == get_port (other);
}

/* Without user and password. Takes uri over. */
static GUri *
strip (GUri *uri)
{
  GUri *stripped = g_uri_build (g_uri_get_flags (uri), g_uri_get_scheme (uri), NULL,
                                g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri),
                                g_uri_get_query (uri), g_uri_get_fragment (uri));

  g_uri_unref (uri);
  return stripped;
}

/* Authorization by the netrc file, NULL for none (transfer full). */
static char *
look_up (const SwimHttpFields *fields, GUri *uri, const char *user)
{
  const SwimNetrcEntry *entry = NULL;

  if (fields != NULL && fields->netrc != NULL)
    entry = swim_netrc_lookup (fields->netrc, g_uri_get_host (uri), user);
  return entry != NULL && entry->password != NULL ? make_basic (entry->user, entry->password)
                                                  : NULL;
}

/* The user in a URL, who may have left the password to the netrc file. */
static char *
read_login (const SwimHttpFields *fields, GUri *uri)
{
  const char *user = g_uri_get_user (uri);
  const char *password = g_uri_get_password (uri);
  char *login = NULL;

  if (password == NULL && (user == NULL || user[0] == '\0'))
    return NULL;
  if (password == NULL)
    login = look_up (fields, uri, user);
  return login != NULL ? login : make_basic (user, password != NULL ? password : "");
}

static const char *
find_authorization (SwimHttpFieldsState *self,
                    const SwimHttpFields *fields,
                    GUri *uri,
                    gboolean own)
{
  if (own && self->login != NULL)
    return self->login;
  if (fields == NULL)
    return NULL;
  if (own && fields->authorization != NULL)
    return fields->authorization;
  self->other = look_up (fields, uri, own ? fields->user : NULL);
  return self->other;
}

static guint
add_lines (const char **lines, const GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    lines[i] = more->pdata[i];
  return more->len;
}

static void
set_lines (SwimHttpFieldsState *self, const SwimHttpFields *fields, GUri *uri)
{
  gboolean own = swim_http_is_same_origin (self->origin, uri);
  const char *authorization = find_authorization (self, fields, uri, own);
  guint most = fields != NULL ? fields->open->len + fields->secret->len : 0;
  guint count = 0;

  self->lines = g_new (const char *, most + 2);
  if (fields != NULL)
    count += add_lines (self->lines, fields->open);
  if (fields != NULL && own)
    count += add_lines (self->lines + count, fields->secret);
  if (authorization != NULL)
    self->lines[count++] = authorization;
  self->lines[count] = NULL;
}

/* A user in a redirect's location is nobody's that the user of swimlane has named, and is not
 * sent (RFC 9110, 4.2.4). */
GUri *
swim_http_fields_begin (SwimHttpFieldsState *self,
                        const SwimHttpFields *fields,
                        GUri *uri,
                        gboolean redirected)
{
  g_clear_pointer (&self->lines, g_free);
  g_clear_pointer (&self->other, g_free);
  if (g_uri_get_userinfo (uri) != NULL)
    {
      if (!redirected)
        self->login = read_login (fields, uri);
      uri = strip (uri);
    }
  if ((fields == NULL || !fields->any) && self->login == NULL)
    return uri;
  if (self->origin == NULL)
    self->origin = g_uri_ref (uri);
  set_lines (self, fields, uri);
  return uri;
}

void
swim_http_fields_clear (SwimHttpFieldsState *self)
{
  g_clear_pointer (&self->origin, g_uri_unref);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->other, g_free);
  g_clear_pointer (&self->lines, g_free);
}
