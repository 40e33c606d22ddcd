/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/retry-after.h"

#include <libsoup/soup.h>
#include <string.h>

#define BLANKS " \t"

/* TRUE where it is a number and nothing else. One that is too large for us is a long time too. */
static gboolean
parse_seconds (const char *text, gint64 *seconds)
{
  gsize digits = strspn (text, "0123456789");
  guint64 number;

  if (digits == 0 || text[digits + strspn (text + digits, BLANKS)] != '\0')
    return FALSE;
  number = g_ascii_strtoull (text, NULL, 10);
  *seconds = (gint64) MIN (number, (guint64) G_MAXINT64);
  return TRUE;
}

gboolean
swim_retry_after_parse (const char *text, gint64 now, gint64 *seconds)
{
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL)
    return FALSE;
  text += strspn (text, BLANKS);
  if (parse_seconds (text, seconds))
    return TRUE;
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return FALSE;
  *seconds = MAX (g_date_time_to_unix (date) - now, 0);
  return TRUE;
}
