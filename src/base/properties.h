/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The GObject properties of a class as a table with a row for each, which names the member of the
 * instance that holds it. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SWIM_PROPERTY_BOOLEAN,
  SWIM_PROPERTY_UINT,
  SWIM_PROPERTY_UINT64,
  SWIM_PROPERTY_DOUBLE,
  SWIM_PROPERTY_SECONDS, /* a double for others, µs in a gint64 for us */
  SWIM_PROPERTY_STRING,
  SWIM_PROPERTY_STRV,
  SWIM_PROPERTY_OBJECT,
} SwimPropertyKind;

typedef struct
{
  const char *name;
  SwimPropertyKind kind;
  gsize offset;
  GType (*type) (void); /* of an object */
  gboolean fixed;       /* can be set only when the object is made */
  double least;         /* of a number that is not 64 bits wide */
  double most;          /* of a double; 0: no limit */
  double init;
  const char *text; /* the same of a string */
} SwimProperty;

/* Kind and place of a member, which the instance owns. */
#define SWIM_PROPERTY(Type, member) \
  .kind = _Generic (((Type *) NULL)->member, \
                    gboolean: SWIM_PROPERTY_BOOLEAN, \
                    guint: SWIM_PROPERTY_UINT, \
                    guint64: SWIM_PROPERTY_UINT64, \
                    double: SWIM_PROPERTY_DOUBLE, \
                    gint64: SWIM_PROPERTY_SECONDS, \
                    char *: SWIM_PROPERTY_STRING, \
                    char **: SWIM_PROPERTY_STRV, \
                    default: SWIM_PROPERTY_OBJECT), \
  .offset = G_STRUCT_OFFSET (Type, member)

void swim_properties_install (GObjectClass *klass, const SwimProperty *properties, guint n);
void swim_property_set (GObject *object, GParamSpec *spec, const GValue *value);
gpointer swim_properties_copy (gpointer object);

G_END_DECLS
