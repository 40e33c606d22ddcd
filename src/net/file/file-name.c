/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/file-name.h"

#include <string.h>

#include "base/hash.h"

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

/* Where the extension begins, with its dot; the end of the name where there is none to keep. */
static const char *
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *end = name + strlen (name);

  return dot != NULL && dot != name && end - dot <= LONGEST_EXTENSION ? dot : end;
}

/* Shortens the stem of a name to a number of bytes that the whole name may have. */
static void
shorten (GString *name, gsize most)
{
  gsize extension = find_extension (name->str) - name->str;
  gsize keep;

  if (name->len <= most)
    return;
  keep = most - (name->len - extension);
  while (keep > 0 && ((guchar) name->str[keep] & 0xc0) == 0x80)
    keep--; /* not within a character */
  g_string_erase (name, keep, extension - keep);
}

/* A safe name, never empty, from bytes that may be anything. */
char *
swim_file_name_clean (const char *bytes, gsize length)
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
  shorten (name, SWIM_FILE_NAME_MAX);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* The name for what a URL leads to: the last segment of its path, made safe. */
char *
swim_file_name_from_uri (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  const char *slash = strrchr (path, '/');
  const char *segment = slash != NULL ? slash + 1 : path;
  g_autoptr (GBytes) decoded = g_uri_unescape_bytes (segment, -1, NULL, NULL);
  gsize length = 0;
  const char *bytes;

  if (decoded == NULL) /* a stray % */
    return swim_file_name_clean (segment, strlen (segment));
  bytes = g_bytes_get_data (decoded, &length);
  return swim_file_name_clean (bytes, length);
}

/* Names that are taken. Only their hashes are kept, so that a million of them takes 16 MiB; a name
 * whose hash is that of another gets a suffix without need. */
struct _SwimNameSet
{
  guint64 *slots; /* 0 where free */
  gsize size;     /* a power of two */
  gsize used;
  GHashTable *next; /* hash of a name that was wanted again → the number it got last */
};

static guint64
hash_name (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  guint64 hash = swim_hash_string (folded, 0);

  return hash != 0 ? hash : 1;
}

/* Where the hash is, or would be. */
static guint64 *
find_slot (const SwimNameSet *set, guint64 hash)
{
  gsize i = hash & (set->size - 1);

  while (set->slots[i] != 0 && set->slots[i] != hash)
    i = (i + 1) & (set->size - 1);
  return &set->slots[i];
}

static void
grow (SwimNameSet *set)
{
  guint64 *old = set->slots;
  gsize old_size = set->size;

  set->size = old_size * 2;
  set->slots = g_new0 (guint64, set->size);
  for (gsize i = 0; i < old_size; i++)
    if (old[i] != 0)
      *find_slot (set, old[i]) = old[i];
  g_free (old);
}

/* FALSE where it was there already. */
static gboolean
add_hash (SwimNameSet *set, guint64 hash)
{
  guint64 *slot = find_slot (set, hash);

  if (*slot == hash)
    return FALSE;
  *slot = hash;
  if (++set->used > set->size / 4 * 3)
    grow (set);
  return TRUE;
}

SwimNameSet *
swim_name_set_new (void)
{
  SwimNameSet *set = g_new0 (SwimNameSet, 1);

  set->size = 64;
  set->slots = g_new0 (guint64, set->size);
  set->next = g_hash_table_new (NULL, NULL);
  return set;
}

void
swim_name_set_free (SwimNameSet *set)
{
  g_hash_table_unref (set->next);
  g_free (set->slots);
  g_free (set);
}

/* A name that is not taken: name itself, or else name-2, name-3, with the number before the
 * extension. Names that differ only in case are the same, as they are on some file systems. */
char *
swim_name_set_claim (SwimNameSet *set, const char *name)
{
  const char *extension = find_extension (name);
  guint64 hash = hash_name (name);
  gpointer key = GSIZE_TO_POINTER ((gsize) hash);
  char *claimed = g_strdup (name);
  guint number = 1;

  while (!add_hash (set, hash))
    {
      if (number == 1)
        number = MAX (1, GPOINTER_TO_UINT (g_hash_table_lookup (set->next, key)));
      number++;
      g_free (claimed);
      claimed = g_strdup_printf ("%.*s-%u%s", (int) (extension - name), name, number, extension);
      hash = hash_name (claimed);
    }
  if (number > 1)
    g_hash_table_insert (set->next, key, GUINT_TO_POINTER (number));
  return claimed;
}
