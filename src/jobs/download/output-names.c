/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/output-names.h"

#include <string.h>

#include "base/swim-error.h"
#include "net/file/file-name.h"

/* What the fields of an item are made from. */
typedef struct
{
  GUri *uri;
  const char *url;
  guint64 index;
} Source;

typedef void (*AppendField) (GString *text, const Source *source);

/* A value that must not make folders of its own. */
static void
append_flat (GString *text, const char *value)
{
  for (const char *c = value; c != NULL && *c != '\0'; c++)
    g_string_append_c (text, *c != '/' ? *c : '_');
}

static void
append_scheme (GString *text, const Source *source)
{
  g_string_append (text, g_uri_get_scheme (source->uri));
}

static void
append_host (GString *text, const Source *source)
{
  g_autofree char *lower = g_ascii_strdown (g_uri_get_host (source->uri), -1);

  append_flat (text, lower);
}

static void
append_port (GString *text, const Source *source)
{
  int port = g_uri_get_port (source->uri);

  if (port < 0)
    port = g_str_equal (g_uri_get_scheme (source->uri), "https") ? 443 : 80;
  g_string_append_printf (text, "%d", port);
}

static void
append_path (GString *text, const Source *source)
{
  g_autofree char *path = swim_file_path_from_uri (source->uri);

  g_string_append (text, path);
}

static void
append_dir (GString *text, const Source *source)
{
  g_autofree char *path = swim_file_path_from_uri (source->uri);
  const char *slash = strrchr (path, '/');

  if (slash != NULL)
    g_string_append_len (text, path, slash - path);
}

static void
append_name (GString *text, const Source *source)
{
  g_autofree char *name = swim_file_name_from_uri (source->uri);

  g_string_append (text, name);
}

static void
append_stem (GString *text, const Source *source)
{
  g_autofree char *name = swim_file_name_from_uri (source->uri);

  g_string_append_len (text, name, swim_file_name_find_extension (name) - name);
}

static void
append_ext (GString *text, const Source *source)
{
  g_autofree char *name = swim_file_name_from_uri (source->uri);
  const char *extension = swim_file_name_find_extension (name);

  if (extension[0] == '.')
    g_string_append (text, extension + 1);
}

static void
append_query (GString *text, const Source *source)
{
  append_flat (text, g_uri_get_query (source->uri));
}

static void
append_hash (GString *text, const Source *source)
{
  SwimOrigin origin;

  swim_origin_init (&origin, source->url);
  g_string_append_len (text, origin.digits, SWIM_ORIGIN_SHORT);
}

static void
append_index (GString *text, const Source *source)
{
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, source->index + 1);
}

static const struct
{
  const char *name;
  AppendField append;
} fields[] = {
  { "scheme", append_scheme }, { "host", append_host },   { "port", append_port },
  { "path", append_path },     { "dir", append_dir },     { "name", append_name },
  { "stem", append_stem },     { "ext", append_ext },     { "query", append_query },
  { "hash", append_hash },     { "index", append_index },
};

typedef struct
{
  char *literal;      /* before the field */
  AppendField append; /* NULL at the end */
} Part;

struct _SwimNameTemplate
{
  GArray *parts;
};

static void
clear_part (gpointer data)
{
  g_free (((Part *) data)->literal);
}

void
swim_name_template_free (SwimNameTemplate *self)
{
  g_array_unref (self->parts);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--output-template: %s", what);
  return FALSE;
}

static AppendField
find_field (const char *name, gsize length, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (strlen (fields[i].name) == length && strncmp (fields[i].name, name, length) == 0)
        return fields[i].append;
      g_string_append_printf (known, "%s{%s}", i > 0 ? " " : "", fields[i].name);
    }
  fail (error, "there is no field {%.*s}, only %s", (int) length, name, known->str);
  return NULL;
}

/* Takes what stands at text up to the next field, and that; NULL with an error, or else where it
 * ends. */
static const char *
take_part (const char *text, Part *part, GError **error)
{
  g_autoptr (GString) literal = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      gsize length;

      if (strchr ("{}", *text) == NULL)
        {
          g_string_append_c (literal, *text);
          continue;
        }
      if (text[1] == text[0]) /* a brace itself */
        {
          g_string_append_c (literal, *text++);
          continue;
        }
      length = strcspn (text + 1, "{}");
      if (*text == '}' || text[1 + length] != '}')
        {
          fail (error, "a brace stands alone in “%s”; write {{ or }} for a brace itself", text);
          return NULL;
        }
      part->append = find_field (text + 1, length, error);
      text += length + 2;
      break;
    }
  part->literal = g_string_free (g_steal_pointer (&literal), FALSE);
  return *error == NULL ? text : NULL;
}

static gboolean
check_text (const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);

  if (text[0] == '\0')
    return fail (error, "it is empty");
  if (text[0] == '/')
    return fail (error, "it must not begin with a slash: files go below the folder of --dest");
  if (g_str_has_suffix (text, "/"))
    return fail (error, "it must not end in a slash: it names files, such as {host}/{path}");
  if (g_strv_contains ((const char *const *) parts, ".."))
    return fail (error, "it must not lead out of the folder with “..”");
  return TRUE;
}

SwimNameTemplate *
swim_name_template_new (const char *text, GError **error)
{
  g_autoptr (SwimNameTemplate) self = g_new0 (SwimNameTemplate, 1);
  g_autoptr (GError) failure = NULL;

  self->parts = g_array_new (FALSE, TRUE, sizeof (Part));
  g_array_set_clear_func (self->parts, clear_part);
  check_text (text, &failure);
  while (failure == NULL && *text != '\0')
    {
      Part part = { NULL };

      text = take_part (text, &part, &failure);
      g_array_append_val (self->parts, part);
    }
  if (failure == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

char *
swim_name_template_expand (const SwimNameTemplate *self, GUri *uri, const char *url, guint64 index)
{
  const Source source = { uri, url, index };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      g_string_append (text, part->literal);
      if (part->append != NULL)
        part->append (text, &source);
    }
  return swim_file_path_clean (text->str, text->len);
}
