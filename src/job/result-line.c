/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file to resume from may have ten million lines, and json-glib's tree takes some 10 µs for each.
 * Lines as swimlane writes them are scanned here, which is as strict; all others, with white space,
 * or an escape in a name, go to json-glib. */
#include "config.h"

#include "job/result-line.h"

#include <string.h>

/* Deeper than results are; json-glib judges what is. */
#define DEEPEST 16

typedef struct
{
  const char *at; /* ends with a newline, which stands nowhere else */
  gboolean beyond_ascii;
} Scan;

/* A string without its quotes. */
typedef struct
{
  const char *text; /* NULL: none */
  gsize length;
  gboolean escaped;
} Text;

static inline gboolean
take (Scan *scan, char c)
{
  if (*scan->at != c)
    return FALSE;
  scan->at++;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  char kind = *scan->at;

  if (kind == '\0' || strchr ("\"\\/bfnrtu", kind) == NULL)
    return FALSE;
  scan->at++;
  for (guint i = 0; kind == 'u' && i < 4; i++)
    if (!g_ascii_isxdigit (*scan->at++))
      return FALSE;
  return TRUE;
}

/* The next byte of a string that means anything. */
static const char *
pass_plain (const char *c)
{
  while ((gint8) *c >= 0x20 && *c != '"' && *c != '\\')
    c++;
  return c;
}

static gboolean
scan_string (Scan *scan, Text *text)
{
  text->escaped = FALSE;
  if (!take (scan, '"'))
    return FALSE;
  text->text = scan->at;
  for (;;)
    {
      guchar c = (guchar) * (scan->at = pass_plain (scan->at));

      if (c < 0x20)
        return FALSE;
      scan->at++;
      if (c == '"')
        break;
      scan->beyond_ascii |= c >= 0x80;
      text->escaped |= c == '\\';
      if (c == '\\' && !scan_escape (scan))
        return FALSE;
    }
  text->length = (gsize) (scan->at - 1 - text->text);
  return TRUE;
}

static gboolean
scan_digits (Scan *scan)
{
  const char *from = scan->at;

  while (g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at > from;
}

static gboolean
scan_number (Scan *scan)
{
  take (scan, '-');
  if (!take (scan, '0') && !scan_digits (scan))
    return FALSE;
  if (take (scan, '.') && !scan_digits (scan))
    return FALSE;
  if (!take (scan, 'e') && !take (scan, 'E'))
    return TRUE;
  if (!take (scan, '-'))
    take (scan, '+');
  return scan_digits (scan);
}

static gboolean
scan_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (scan->at, word, length) != 0)
    return FALSE;
  scan->at += length;
  return TRUE;
}

static gboolean scan_members (Scan *scan, guint depth, Text *name, Text *status);

static gboolean
scan_value (Scan *scan, guint depth)
{
  Text text;

  switch (*scan->at)
    {
    case '"':
      return scan_string (scan, &text);
    case '{':
      return depth < DEEPEST && scan_members (scan, depth + 1, NULL, NULL);
    case '[':
      scan->at++;
      if (depth >= DEEPEST)
        return FALSE;
      if (take (scan, ']'))
        return TRUE;
      do
        if (!scan_value (scan, depth + 1))
          return FALSE;
      while (take (scan, ','));
      return take (scan, ']');
    case 't':
      return scan_word (scan, "true");
    case 'f':
      return scan_word (scan, "false");
    case 'n':
      return scan_word (scan, "null");
    default:
      return scan_number (scan);
    }
}

static gboolean
is (const Text *text, const char *word)
{
  return text->length == strlen (word) && memcmp (text->text, word, text->length) == 0;
}

/* An object; name and status: where to put those members, or NULL. */
static gboolean
scan_members (Scan *scan, guint depth, Text *name, Text *status)
{
  if (!take (scan, '{'))
    return FALSE;
  if (take (scan, '}'))
    return TRUE;
  do
    {
      Text *wanted = NULL;
      Text key;

      if (!scan_string (scan, &key) || !take (scan, ':'))
        return FALSE;
      if (name != NULL)
        wanted = is (&key, "name") ? name : is (&key, "status") ? status : NULL;
      if (wanted != NULL ? !scan_string (scan, wanted) : !scan_value (scan, depth))
        return FALSE;
    }
  while (take (scan, ','));
  return take (scan, '}');
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gboolean
parse_tree (JsonParser *parser, const char *line, gsize length, GString *name, GString *status)
{
  JsonNode *root = NULL;
  JsonObject *object;
  const char *name_text;
  const char *status_text;

  if (json_parser_load_from_data (parser, line, (gssize) length, NULL))
    root = json_parser_get_root (parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  name_text = get_string (object, "name");
  status_text = get_string (object, "status");
  if (name_text == NULL || status_text == NULL)
    return FALSE;
  g_string_assign (name, name_text);
  g_string_assign (status, status_text);
  return TRUE;
}

static void
assign (GString *string, const Text *text)
{
  g_string_truncate (string, 0);
  g_string_append_len (string, text->text, (gssize) text->length);
}

gboolean
swim_result_line_parse (JsonParser *parser,
                        const char *line,
                        gsize length,
                        GString *name,
                        GString *status)
{
  Scan scan = { .at = line };
  Text name_text = { NULL };
  Text status_text = { NULL };

  if (!scan_members (&scan, 0, &name_text, &status_text) || scan.at + 1 != line + length
      || name_text.text == NULL || status_text.text == NULL || name_text.escaped
      || status_text.escaped || (scan.beyond_ascii && !g_utf8_validate_len (line, length, NULL)))
    return parse_tree (parser, line, length, name, status);
  assign (name, &name_text);
  assign (status, &status_text);
  return TRUE;
}
