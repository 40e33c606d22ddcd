/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/checksum-list.h"

#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "net/file/file-name.h"

typedef struct
{
  SwimFileDigest digest; /* first */
  char *name;            /* as the list has it */
  char *file;            /* under which the file of its last part is stored */
  int used;              /* atomic */
} Entry;

struct _SwimChecksumList
{
  GPtrArray *entries;
  GHashTable *by_name; /* without “./” */
  GHashTable *by_file; /* NULL where several lines are for it */
  guint64 unlisted;    /* atomic */
};

static const struct
{
  const char *tag;
  GChecksumType type;
} kinds[] = {
  { "MD5", G_CHECKSUM_MD5 },       { "SHA1", G_CHECKSUM_SHA1 },     { "SHA256", G_CHECKSUM_SHA256 },
  { "SHA384", G_CHECKSUM_SHA384 }, { "SHA512", G_CHECKSUM_SHA512 },
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->digest.hex);
  g_free (entry->name);
  g_free (entry->file);
  g_free (entry);
}

static gsize
get_hex_length (const char *text)
{
  gsize length = 0;

  while (g_ascii_isxdigit (text[length]))
    length++;
  return length;
}

static gboolean
find_type_by_length (gsize length, GChecksumType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (length == (gsize) g_checksum_type_get_length (kinds[i].type) * 2)
      {
        *type = kinds[i].type;
        return TRUE;
      }
  return FALSE;
}

/* A name in which a line break or a backslash is written as two characters (transfer full). NULL
 * for one that is not written so. */
static char *
unescape (const char *name, gsize length)
{
  g_autoptr (GString) text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (name[i] != '\\')
        g_string_append_c (text, name[i]);
      else if (++i < length && strchr ("\\nr", name[i]) != NULL)
        g_string_append_c (text, name[i] == 'n' ? '\n' : name[i] == 'r' ? '\r' : '\\');
      else
        return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Takes hex and name over, of which the latter may be NULL. */
static Entry *
new_entry (GChecksumType type, char *hex, char *name)
{
  Entry *entry = g_new0 (Entry, 1);
  const char *slash = name != NULL ? strrchr (name, '/') : NULL;
  const char *last = slash != NULL ? slash + 1 : name;

  entry->digest.type = type;
  entry->digest.hex = hex;
  entry->name = name;
  if (last != NULL && last[0] != '\0')
    {
      entry->file = swim_file_name_clean (last, strlen (last));
      return entry;
    }
  free_entry (entry);
  return NULL;
}

static char *
dup_name (const char *name, gsize length, gboolean escaped)
{
  return escaped ? unescape (name, length) : g_strndup (name, length);
}

/* “HEX  NAME”, or “HEX *NAME”. */
static Entry *
parse_gnu (const char *line, gboolean escaped)
{
  gsize length = get_hex_length (line);
  const char *name = line + length;
  GChecksumType type;

  if (!find_type_by_length (length, &type) || name[0] != ' ')
    return NULL;
  name += name[1] == ' ' || name[1] == '*' ? 2 : 1;
  return new_entry (type, g_strndup (line, length), dup_name (name, strlen (name), escaped));
}

/* “SHA256 (NAME) = HEX”. */
static Entry *
parse_bsd (const char *line, gboolean escaped)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize tag = strlen (kinds[i].tag);
      const char *end = g_strrstr (line, ") = ");
      const char *name = line + tag + 2;
      const char *hex;

      if (g_ascii_strncasecmp (line, kinds[i].tag, tag) != 0 || strncmp (line + tag, " (", 2) != 0
          || end == NULL || end < name)
        continue;
      hex = end + strlen (") = ");
      if (get_hex_length (hex) != (gsize) g_checksum_type_get_length (kinds[i].type) * 2
          || hex[get_hex_length (hex)] != '\0')
        return NULL;
      return new_entry (kinds[i].type, g_strdup (hex),
                        dup_name (name, (gsize) (end - name), escaped));
    }
  return NULL;
}

/* Blank lines, comments, and what stands around a list that is signed. */
static gboolean
is_besides (const char *line, gboolean *in_signature)
{
  if (g_str_has_prefix (line, "-----BEGIN PGP SIGNATURE"))
    *in_signature = TRUE;
  else if (g_str_has_prefix (line, "-----END PGP SIGNATURE"))
    *in_signature = FALSE;
  else if (!*in_signature && line[strspn (line, " \t")] != '\0' && line[0] != '#'
           && !g_str_has_prefix (line, "-----BEGIN PGP") && !g_str_has_prefix (line, "Hash: "))
    return FALSE;
  return TRUE;
}

/* For files of its last part, unless another line is as well. */
static void
add_file (SwimChecksumList *list, Entry *entry, const Entry *replaced)
{
  gpointer other;
  gboolean found = g_hash_table_lookup_extended (list->by_file, entry->file, NULL, &other);

  if (!found || (other != NULL && other == replaced))
    g_hash_table_replace (list->by_file, entry->file, entry);
  else
    g_hash_table_replace (list->by_file, entry->file, NULL);
}

/* Of two lines for a file the stronger one holds, and the other counts as used. FALSE where they
 * contradict each other. Takes the entry over. */
static gboolean
add_entry (SwimChecksumList *list, Entry *entry)
{
  char *key = g_str_has_prefix (entry->name, "./") ? entry->name + 2 : entry->name;
  Entry *before = g_hash_table_lookup (list->by_name, key);

  g_ptr_array_add (list->entries, entry);
  if (before != NULL && strlen (before->digest.hex) >= strlen (entry->digest.hex))
    {
      entry->used = TRUE;
      return before->digest.type != entry->digest.type
             || g_ascii_strcasecmp (before->digest.hex, entry->digest.hex) == 0;
    }
  if (before != NULL)
    before->used = TRUE;
  g_hash_table_replace (list->by_name, key, entry);
  add_file (list, entry, before);
  return TRUE;
}

/* FALSE where the line is wrong. */
static gboolean
add_line (SwimChecksumList *list, const char *line)
{
  gboolean escaped = line[0] == '\\';
  Entry *entry = parse_gnu (line + escaped, escaped);

  if (entry == NULL)
    entry = parse_bsd (line + escaped, escaped);
  return entry != NULL && add_entry (list, entry);
}

static SwimChecksumList *
new_list (void)
{
  SwimChecksumList *list = g_atomic_rc_box_new0 (SwimChecksumList);

  list->entries = g_ptr_array_new_with_free_func (free_entry);
  list->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  list->by_file = g_hash_table_new (g_str_hash, g_str_equal);
  return list;
}

SwimChecksumList *
swim_checksum_list_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (SwimChecksumList) list = new_list ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_signature = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      if (length > 0 && lines[i][length - 1] == '\r')
        lines[i][length - 1] = '\0';
      if (is_besides (lines[i], &in_signature) || add_line (list, lines[i]))
        continue;
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s, line %u is no checksum of its own for a file; write lines as sha256sum, "
                   "sha512sum, sha1sum or md5sum do",
                   name, i + 1);
      return NULL;
    }
  if (list->entries->len > 0)
    return g_steal_pointer (&list);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "%s has no checksums", name);
  return NULL;
}

SwimChecksumList *
swim_checksum_list_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;

  if (!swim_input_read (path, &text, &length, &failure))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "cannot read the checksums in %s: %s", path,
                 failure->message);
  else if (strlen (text) < length)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "%s is no text, and no list of checksums",
                 path);
  else
    return swim_checksum_list_parse (text, path, error);
  return NULL;
}

static void
clear_list (gpointer data)
{
  SwimChecksumList *list = data;

  g_hash_table_unref (list->by_name);
  g_hash_table_unref (list->by_file);
  g_ptr_array_unref (list->entries);
}

void
swim_checksum_list_unref (SwimChecksumList *list)
{
  g_atomic_rc_box_release_full (list, clear_list);
}

static const SwimFileDigest *
find (SwimChecksumList *list, const char *file)
{
  const char *slash = strrchr (file, '/');
  Entry *entry = g_hash_table_lookup (list->by_name, file);

  if (entry == NULL)
    entry = g_hash_table_lookup (list->by_file, slash != NULL ? slash + 1 : file);
  if (entry == NULL)
    return NULL;
  g_atomic_int_set (&entry->used, TRUE);
  return &entry->digest;
}

const SwimFileDigest *
swim_checksum_list_look_up (SwimChecksumList *list, const char *file)
{
  const SwimFileDigest *digest = find (list, file);

  if (digest == NULL)
    __atomic_fetch_add (&list->unlisted, 1, __ATOMIC_RELAXED);
  return digest;
}

const SwimFileDigest *
swim_checksum_list_look_up_renamed (SwimChecksumList *list,
                                    const char *file,
                                    const SwimFileDigest *before)
{
  const SwimFileDigest *digest = find (list, file);

  if (digest == NULL)
    return before;
  if (before == NULL)
    __atomic_fetch_sub (&list->unlisted, 1, __ATOMIC_RELAXED);
  return digest;
}

guint64
swim_checksum_list_count_unlisted (SwimChecksumList *list)
{
  return __atomic_load_n (&list->unlisted, __ATOMIC_RELAXED);
}

char **
swim_checksum_list_dup_unused (SwimChecksumList *list)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < list->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (list->entries, i);

      if (!g_atomic_int_get (&entry->used))
        g_strv_builder_add (names, entry->name);
    }
  return g_strv_builder_end (names);
}
