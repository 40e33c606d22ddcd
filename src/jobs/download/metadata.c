/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/metadata.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/swim-error.h"
#include "net/file/file-name.h"

#define LEAF "metadata.json"
#define NAMING_MEMBER "country"

/* json-glib before 1.10 recurses as deep as the text says, on whatever stack this is. There cannot
 * be more levels than brackets. */
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

static guint
count_brackets (const char *text, gsize length)
{
  guint count = 0;

  for (gsize i = 0; i < length; i++)
    count += text[i] == '[' || text[i] == '{';
  return count;
}

/* The name that the text gives (transfer full), or NULL with an error. */
static char *
read_name (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *node;
  JsonNode *member = NULL;
  const char *name = NULL;

  if (count_brackets (text, length) > MOST_BRACKETS)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "more than %d objects and arrays",
                   MOST_BRACKETS);
      return NULL;
    }
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
