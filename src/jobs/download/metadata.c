/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/metadata.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/swim-error.h"
#include "net/file/file-name.h"

#define LEAF "metadata.json"
#define NAMING_MEMBER "country"

/* json-glib before 1.10 recurses as deep as the text says, on whatever stack this is. */
#define MOST_BRACKETS 200

char *
swim_metadata_dup_url (const char *url)
{
  const char *scheme_end = strstr (url, "://");
  const char *host = scheme_end != NULL ? scheme_end + 3 : url;
  const char *path = host + strcspn (host, "/?#");
  gsize folder = strcspn (path, "?#");

  while (folder > 0 && path[folder - 1] != '/')
    folder--;
  return g_strdup_printf ("%.*s%s" LEAF, (int) (path - url + (gssize) folder), url,
                          folder == 0 ? "/" : "");
}

typedef struct
{
  gboolean quoted;
  gboolean escaped;
  guint brackets;
  guint depth;
} Outline;

/* What is wrong with the next character, or NULL. */
static const char *
take (Outline *self, char c)
{
  if (self->quoted)
    {
      self->quoted = self->escaped || c != '"';
      self->escaped = !self->escaped && c == '\\';
      return NULL;
    }
  if (g_ascii_isspace (c))
    return NULL;
  if (self->depth == 0 && (self->brackets > 0 || (c != '{' && c != '[')))
    return "not valid JSON: not one object";
  if (c == '\0' || strchr ("[]{}\":,+-.0123456789Eaeflnrstu", c) == NULL)
    return "not valid JSON: a character that it does not have";
  self->quoted = c == '"';
  self->brackets += c == '[' || c == '{';
  self->depth += c == '[' || c == '{';
  self->depth -= c == ']' || c == '}';
  return self->brackets > MOST_BRACKETS
             ? "more than " G_STRINGIFY (MOST_BRACKETS) " objects and arrays"
             : NULL;
}

/* FALSE where the text is not one object (or list). json-glib takes comments, and several values,
 * of which it leaks all but the last. */
static gboolean
check_outline (const char *text, gsize length, GError **error)
{
  Outline outline = { 0 };
  const char *wrong = NULL;

  for (gsize i = 0; i < length && wrong == NULL; i++)
    wrong = take (&outline, text[i]);
  if (wrong != NULL)
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_FORMAT, wrong);
  return wrong == NULL;
}

/* The name that the text gives (transfer full), or NULL with an error. */
static char *
read_name (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *node;
  JsonNode *member = NULL;
  const char *name = NULL;

  if (!check_outline (text, length, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, error))
    {
      g_prefix_error (error, "not valid JSON: ");
      return NULL;
    }
  node = json_parser_get_root (parser);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    member = json_object_get_member (json_node_get_object (node), NAMING_MEMBER);
  if (member != NULL && JSON_NODE_HOLDS_VALUE (member))
    name = json_node_get_string (member);
  if (name != NULL && name[strspn (name, ". ")] != '\0')
    return g_strdup (name);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "no member “" NAMING_MEMBER "” with a name");
  return NULL;
}

char *
swim_metadata_name_file (const char *text, gsize length, const char *path, GError **error)
{
  g_autofree char *name = read_name (text, length, error);
  const char *slash = strrchr (path, '/');
  const char *leaf = slash != NULL ? slash + 1 : path;
  g_autofree char *wanted = NULL;
  g_autofree char *clean = NULL;

  if (name == NULL)
    return NULL;
  g_strdelimit (name, " ", '_');
  wanted = g_strconcat (name, swim_file_name_find_extension (leaf), NULL);
  clean = swim_file_name_clean (wanted, strlen (wanted));
  return g_strdup_printf ("%.*s%s", (int) (leaf - path), path, clean);
}
