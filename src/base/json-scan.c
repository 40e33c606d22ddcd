/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/json-scan.h"

#include <string.h>

/* Values within values: an outcome with what DNS servers answered has five. */
#define MAX_DEPTH 32

static const char *
skip_space (const char *at)
{
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
    at++;
  return at;
}

static gsize
count_digits (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* The length of the number at the start of a text, 0 where it is none (RFC 8259, section 6). */
static gsize
measure_number (const char *text)
{
  gsize at = text[0] == '-' ? 1 : 0;
  gsize digits = count_digits (text + at);

  if (digits == 0 || (digits > 1 && text[at] == '0'))
    return 0;
  at += digits;
  if (text[at] == '.')
    {
      digits = count_digits (text + at + 1);
      if (digits == 0)
        return 0;
      at += 1 + digits;
    }
  if (text[at] != 'e' && text[at] != 'E')
    return at;
  at += text[at + 1] == '+' || text[at + 1] == '-' ? 2 : 1;
  digits = count_digits (text + at);
  return digits > 0 ? at + digits : 0;
}

/* The length of a value that is neither a string, an object nor an array; 0 where it is none. */
gsize
swim_json_measure_plain (const char *text)
{
  static const char *const words[] = { "true", "false", "null" };
  gsize length = measure_number (text);

  for (guint i = 0; g_ascii_isalpha (*text) && length == 0 && i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (text, words[i]))
      length = strlen (words[i]);
  return length > 0 && (text[length] == '\0' || strchr (" \t\r\n,]}", text[length])) ? length : 0;
}

/* What follows a backslash: its length, or 0. */
static gsize
measure_escape (const char *at)
{
  if (*at != 'u')
    return *at != '\0' && strchr ("\"\\/bfnrt", *at) != NULL ? 1 : 0;
  for (guint i = 1; i <= 4; i++)
    if (!g_ascii_isxdigit (at[i]))
      return 0;
  return 5;
}

/* The next byte of a string that is not a plain character. */
static const char *
pass_plain (const char *at)
{
  while ((gint8) *at >= 0x20 && *at != '"' && *at != '\\')
    at++;
  return at;
}

/* A string with its quotes; NULL sets @end to where it is wrong. */
static const char *
skip_string (const char *text, const char **end)
{
  const char *at = text + 1;
  guchar all = 0;

  while (*(at = pass_plain (at)) != '"')
    {
      gsize length = *at == '\\' ? measure_escape (at + 1) + 1 : 1;

      if ((guchar) *at < 0x20 || (*at == '\\' && length == 1))
        {
          *end = at;
          return NULL;
        }
      all |= (guchar) *at;
      at += length;
    }
  if (all >= 0x80 && !g_utf8_validate_len (text, (gsize) (at - text), end))
    return NULL;
  return at + 1;
}

/* A comma or the end of what @close ends, after an element; 0: neither. */
static char
find_next (const char **at, char close)
{
  char c;

  *at = skip_space (*at);
  c = **at;
  if (c != ',' && c != close)
    return 0;
  *at = skip_space (*at + 1);
  return c;
}

static const char *skip_value (const char *at, guint depth, const char **end);

static const char *
skip_member (const char *at, guint depth, const char **end)
{
  *end = at;
  if (*at != '"' || (at = skip_string (at, end)) == NULL)
    return NULL;
  at = skip_space (at);
  *end = at;
  return *at == ':' ? skip_value (skip_space (at + 1), depth, end) : NULL;
}

/* An object or an array. */
static const char *
skip_nest (const char *at, guint depth, const char **end)
{
  gboolean object = *at == '{';
  char close = object ? '}' : ']';
  char c;

  at = skip_space (at + 1);
  if (*at == close)
    return at + 1;
  do
    {
      const char *element;

      at = object ? skip_member (at, depth + 1, end) : skip_value (at, depth + 1, end);
      if (at == NULL)
        return NULL;
      element = at;
      c = find_next (&at, close);
      if (c == close)
        return skip_space (element) + 1;
    }
  while (c == ',');
  *end = at;
  return NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than MAX_DEPTH */
static const char *
skip_value (const char *at, guint depth, const char **end)
{
  gsize length;

  *end = at;
  if (*at == '"')
    return skip_string (at, end);
  if (*at == '{' || *at == '[')
    return depth < MAX_DEPTH ? skip_nest (at, depth, end) : NULL;
  length = swim_json_measure_plain (at);
  return length > 0 ? at + length : NULL;
}

/* The end of the JSON value at the start of a text; NULL where it is none, and then @end is where
 * it is wrong. */
const char *
swim_json_skip (const char *text, const char **end)
{
  return skip_value (text, 0, end);
}

static guint
count_lines (const char *from, const char *to)
{
  guint lines = 0;

  for (const char *at = from; (at = memchr (at, '\n', (gsize) (to - at))) != NULL; at++)
    lines++;
  return lines;
}

/* The value of the member whose name ends before @at, if it is an array; else NULL. */
static const char *
find_array (const char *at)
{
  at = skip_space (at);
  if (*at != ':')
    return NULL;
  at = skip_space (at + 1);
  return *at == '[' ? at : NULL;
}

/* The end of a string in a text that nobody has looked at, or the end of the text. */
static const char *
pass_string (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* Whether the string from @start to @end is this name. */
static gboolean
is_name (const char *start, const char *end, const char *member)
{
  gsize length = strlen (member);

  return *start == '"' && (gsize) (end - start) == length + 2
         && memcmp (start + 1, member, length) == 0;
}

/* Empties each array that is a member of this name, but for as many ends of lines behind it as
 * there were, so that what follows keeps its line. The arrays must be JSON: else @fault is set, and
 * its @line, from 1. The rest is not looked at. Returns the new length. */
gsize
swim_json_cut (char *text, gsize length, const char *member, guint *line, const char **fault)
{
  const char *from = text; /* what is yet to be moved to @to */
  char *to = text;

  *fault = NULL;
  for (const char *at = text, *start; *at != '\0';)
    {
      const char *array, *end, *bad;
      guint lines;

      start = at;
      at = *at == '"' ? pass_string (at) : at + strcspn (at, "\"");
      if (!is_name (start, at, member) || (array = find_array (at)) == NULL)
        continue;
      end = swim_json_skip (array, &bad);
      if (end == NULL)
        {
          *line = count_lines (text, to) + count_lines (from, bad) + 1;
          *fault = "not valid JSON; the file may be incomplete";
          return length;
        }
      lines = count_lines (array, end);
      memmove (to, from, (gsize) (array - from));
      to += array - from;
      *to++ = '[';
      *to++ = ']';
      memset (to, '\n', lines);
      to += lines;
      from = at = end;
    }
  length -= (gsize) (from - to);
  memmove (to, from, strlen (from) + 1);
  return length;
}
