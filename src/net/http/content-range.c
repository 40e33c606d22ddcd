/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/content-range.h"

#include <string.h>

#define BLANKS " \t"

/* Reads a number that fits, and advances past it. */
static gboolean
parse_number (const char **text, gint64 *number)
{
  char *end;
  guint64 value;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  value = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  *number = (gint64) value;
  return value <= (guint64) G_MAXINT64 - 1;
}

static gboolean
skip (const char **text, char c)
{
  if (**text != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* A star: not known. */
static gboolean
parse_number_or_star (const char **text, gint64 *number)
{
  *number = -1;
  return skip (text, '*') || parse_number (text, number);
}

static gboolean
makes_sense (const SwimContentRange *range)
{
  if (range->first < 0)
    return range->total >= 0;
  return range->first <= range->last && (range->total < 0 || range->last < range->total);
}

gboolean
swim_content_range_parse (const char *text, SwimContentRange *range)
{
  if (text == NULL || g_ascii_strncasecmp (text, "bytes", 5) != 0)
    return FALSE;
  text += 5;
  if (strspn (text, BLANKS) == 0)
    return FALSE;
  text += strspn (text, BLANKS);
  range->last = -1;
  if (!parse_number_or_star (&text, &range->first))
    return FALSE;
  if (range->first >= 0 && !(skip (&text, '-') && parse_number (&text, &range->last)))
    return FALSE;
  if (!skip (&text, '/') || !parse_number_or_star (&text, &range->total))
    return FALSE;
  return text[strspn (text, BLANKS)] == '\0' && makes_sense (range);
}
