/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/json-print.h"

#include <string.h>

#include "base/quantity.h"

typedef struct
{
  GHashTable *lists; /* of JsonArray to GPtrArray; or NULL */
  SwimJsonPrintElement print_element;
  FILE *file;
} Printer;

/* Whether the byte stands for itself in a string. */
static inline gboolean
is_plain (char c)
{
  return (guchar) c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

static void
append_escaped (GString *text, char c)
{
  if (c == '"' || c == '\\')
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, c);
    }
  else
    g_string_append_printf (text, "\\u%04x", (guint) c);
}

/* Appends a string with its quotes. What is not UTF-8 is replaced. */
void
swim_json_append_string (GString *text, const char *string)
{
  g_autofree char *valid = NULL;
  const char *end = NULL;

  if (!g_utf8_validate (string, -1, &end))
    {
      valid = g_utf8_make_valid (string, -1);
      string = valid;
      end = string + strlen (string);
    }
  g_string_append_c (text, '"');
  while (string < end)
    {
      const char *from = string;

      while (string < end && is_plain (*string))
        string++;
      g_string_append_len (text, from, string - from);
      if (string < end)
        append_escaped (text, *string++);
    }
  g_string_append_c (text, '"');
}

/* Without printf(), which takes longer than all else of a line. @digits: at least so many. */
static void
append_digits (GString *text, guint64 number, guint digits)
{
  char buffer[20]; /* of the largest number */
  guint at = sizeof buffer;

  for (; number > 0 || sizeof buffer - at < digits; number /= 10)
    buffer[--at] = (char) ('0' + number % 10);
  g_string_append_len (text, buffer + at, (gssize) (sizeof buffer - at));
}

void
swim_json_append_integer (GString *text, gint64 number)
{
  if (number < 0)
    g_string_append_c (text, '-');
  append_digits (text, number < 0 ? -(guint64) number : (guint64) number, 1);
}

/* A time that is kept in µs, as seconds. */
void
swim_json_append_us (GString *text, gint64 us)
{
  guint64 size = us < 0 ? -(guint64) us : (guint64) us;

  if (us < 0)
    g_string_append_c (text, '-');
  append_digits (text, size / 1000000, 1);
  g_string_append_c (text, '.');
  append_digits (text, size % 1000000, 6);
}

void
swim_json_print_string (const char *string, FILE *file)
{
  g_autoptr (GString) text = g_string_new (NULL);

  swim_json_append_string (text, string);
  fputs (text->str, file);
}

/* A number that is a double stays one where it is read again. */
static void
print_double (double number, FILE *file)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  fputs (swim_number_to_text (number, text, sizeof text), file);
  if (strpbrk (text, ".e") == NULL)
    fputs (".0", file);
}

/* A time that is kept in µs, as seconds. */
void
swim_print_us (gint64 us, FILE *file)
{
  fprintf (file, "%s%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, us < 0 ? "-" : "",
           ABS (us) / 1000000, ABS (us) % 1000000);
}

static void
indent (guint depth, FILE *file)
{
  putc ('\n', file);
  for (guint i = 0; i < depth; i++)
    fputs ("  ", file);
}

/* Each element on a line of its own. */
static void
print_list (const Printer *self, const GPtrArray *list, guint depth)
{
  putc ('[', self->file);
  for (guint i = 0; i < list->len; i++)
    {
      if (i > 0)
        putc (',', self->file);
      indent (depth + 1, self->file);
      self->print_element (g_ptr_array_index (list, i), self->file);
    }
  if (list->len > 0)
    indent (depth, self->file);
  putc (']', self->file);
}

static void print_node (const Printer *self, JsonNode *node, guint depth);

static gboolean
has_only_values (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i))
        || JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

/* An array of values is written on one line. */
static void
print_array (const Printer *self, JsonArray *array, guint depth)
{
  const GPtrArray *list = self->lists != NULL ? g_hash_table_lookup (self->lists, array) : NULL;
  gboolean flat = has_only_values (array);

  if (list != NULL)
    {
      print_list (self, list, depth);
      return;
    }
  putc ('[', self->file);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        fputs (flat ? ", " : ",", self->file);
      if (!flat)
        indent (depth + 1, self->file);
      print_node (self, json_array_get_element (array, i), depth + 1);
    }
  if (!flat)
    indent (depth, self->file);
  putc (']', self->file);
}

static void
print_object (const Printer *self, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean any = FALSE;

  putc ('{', self->file);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (any)
        putc (',', self->file);
      indent (depth + 1, self->file);
      swim_json_print_string (name, self->file);
      fputs (" : ", self->file);
      print_node (self, node, depth + 1);
      any = TRUE;
    }
  if (any)
    indent (depth, self->file);
  putc ('}', self->file);
}

static void
print_value (JsonNode *node, FILE *file)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    swim_json_print_string (json_node_get_string (node), file);
  else if (type == G_TYPE_DOUBLE)
    print_double (json_node_get_double (node), file);
  else if (type == G_TYPE_BOOLEAN)
    fputs (json_node_get_boolean (node) ? "true" : "false", file);
  else
    fprintf (file, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
print_node (const Printer *self, JsonNode *node, guint depth)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      print_object (self, json_node_get_object (node), depth);
      break;
    case JSON_NODE_ARRAY:
      print_array (self, json_node_get_array (node), depth);
      break;
    case JSON_NODE_VALUE:
      print_value (node, self->file);
      break;
    default:
      fputs ("null", self->file);
      break;
    }
}

/* Writes JSON, indented, with a newline at the end. An array that is a key of @lists (or NULL) is
 * written as the GPtrArray that it has there, each element by @print_element. */
void
swim_json_print (JsonNode *node, GHashTable *lists, SwimJsonPrintElement print_element, FILE *file)
{
  Printer self = { lists, print_element, file };

  print_node (&self, node, 0);
  putc ('\n', file);
}
