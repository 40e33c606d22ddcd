/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/json-print.h"

#include <string.h>

#include "run/outcome-json.h"

typedef struct
{
  GHashTable *outcomes; /* of JsonArray to GPtrArray of SwimOutcome; or NULL */
  FILE *file;
} Printer;

/* As a string in JSON, with its quotes. What is no UTF-8 is replaced. */
void
swim_json_print_string (const char *text, FILE *file)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  putc ('"', file);
  for (const char *c = valid != NULL ? valid : text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      {
        putc ('\\', file);
        putc (*c, file);
      }
    else if ((guchar) *c < 0x20 || *c == 0x7f)
      fprintf (file, "\\u%04x", (guint) *c);
    else
      putc (*c, file);
  putc ('"', file);
}

/* As many digits as it takes to read the same number again, and never a locale's comma. */
static void
print_double (double number, FILE *file)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.15g", number);
  if (g_ascii_strtod (text, NULL) != number)
    g_ascii_dtostr (text, sizeof text, number);
  fputs (text, file);
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

static void
print_outcomes (const GPtrArray *outcomes, guint depth, FILE *file)
{
  putc ('[', file);
  for (guint i = 0; i < outcomes->len; i++)
    {
      if (i > 0)
        putc (',', file);
      indent (depth + 1, file);
      swim_outcome_print (g_ptr_array_index (outcomes, i), file);
    }
  if (outcomes->len > 0)
    indent (depth, file);
  putc (']', file);
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

/* An array of values stands on one line. */
static void
print_array (const Printer *self, JsonArray *array, guint depth)
{
  const GPtrArray *outcomes =
      self->outcomes != NULL ? g_hash_table_lookup (self->outcomes, array) : NULL;
  gboolean flat = has_only_values (array);

  if (outcomes != NULL)
    {
      print_outcomes (outcomes, depth, self->file);
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

/* Writes JSON, indented, with a newline at the end. @outcomes, or NULL, has for arrays in the tree
 * the outcomes (GPtrArray of SwimOutcome) that they stand for. */
void
swim_json_print (JsonNode *node, GHashTable *outcomes, FILE *file)
{
  Printer self = { outcomes, file };

  print_node (&self, node, 0);
  putc ('\n', file);
}
