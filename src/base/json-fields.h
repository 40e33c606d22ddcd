/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A struct's fields as members of a JSON object, from one table for both ways, so that what is
 * written and what is read cannot drift apart. */
#pragma once

#include <json-glib/json-glib.h>
#include <stddef.h>

G_BEGIN_DECLS

typedef enum
{
  SWIM_FIELD_DOUBLE,   /* double, not negative; NaN is null */
  SWIM_FIELD_OPTIONAL, /* double; NaN is null, and the member may be missing */
  SWIM_FIELD_UNSIGNED, /* guint64 */
  SWIM_FIELD_COUNT,    /* guint64; the member may be missing, which is 0 */
  SWIM_FIELD_SIGNED,   /* gint64; negative is null */
  SWIM_FIELD_LATER,    /* the same; the member may be missing, since it came later: not known */
  SWIM_FIELD_UINT,     /* guint */
  SWIM_FIELD_INT,      /* int; negative is null */
  SWIM_FIELD_BOOLEAN,  /* gboolean */
  SWIM_FIELD_STRING,   /* char *, which the struct owns; NULL is null */
  SWIM_FIELD_TEXT,     /* const char *, which the struct does not own; NULL is null */
  SWIM_FIELD_WORD,     /* the same of printable characters, never empty nor NULL */
} SwimFieldType;

typedef struct
{
  const char *name;
  SwimFieldType type;
  gsize offset;
} SwimField;

/* The member of a struct that has the same name in JSON. */
#define SWIM_FIELD(type, owner, name) \
  { \
#name, SWIM_FIELD_##type, offsetof(owner, name) \
  }
#define SWIM_FIELD_END \
  { \
    NULL, SWIM_FIELD_DOUBLE, 0 \
  }

void swim_fields_write (const SwimField *fields, const void *from, JsonObject *object);
gboolean swim_fields_read (const SwimField *fields, void *into, JsonObject *object, GError **error);
void swim_fields_write_member (const SwimField *fields,
                               const void *from,
                               JsonObject *object,
                               const char *name);
gboolean swim_fields_read_member (const SwimField *fields,
                                  void *into,
                                  JsonObject *object,
                                  const char *name,
                                  GError **error);
void swim_json_set_double (JsonObject *object, const char *name, double value);
void swim_json_set_string (JsonObject *object, const char *name, const char *value);
gboolean swim_json_is_word (const char *text);
const char *swim_json_get_format (JsonNode *node);
gboolean swim_json_check_format (JsonNode *node,
                                 const char *format,
                                 gint64 version,
                                 GError **error);
JsonObject *swim_json_get_object (JsonObject *object, const char *name, GError **error);
JsonObject *swim_json_get_flat (JsonObject *object, const char *name, GError **error);
JsonArray *swim_json_get_array (JsonObject *object, const char *name, GError **error);
JsonObject *swim_json_to_object (JsonNode *node, GError **error);
JsonObject *swim_json_to_flat (JsonNode *node, GError **error);
JsonArray *swim_json_from_strings (const char *const *strings);
char **swim_json_get_strings (JsonArray *array, GError **error);

/* Reads an element of an array. */
typedef gboolean (*SwimJsonReadElement) (JsonNode *node, gpointer data, GError **error);
gboolean swim_json_read_elements (JsonObject *object,
                                  const char *name,
                                  SwimJsonReadElement read,
                                  gpointer data,
                                  GError **error);

G_END_DECLS
