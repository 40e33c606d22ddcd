/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/json-fields.h"

#include <math.h>

#include "base/swim-error.h"

/* Sets a number, or null for NaN: null means “not known” in all our formats. */
void
swim_json_set_double (JsonObject *object, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* Sets a string, or null where there is none. */
void
swim_json_set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static gboolean
wrong (GError **error, const char *name, const char *what)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member “%s” is %s", name, what);
  return FALSE;
}

/* Sets an integer; those that JSON's readers would not take for one become the greatest that they
 * do. */
static void
set_count (JsonObject *object, const char *name, guint64 value)
{
  json_object_set_int_member (object, name, (gint64) MIN (value, (guint64) G_MAXINT64));
}

/* Sets an integer, or null where it is negative. */
static void
set_signed (JsonObject *object, const char *name, gint64 value)
{
  if (value < 0)
    json_object_set_null_member (object, name);
  else
    json_object_set_int_member (object, name, value);
}

static void
write_field (const SwimField *field, const void *from, JsonObject *object)
{
  const void *value = (const char *) from + field->offset;

  switch (field->type)
    {
    case SWIM_FIELD_DOUBLE:
    case SWIM_FIELD_OPTIONAL:
      swim_json_set_double (object, field->name, *(const double *) value);
      break;
    case SWIM_FIELD_UNSIGNED:
    case SWIM_FIELD_COUNT:
      set_count (object, field->name, *(const guint64 *) value);
      break;
    case SWIM_FIELD_SIGNED:
    case SWIM_FIELD_LATER:
      set_signed (object, field->name, *(const gint64 *) value);
      break;
    case SWIM_FIELD_UINT:
      set_count (object, field->name, *(const guint *) value);
      break;
    case SWIM_FIELD_INT:
      set_signed (object, field->name, *(const int *) value);
      break;
    case SWIM_FIELD_BOOLEAN:
      json_object_set_boolean_member (object, field->name, *(const gboolean *) value);
      break;
    case SWIM_FIELD_STRING:
    case SWIM_FIELD_TEXT:
    case SWIM_FIELD_WORD:
      swim_json_set_string (object, field->name, *(char *const *) value);
      break;
    }
}

/* Adds each field of the struct at @from as a member. */
void
swim_fields_write (const SwimField *fields, const void *from, JsonObject *object)
{
  for (; fields->name != NULL; fields++)
    write_field (fields, from, object);
}

/* Sets a member to an object of the fields of the struct at @from. */
void
swim_fields_write_member (const SwimField *fields,
                          const void *from,
                          JsonObject *object,
                          const char *name)
{
  JsonObject *member = json_object_new ();

  swim_fields_write (fields, from, member);
  json_object_set_object_member (object, name, member);
}

/* The greatest integer that a field of that type holds; -1: it holds no integer. */
static gint64
get_most (SwimFieldType type)
{
  switch (type)
    {
    case SWIM_FIELD_UNSIGNED:
    case SWIM_FIELD_COUNT:
    case SWIM_FIELD_SIGNED:
    case SWIM_FIELD_LATER:
      return G_MAXINT64;
    case SWIM_FIELD_UINT:
      return G_MAXUINT;
    case SWIM_FIELD_INT:
      return G_MAXINT;
    default:
      return -1;
    }
}

static gboolean
takes_null (SwimFieldType type)
{
  return type != SWIM_FIELD_UNSIGNED && type != SWIM_FIELD_COUNT && type != SWIM_FIELD_UINT
         && type != SWIM_FIELD_BOOLEAN && type != SWIM_FIELD_WORD;
}

static gboolean
fits (JsonNode *node, SwimFieldType type)
{
  GType held;

  if (node == NULL)
    return type == SWIM_FIELD_OPTIONAL || type == SWIM_FIELD_COUNT || type == SWIM_FIELD_LATER;
  if (JSON_NODE_HOLDS_NULL (node))
    return takes_null (type);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  held = json_node_get_value_type (node);
  if (type == SWIM_FIELD_STRING || type == SWIM_FIELD_TEXT)
    return held == G_TYPE_STRING;
  if (type == SWIM_FIELD_WORD)
    return held == G_TYPE_STRING && swim_json_is_word (json_node_get_string (node));
  if (type == SWIM_FIELD_BOOLEAN)
    return held == G_TYPE_BOOLEAN;
  /* Counts, times, rates and shares: none is negative. */
  if (type != SWIM_FIELD_DOUBLE && type != SWIM_FIELD_OPTIONAL)
    return held == G_TYPE_INT64 && json_node_get_int (node) >= 0
           && json_node_get_int (node) <= get_most (type);
  return (held == G_TYPE_INT64 || held == G_TYPE_DOUBLE) && json_node_get_double (node) >= 0
         && isfinite (json_node_get_double (node));
}

static void
read_field (const SwimField *field, JsonNode *node, void *into)
{
  void *value = (char *) into + field->offset;
  gboolean null = node == NULL || JSON_NODE_HOLDS_NULL (node);

  switch (field->type)
    {
    case SWIM_FIELD_DOUBLE:
    case SWIM_FIELD_OPTIONAL:
      *(double *) value = null ? NAN : json_node_get_double (node);
      break;
    case SWIM_FIELD_UNSIGNED:
    case SWIM_FIELD_COUNT:
      *(guint64 *) value = null ? 0 : (guint64) json_node_get_int (node);
      break;
    case SWIM_FIELD_SIGNED:
    case SWIM_FIELD_LATER:
      *(gint64 *) value = null ? -1 : json_node_get_int (node);
      break;
    case SWIM_FIELD_UINT:
      *(guint *) value = (guint) json_node_get_int (node);
      break;
    case SWIM_FIELD_INT:
      *(int *) value = null ? -1 : (int) json_node_get_int (node);
      break;
    case SWIM_FIELD_BOOLEAN:
      *(gboolean *) value = json_node_get_boolean (node);
      break;
    case SWIM_FIELD_STRING:
      g_free (*(char **) value);
      *(char **) value = null ? NULL : g_strdup (json_node_get_string (node));
      break;
    case SWIM_FIELD_TEXT:
    case SWIM_FIELD_WORD:
      *(const char **) value = null ? NULL : json_node_get_string (node);
      break;
    }
}

/* Fills in each field of the struct at @into; FALSE at the first that is missing or of the wrong
 * type, which the error names. */
gboolean
swim_fields_read (const SwimField *fields, void *into, JsonObject *object, GError **error)
{
  for (; fields->name != NULL; fields++)
    {
      JsonNode *node = json_object_get_member (object, fields->name);

      if (!fits (node, fields->type))
        return wrong (error, fields->name,
                      node == NULL                      ? "missing"
                      : fields->type == SWIM_FIELD_WORD ? "not a word"
                                                        : "of the wrong type, or out of range");
      read_field (fields, node, into);
    }
  return TRUE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* Whether it may be shown as a name: not empty, and of printable characters alone. */
gboolean
swim_json_is_word (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isprint (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* The value of the member “format”, or NULL. */
const char *
swim_json_get_format (JsonNode *node)
{
  JsonNode *format = JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), "format")
                         : NULL;

  return holds (format, G_TYPE_STRING) ? json_node_get_string (format) : NULL;
}

/* Whether the node is an object of that format and version. */
gboolean
swim_json_check_format (JsonNode *node, const char *format, gint64 version, GError **error)
{
  JsonNode *found;

  if (g_strcmp0 (swim_json_get_format (node), format) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   JSON_NODE_HOLDS_OBJECT (node) ? "its “format” is not “%s”"
                                                 : "it is not a JSON object, as a %s is",
                   format);
      return FALSE;
    }
  found = json_object_get_member (json_node_get_object (node), "version");
  if (!holds (found, G_TYPE_INT64))
    return wrong (error, "version", "not an integer");
  if (json_node_get_int (found) == version)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "its version is %" G_GINT64_FORMAT
               ", and this release of swimlane reads version %" G_GINT64_FORMAT
               "; read it with the release that wrote it",
               json_node_get_int (found), version);
  return FALSE;
}

/* The member of that name, if it is an object. */
JsonObject *
swim_json_get_object (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  wrong (error, name, node == NULL ? "missing" : "not an object");
  return NULL;
}

/* Whether nothing in it is an object or an array. What json-glib gives of such a member, when asked
 * for a number or a string, is a critical warning. */
static gboolean
is_flat (JsonObject *object)
{
  JsonObjectIter iter;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &node))
    if (!JSON_NODE_HOLDS_VALUE (node) && !JSON_NODE_HOLDS_NULL (node))
      return FALSE;
  return TRUE;
}

/* The member of that name, if it is an object with nothing but plain values in it. */
JsonObject *
swim_json_get_flat (JsonObject *object, const char *name, GError **error)
{
  JsonObject *found = swim_json_get_object (object, name, error);

  if (found == NULL || is_flat (found))
    return found;
  wrong (error, name, "not an object of plain values");
  return NULL;
}

/* The member of that name, if it is an array. */
JsonArray *
swim_json_get_array (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  wrong (error, name, node == NULL ? "missing" : "not an array");
  return NULL;
}

/* An element of an array, if it is an object. */
JsonObject *
swim_json_to_object (JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not an object");
  return NULL;
}

/* An element of an array, if it is an object with nothing but plain values in it. */
JsonObject *
swim_json_to_flat (JsonNode *node, GError **error)
{
  JsonObject *found = swim_json_to_object (node, error);

  if (found == NULL || is_flat (found))
    return found;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not an object of plain values");
  return NULL;
}

/* The strings as an array (transfer full); NULL has none. */
JsonArray *
swim_json_from_strings (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (; strings != NULL && *strings != NULL; strings++)
    json_array_add_string_element (array, *strings);
  return array;
}

/* The elements of an array (transfer full), if they are all strings. */
char **
swim_json_get_strings (JsonArray *array, GError **error)
{
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!holds (node, G_TYPE_STRING))
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "an element is not a string");
          return NULL;
        }
      g_strv_builder_add (strings, json_node_get_string (node));
    }
  return g_strv_builder_end (strings);
}

/* Fills in each field of the struct at @into from the member of that name, which is an object. */
gboolean
swim_fields_read_member (const SwimField *fields,
                         void *into,
                         JsonObject *object,
                         const char *name,
                         GError **error)
{
  JsonObject *member = swim_json_get_object (object, name, error);

  return member != NULL && swim_fields_read (fields, into, member, error);
}

/* Calls @read with each element of the array of that name, until it returns FALSE. The error then
 * names the element. */
gboolean
swim_json_read_elements (JsonObject *object,
                         const char *name,
                         SwimJsonReadElement read,
                         gpointer data,
                         GError **error)
{
  JsonArray *array = swim_json_get_array (object, name, error);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read (json_array_get_element (array, i), data, error))
      {
        g_prefix_error (error, "%s[%u]: ", name, i);
        return FALSE;
      }
  return array != NULL;
}
