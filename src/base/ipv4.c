/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/ipv4.h"

#include <string.h>

#define MOST_PARTS 4

/* Reads a number, and advances past it: octal behind a 0, hexadecimal behind 0x. */
static gboolean
read_number (const char **text, guint64 *number)
{
  const char *digits = *text;
  guint base = 10;
  char *end;

  if (!g_ascii_isdigit (digits[0]))
    return FALSE;
  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
    base = 16;
  else if (digits[0] == '0')
    base = 8;
  if (base == 16)
    digits += 2;
  if (base == 16 && !g_ascii_isxdigit (digits[0]))
    return FALSE;
  *number = g_ascii_strtoull (digits, &end, base);
  *text = end;
  return TRUE;
}

/* The last number stands for all bytes that are left. */
static gboolean
put_numbers (const guint64 *numbers, guint n, guint8 bytes[4])
{
  guint32 address = 0;

  for (guint i = 0; i + 1 < n; i++)
    {
      if (numbers[i] > 0xff)
        return FALSE;
      address |= (guint32) numbers[i] << (24 - 8 * i);
    }
  if (numbers[n - 1] > G_MAXUINT32 >> (8 * (n - 1)))
    return FALSE;
  address = GUINT32_TO_BE (address | (guint32) numbers[n - 1]);
  memcpy (bytes, &address, sizeof address);
  return TRUE;
}

gboolean
swim_ipv4_parse (const char *text, guint8 bytes[4])
{
  guint64 numbers[MOST_PARTS];

  for (guint n = 0; n < MOST_PARTS; n++)
    {
      if (!read_number (&text, &numbers[n]))
        return FALSE;
      if (*text == '\0')
        return put_numbers (numbers, n + 1, bytes);
      if (*text++ != '.')
        return FALSE;
    }
  return FALSE;
}

/* Four decimal numbers of at most three digits, without zeros before them. */
static gboolean
is_plain (const char *host, gsize length)
{
  guint dots = 0, digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (host[i] == '.')
        dots++, digits = 0;
      else if (!g_ascii_isdigit (host[i]) || ++digits > 3 || (digits == 2 && host[i - 1] == '0'))
        return FALSE;
    }
  return dots == 3;
}

gboolean
swim_ipv4_needs_parse (const char *host, gsize length)
{
  gsize label = length;

  while (label > 0 && host[label - 1] != '.')
    label--;
  return label < length && g_ascii_isdigit (host[label]) && !is_plain (host, length);
}
