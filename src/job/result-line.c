/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file of results may have ten million lines, and json-glib's tree takes some 10 µs for each.
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
scan_members (SwimResultLine *self, const char **at, Value *name, Value *status)
{
  if (!take (at, '{'))
    return FALSE;
  self->content = FALSE;
  do
    {
      Value key, value;

      if (!take_value (at, &key) || *key.text != '"' || !take (at, ':') || !take_value (at, &value))
        return FALSE;
      if (is (&key, "\"name\""))
        *name = value;
      else if (is (&key, "\"status\""))
        *status = value;
      else if (is (&key, "\"integrity\""))
        self->content = TRUE;
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

static JsonObject *
parse_object (SwimResultLine *self, const char *line, gsize length)
{
  JsonNode *root = NULL;

  if (json_parser_load_from_data (self->parser, line, (gssize) length, NULL))
    root = json_parser_get_root (self->parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static gboolean
parse_tree (SwimResultLine *self, const char *line, gsize length)
{
  JsonObject *object = parse_object (self, line, length);
  const char *name = get_string (object, "name");
  const char *status = get_string (object, "status");

  if (name == NULL || status == NULL)
    return FALSE;
  g_string_assign (self->name, name);
  g_string_assign (self->status, status);
  self->content = json_object_has_member (object, "integrity");
  return TRUE;
}

/* Without its quotes. */
static void
assign (GString *string, const Value *value)
{
  g_string_truncate (string, 0);
  g_string_append_len (string, value->text + 1, (gssize) value->length - 2);
}

void
swim_result_line_init (SwimResultLine *self)
{
  *self = (SwimResultLine){ g_string_new (NULL), g_string_new (NULL), FALSE, json_parser_new () };
}

void
swim_result_line_clear (SwimResultLine *self)
{
  g_string_free (self->name, TRUE);
  g_string_free (self->status, TRUE);
  g_object_unref (self->parser);
}

/* Whether the line is one value of JSON, which json-glib does not ask for: it passes over comments,
 * and over whatever follows. */
static gboolean
is_one_value (const char *line, gsize length)
{
  const char *bad;
  const char *end = swim_json_skip (line + strspn (line, " \t\r"), &bad);

  return end != NULL && end + strspn (end, " \t\r\n") == line + length;
}

gboolean
swim_result_line_parse (SwimResultLine *self, const char *line, gsize length)
{
  const char *at = line;
  Value name = { NULL, 0 };
  Value status = { NULL, 0 };

  if (!scan_members (self, &at, &name, &status) || at + 1 != line + length || !is_plain (&name)
      || !is_plain (&status))
    return is_one_value (line, length) && parse_tree (self, line, length);
  assign (self->name, &name);
  assign (self->status, &status);
  return TRUE;
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
swim_result_join_types (GPtrArray *types)
{
  g_ptr_array_sort (types, compare_strings);
  g_ptr_array_add (types, NULL);
  return g_strjoinv (",", (char **) types->pdata);
}

char *
swim_result_line_dup_types (SwimResultLine *self, const char *line, gsize length)
{
  JsonArray *responses = get_array (parse_object (self, line, length), "responses");
  guint count = responses != NULL ? json_array_get_length (responses) : 0;
  g_autoptr (GPtrArray) types = g_ptr_array_new ();

  for (guint i = 0; i < count; i++)
    {
      JsonNode *node = json_array_get_element (responses, i);
      const char *type =
          JSON_NODE_HOLDS_OBJECT (node) ? get_string (json_node_get_object (node), "type") : NULL;

      if (type != NULL)
        g_ptr_array_add (types, (char *) type);
    }
  return types->len > 0 ? swim_result_join_types (types) : NULL;
}
