/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/content-disposition.h"

#include <string.h>

#include "net/file/file-name.h"

#define SPACE " \t"

static const char *
skip_space (const char *at)
{
  return at + strspn (at, SPACE);
}

/* Takes a token or a quoted string, without its quotes, into value; returns where it ends. */
static const char *
take_value (const char *at, GString *value)
{
  if (*at != '"')
    {
      gsize length = strcspn (at, ";" SPACE);

      g_string_append_len (value, at, length);
      return at + length;
    }
  for (at++; *at != '\0' && *at != '"'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      g_string_append_c (value, *at);
    }
  return *at == '"' ? at + 1 : at;
}

/* charset'language'percent-encoded (RFC 8187), to UTF-8; NULL for what is not. */
static char *
decode_extended (const char *value)
{
  const char *language = strchr (value, '\'');
  const char *text = language != NULL ? strchr (language + 1, '\'') : NULL;
  g_autofree char *charset = text != NULL ? g_strndup (value, language - value) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (text != NULL)
    bytes = g_uri_unescape_bytes (text + 1, -1, NULL, NULL);
  if (bytes == NULL)
    return NULL;
  if (g_ascii_strcasecmp (charset, "UTF-8") == 0)
    return g_utf8_make_valid (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (g_ascii_strcasecmp (charset, "ISO-8859-1") == 0)
    return g_convert (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "UTF-8",
                      "ISO-8859-1", NULL, NULL, NULL);
  return NULL;
}

/* The last part of what may be a path of any system. */
static char *
clean_name (const char *name)
{
  gsize length = strlen (name);
  const char *last = name + length;

  while (last > name && strchr ("/\\", last[-1]) == NULL)
    last--;
  if (last[strspn (last, ". ")] == '\0')
    return NULL;
  return swim_file_name_clean (last, strlen (last));
}

char *
swim_content_disposition_get_name (const char *value)
{
  g_autofree char *plain = NULL;
  g_autofree char *extended = NULL;
  const char *at = value + strcspn (value, ";");
  char *name = NULL;

  while (*at == ';')
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const char *parameter = skip_space (at + 1);
      gsize length = strcspn (parameter, "=;" SPACE);

      at = skip_space (parameter + length);
      if (*at == '=')
        at = take_value (skip_space (at + 1), text);
      if (length == 8 && plain == NULL && g_ascii_strncasecmp (parameter, "filename", 8) == 0)
        plain = g_strdup (text->str);
      if (length == 9 && extended == NULL && g_ascii_strncasecmp (parameter, "filename*", 9) == 0)
        extended = decode_extended (text->str);
      at += strcspn (at, ";");
    }
  if (extended != NULL)
    name = clean_name (extended);
  return name == NULL && plain != NULL ? clean_name (plain) : name;
}
