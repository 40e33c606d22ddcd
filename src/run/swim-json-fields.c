/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/swim-json-fields.h"

#include <math.h>

#include "base/swim-error.h"

/* Sets a number, or null where it is none: absent is null in all our formats. */
void
swim_json_set_double (JsonObject *object, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static void
write_field (const SwimField *field, const void *from, JsonObject *object)
{
  const void *value = (const char *) from + field->offset;

  switch (field->type)
    {
    case SWIM_FIELD_DOUBLE:
      swim_json_set_double (object, field->name, *(const double *) value);
      break;
    case SWIM_FIELD_UNSIGNED:
      json_object_set_int_member (object, field->name, (gint64) * (const guint64 *) value);
      break;
    case SWIM_FIELD_SIGNED:
      if (*(const gint64 *) value < 0)
        json_object_set_null_member (object, field->name);
      else
        json_object_set_int_member (object, field->name, *(const gint64 *) value);
      break;
    case SWIM_FIELD_STRING:
      if (*(char *const *) value == NULL)
        json_object_set_null_member (object, field->name);
      else
        json_object_set_string_member (object, field->name, *(char *const *) value);
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

static gboolean
fits (JsonNode *node, SwimFieldType type)
{
  GType held;

  if (node == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (node))
    return type != SWIM_FIELD_UNSIGNED;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  held = json_node_get_value_type (node);
  if (type == SWIM_FIELD_STRING)
    return held == G_TYPE_STRING;
  return held == G_TYPE_INT64 || (held == G_TYPE_DOUBLE && type == SWIM_FIELD_DOUBLE);
}

static void
read_field (const SwimField *field, JsonNode *node, void *into)
{
  void *value = (char *) into + field->offset;
  gboolean null = JSON_NODE_HOLDS_NULL (node);

  switch (field->type)
    {
    case SWIM_FIELD_DOUBLE:
      *(double *) value = null ? NAN : json_node_get_double (node);
      break;
    case SWIM_FIELD_UNSIGNED:
      *(guint64 *) value = (guint64) json_node_get_int (node);
      break;
    case SWIM_FIELD_SIGNED:
      *(gint64 *) value = null ? -1 : json_node_get_int (node);
      break;
    case SWIM_FIELD_STRING:
      g_free (*(char **) value);
      *(char **) value = null ? NULL : g_strdup (json_node_get_string (node));
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
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "member \"%s\" is %s", fields->name,
                       node == NULL ? "missing" : "of the wrong type");
          return FALSE;
        }
      read_field (fields, node, into);
    }
  return TRUE;
}
