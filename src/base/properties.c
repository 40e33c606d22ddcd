/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/properties.h"

/* Longer times are as good as no limit, and their µs still fit. */
#define MOST_SECONDS 1e12

/* Under which a GParamSpec has its row. */
static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("swim-property");
}

static GParamSpec *
make_spec (const SwimProperty *property)
{
  const char *name = property->name;
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                      | (property->fixed ? G_PARAM_CONSTRUCT_ONLY : G_PARAM_CONSTRUCT);

  switch (property->kind)
    {
    case SWIM_PROPERTY_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, property->init > 0, flags);
    case SWIM_PROPERTY_UINT:
      return g_param_spec_uint (name, NULL, NULL, (guint) property->least, G_MAXUINT,
                                (guint) property->init, flags);
    case SWIM_PROPERTY_UINT64:
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, (guint64) property->init,
                                  flags);
    case SWIM_PROPERTY_DOUBLE:
    case SWIM_PROPERTY_SECONDS:
      return g_param_spec_double (name, NULL, NULL, property->least,
                                  property->most > 0 ? property->most : G_MAXDOUBLE, property->init,
                                  flags);
    case SWIM_PROPERTY_STRING:
      return g_param_spec_string (name, NULL, NULL, property->text, flags);
    case SWIM_PROPERTY_STRV:
      return g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, flags);
    case SWIM_PROPERTY_OBJECT:
    default:
      return g_param_spec_object (name, NULL, NULL, property->type (), flags);
    }
}

static gpointer
get_member (GObject *object, GParamSpec *spec, SwimPropertyKind *kind)
{
  const SwimProperty *property = g_param_spec_get_qdata (spec, get_quark ());

  *kind = property->kind;
  return (char *) object + property->offset;
}

/* Sets the member of a property. */
void
swim_property_set (GObject *object, GParamSpec *spec, const GValue *value)
{
  SwimPropertyKind kind;
  gpointer member = get_member (object, spec, &kind);

  switch (kind)
    {
    case SWIM_PROPERTY_BOOLEAN:
      *(gboolean *) member = g_value_get_boolean (value);
      break;
    case SWIM_PROPERTY_UINT:
      *(guint *) member = g_value_get_uint (value);
      break;
    case SWIM_PROPERTY_UINT64:
      *(guint64 *) member = g_value_get_uint64 (value);
      break;
    case SWIM_PROPERTY_DOUBLE:
      *(double *) member = g_value_get_double (value);
      break;
    case SWIM_PROPERTY_SECONDS:
      *(gint64 *) member =
          (gint64) (MIN (g_value_get_double (value), MOST_SECONDS) * G_USEC_PER_SEC + 0.5);
      break;
    case SWIM_PROPERTY_STRING:
      g_free (*(char **) member);
      *(char **) member = g_value_dup_string (value);
      break;
    case SWIM_PROPERTY_STRV:
      g_strfreev (*(char ***) member);
      *(char ***) member = g_value_dup_boxed (value);
      break;
    case SWIM_PROPERTY_OBJECT:
      g_set_object ((GObject **) member, g_value_get_object (value));
      break;
    }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  SwimPropertyKind kind;
  gpointer member = get_member (object, spec, &kind);

  switch (kind)
    {
    case SWIM_PROPERTY_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *) member);
      break;
    case SWIM_PROPERTY_UINT:
      g_value_set_uint (value, *(guint *) member);
      break;
    case SWIM_PROPERTY_UINT64:
      g_value_set_uint64 (value, *(guint64 *) member);
      break;
    case SWIM_PROPERTY_DOUBLE:
      g_value_set_double (value, *(double *) member);
      break;
    case SWIM_PROPERTY_SECONDS:
      g_value_set_double (value, (double) *(gint64 *) member / G_USEC_PER_SEC);
      break;
    case SWIM_PROPERTY_STRING:
      g_value_set_string (value, *(char **) member);
      break;
    case SWIM_PROPERTY_STRV:
      g_value_set_boxed (value, *(char ***) member);
      break;
    case SWIM_PROPERTY_OBJECT:
      g_value_set_object (value, *(GObject **) member);
      break;
    }
}

/* Gives the class its properties. Its own set_property, which may first check whether the object
 * can still be changed, is to end in swim_property_set (). */
void
swim_properties_install (GObjectClass *klass, const SwimProperty *properties, guint n)
{
  klass->get_property = get_property;
  for (guint i = 0; i < n; i++)
    {
      GParamSpec *spec = make_spec (&properties[i]);

      g_param_spec_set_qdata (spec, get_quark (), (gpointer) &properties[i]);
      g_object_class_install_property (klass, i + 1, spec);
    }
}

/* An object of the same type with the same properties (transfer full). */
gpointer
swim_properties_copy (gpointer object)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
  g_autofree const char **names = g_new (const char *, n);
  g_autofree GValue *values = g_new0 (GValue, n);
  GObject *copy;

  for (guint i = 0; i < n; i++)
    {
      names[i] = specs[i]->name;
      g_object_get_property (object, names[i], &values[i]);
    }
  copy = g_object_new_with_properties (G_OBJECT_TYPE (object), n, names, values);
  for (guint i = 0; i < n; i++)
    g_value_unset (&values[i]);
  return copy;
}
