/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/file-name.h"

#include <string.h>

#include "base/hash.h"
#include "base/slots.h"

#define NAME_WHERE_NONE "index.html"
#define LONGEST_EXTENSION 16

/* Some characters are valid on Linux but not on systems that the folder may be copied to; others
 * make a listing misleading, such as those that change the writing direction. */
static gboolean
is_safe (gunichar c)
{
  if (c < 0x80 && strchr ("/\\:*?\"<>|", (int) c) != NULL) /* finds NUL as well */
    return FALSE;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Names that mean a device on Windows, whatever their extension and case. */
static gboolean
is_device (const char *name)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul", NULL };
  gsize stem = strcspn (name, ".");

  if (stem == 3)
    for (guint i = 0; devices[i] != NULL; i++)
      if (g_ascii_strncasecmp (name, devices[i], 3) == 0)
        return TRUE;
  if (stem == 4 && g_ascii_isdigit (name[3]))
    return g_ascii_strncasecmp (name, "com", 3) == 0 || g_ascii_strncasecmp (name, "lpt", 3) == 0;
  return FALSE;
}

const char *
swim_file_name_find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *end = name + strlen (name);

  return dot != NULL && dot != name && end - dot <= LONGEST_EXTENSION ? dot : end;
}

/* Appends text to the stem of a name, which is cut to make room for it where that is needed. */
static void
extend_stem (GString *name, const char *text)
{
  gsize extension = swim_file_name_find_extension (name->str) - name->str;
  gsize rest = name->len - extension + strlen (text);
  gsize keep = MIN (extension, SWIM_FILE_NAME_MAX - rest);

  while (keep > 0 && keep < extension && ((guchar) name->str[keep] & 0xc0) == 0x80)
    keep--; /* not within a character */
  g_string_erase (name, keep, extension - keep);
  g_string_insert (name, keep, text);
}

/* What is cut off would make two names into one. */
static void
shorten (GString *name)
{
  g_autofree char *hash = NULL;

  if (name->len <= SWIM_FILE_NAME_MAX)
    return;
  hash = g_strdup_printf ("-%010" G_GINT64_MODIFIER "x",
                          swim_hash_bytes (name->str, name->len, 0) >> 24);
  extend_stem (name, hash);
}

/* The name as it is where it is safe at first glance, as nearly all are; else NULL. */
static char *
dup_plain (const char *bytes, gsize length)
{
  g_autofree char *name = NULL;

  if (length == 0 || length > SWIM_FILE_NAME_MAX || bytes[0] == '.' || bytes[length - 1] == '.')
    return NULL;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (bytes[i]) && bytes[i] != '.' && bytes[i] != '-' && bytes[i] != '_')
      return NULL;
  name = g_strndup (bytes, length);
  return is_device (name) ? NULL : g_steal_pointer (&name);
}

static char *
make_safe (const char *bytes, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, length);
  g_autoptr (GString) name = g_string_sized_new (length + 2);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_safe (c))
        g_string_append_unichar (name, c);
      else
        g_string_append_c (name, '_');
    }
  /* Names with a leading dot are hidden, and ours for unfinished files; trailing dots and spaces
   * are dropped by some systems, which would make two names into one. */
  while (name->len > 0 && strchr (". ", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    return g_strdup (NAME_WHERE_NONE);
  if (name->str[0] == '.' || name->str[0] == ' ')
    name->str[0] = '_';
  if (is_device (name->str))
    g_string_prepend_c (name, '_');
  shorten (name);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* A safe name, never empty, from bytes that may be anything. */
char *
swim_file_name_clean (const char *bytes, gsize length)
{
  char *name = dup_plain (bytes, length);

  return name != NULL ? name : make_safe (bytes, length);
}

/* A segment of the path of a URL, made safe. */
static char *
clean_segment (const char *segment)
{
  g_autoptr (GBytes) decoded = NULL;
  gsize length = 0;
  const char *bytes;

  if (strchr (segment, '%') != NULL)
    decoded = g_uri_unescape_bytes (segment, -1, NULL, NULL);
  if (decoded == NULL) /* nothing to decode, or a stray % */
    return swim_file_name_clean (segment, strlen (segment));
  bytes = g_bytes_get_data (decoded, &length);
  return swim_file_name_clean (bytes, length);
}

/* The name for what a URL leads to: the last segment of its path, made safe. */
char *
swim_file_name_from_uri (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  const char *slash = strrchr (path, '/');

  return clean_segment (slash != NULL ? slash + 1 : path);
}

static gboolean
is_dots (const char *part)
{
  return part[strspn (part, ".")] == '\0';
}

static char *
clean_parts (const char *path, gsize length)
{
  g_autofree char *copy = g_strndup (path, length);
  g_auto (GStrv) parts = g_strsplit (copy, "/", -1);
  g_autoptr (GString) clean = g_string_sized_new (length + 2);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = NULL;

      /* What ends in a slash is a folder's index. */
      if (is_dots (parts[i]) && (parts[i + 1] != NULL || parts[i][0] != '\0'))
        continue;
      part = swim_file_name_clean (parts[i], strlen (parts[i]));
      g_string_append_printf (clean, "%s%s", clean->len > 0 ? "/" : "", part);
    }
  if (clean->len == 0)
    g_string_append (clean, NAME_WHERE_NONE);
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

char *
swim_file_path_clean (const char *path, gsize length)
{
  return memchr (path, '/', length) != NULL ? clean_parts (path, length)
                                            : swim_file_name_clean (path, length);
}

/* All segments of its path. An encoded slash makes no folder. */
char *
swim_file_path_from_uri (GUri *uri)
{
  g_auto (GStrv) segments = g_strsplit (g_uri_get_path (uri), "/", -1);
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *clean = NULL;

      if (is_dots (segments[i]) && segments[i + 1] != NULL)
        continue;
      clean = clean_segment (segments[i]);
      g_string_append_printf (path, "%s%s", path->len > 0 ? "/" : "", clean);
    }
  if (path->len == 0)
    g_string_append (path, NAME_WHERE_NONE);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

const char *
swim_file_path_check (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (path[0] == '\0')
    return "it is empty";
  if (path[0] == '/')
    return "it must not begin with a slash: files go below the folder of --dest";
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *clean = swim_file_name_clean (parts[i], strlen (parts[i]));

      if (strcmp (parts[i], "..") == 0)
        return "it must not lead out of its folder with “..”";
      if (parts[i][0] == '\0')
        return "a part of it is empty";
      if (strcmp (clean, parts[i]) != 0)
        return "it is too long, begins or ends with a dot or a space, or has characters that are "
               "not safe in names of files";
    }
  return NULL;
}

char *
swim_file_name_add_hash (const char *path, const SwimOrigin *origin)
{
  const char *slash = strrchr (path, '/');
  const char *leaf = slash != NULL ? slash + 1 : path;
  g_autofree char *hash = g_strdup_printf ("-%.*s", SWIM_ORIGIN_SHORT, origin->digits);
  g_autoptr (GString) name = g_string_new (leaf);

  extend_stem (name, hash);
  g_string_prepend_len (name, path, leaf - path);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* An entry is the hash of a name, and as its value bits of the hash of its URL. */
#define URL_BITS 16
#define URL_MASK ((guint64) (1 << URL_BITS) - 1)

struct _SwimNameSet
{
  SwimSlots slots;
};

SwimNameSet *
swim_name_set_new (void)
{
  SwimNameSet *set = g_new0 (SwimNameSet, 1);

  swim_slots_init (&set->slots, URL_BITS);
  return set;
}

void
swim_name_set_free (SwimNameSet *set)
{
  swim_slots_clear (&set->slots);
  g_free (set);
}

/* Names that differ only in case are the same on some file systems. */
static guint64
hash_name (const SwimNameSet *set, const char *name)
{
  char folded[SWIM_FILE_NAME_MAX + 1];
  g_autofree char *full = NULL;
  gsize length = 0;

  while (length < sizeof folded && name[length] != '\0' && (guchar) name[length] < 0x80)
    {
      folded[length] = g_ascii_tolower (name[length]);
      length++;
    }
  if (length < sizeof folded && name[length] == '\0')
    return swim_hash_bytes (folded, length, set->slots.seed);
  full = g_utf8_casefold (name, -1);
  return swim_hash_string (full, set->slots.seed);
}

gboolean
swim_name_set_claim (SwimNameSet *set, const char *name, const char *url)
{
  guint64 owner = swim_hash_bytes (url, strcspn (url, "#"), set->slots.seed) & URL_MASK;
  gboolean is_new;
  guint64 *slot = swim_slots_get (&set->slots, hash_name (set, name), &is_new);

  if (is_new)
    *slot |= owner;
  return (*slot & URL_MASK) == owner;
}
