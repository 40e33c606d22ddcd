/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/printable.h"

#include <string.h>

static void
append_escaped (GString *text, gunichar c)
{
  if (g_unichar_isprint (c))
    g_string_append_unichar (text, c);
  else
    g_string_append_printf (text, "\\u%04x", c);
}

/* How much of the string is printable ASCII, which nearly all is. */
static gsize
span_plain (const char *string)
{
  gsize length = 0;

  while (string[length] >= ' ' && string[length] <= '~')
    length++;
  return length;
}

/* Names and messages from outside may contain control characters, which a terminal obeys, and
 * characters that reverse the direction of text. They are written as `\u001b`, and so is a newline,
 * which would make two lines of one. */
void
swim_append_printable (GString *text, const char *string)
{
  gsize plain = span_plain (string);
  g_autofree char *valid = NULL;

  g_string_append_len (text, string, (gssize) plain);
  string += plain;
  if (!g_utf8_validate (string, -1, NULL))
    string = valid = g_utf8_make_valid (string, -1);
  for (; *string != '\0'; string = g_utf8_next_char (string))
    append_escaped (text, g_utf8_get_char (string));
}

/* The same by itself (transfer full). */
char *
swim_printable (const char *text)
{
  GString *printable = g_string_new (NULL);

  swim_append_printable (printable, text);
  return g_string_free (printable, FALSE);
}

/* All but what is between the scheme and the last @ before end. */
static char *
cut_userinfo (const char *text, const char *end)
{
  const char *scheme = g_strstr_len (text, end - text, "://");
  const char *begin = scheme != NULL ? scheme + 3 : text;
  const char *at = g_strrstr_len (begin, end - begin, "@");

  return at != NULL ? g_strdup_printf ("%.*s%s", (int) (begin - text), text, at + 1) : NULL;
}

char *
swim_url_dup_public (const char *url)
{
  const char *scheme = strchr (url, '@') != NULL ? strstr (url, "://") : NULL;

  return scheme != NULL ? cut_userinfo (url, scheme + 3 + strcspn (scheme + 3, "/?#")) : NULL;
}

char *
swim_dup_public (const char *text)
{
  return cut_userinfo (text, text + strlen (text));
}
