/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file to resume from may have ten million lines, and json-glib's tree takes some 10 µs for each.
 * Lines as swimlane writes them are scanned here, which is as strict; all others, with white space
 * between members, or an escape in a name, go to json-glib. */
#include "config.h"

#include "job/result-line.h"

#include <string.h>

#include "base/json-scan.h"

/* A JSON value in a line. */
typedef struct
{
  const char *text; /* NULL: none */
  gsize length;
} Value;

static gboolean
take_value (const char **at, Value *value)
{
  const char *bad;
  const char *end = swim_json_skip (*at, &bad);

  if (end == NULL)
    return FALSE;
  *value = (Value){ *at, (gsize) (end - *at) };
  *at = end;
  return TRUE;
}

static gboolean
take (const char **at, char c)
{
  if (**at != c)
    return FALSE;
  (*at)++;
  return TRUE;
}

static gboolean
is (const Value *value, const char *quoted)
{
  return value->length == strlen (quoted) && memcmp (value->text, quoted, value->length) == 0;
}

/* The members of the object that a line is; of those of one name the last counts. */
static gboolean
scan_members (const char **at, Value *name, Value *status)
{
  if (!take (at, '{'))
    return FALSE;
  do
    {
      Value key, value;

      if (!take_value (at, &key) || *key.text != '"' || !take (at, ':') || !take_value (at, &value))
        return FALSE;
      if (is (&key, "\"name\""))
        *name = value;
      else if (is (&key, "\"status\""))
        *status = value;
    }
  while (take (at, ','));
  return take (at, '}');
}

/* Whether a value is a string that stands in the line as it is. */
static gboolean
is_plain (const Value *value)
{
  return value->text != NULL && *value->text == '"'
         && memchr (value->text, '\\', value->length) == NULL;
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

/* Without its quotes. */
static void
assign (GString *string, const Value *value)
{
  g_string_truncate (string, 0);
  g_string_append_len (string, value->text + 1, (gssize) value->length - 2);
}

gboolean
swim_result_line_parse (JsonParser *parser,
                        const char *line,
                        gsize length,
                        GString *name,
                        GString *status)
{
  const char *at = line;
  Value name_value = { NULL, 0 };
  Value status_value = { NULL, 0 };

  if (!scan_members (&at, &name_value, &status_value) || at + 1 != line + length
      || !is_plain (&name_value) || !is_plain (&status_value))
    return parse_tree (parser, line, length, name, status);
  assign (name, &name_value);
  assign (status, &status_value);
  return TRUE;
}
