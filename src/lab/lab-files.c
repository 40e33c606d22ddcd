/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contents of the HTTP server: /flags/cc/cc.gif, /flags/cc/metadata.json, /bytes/N, /; or
 * instead the files of a folder. /fault/drip/bytes/N has the content of /bytes/N. */
#include "config.h"

#include "lab/lab-files.h"

#include "base/countries.h"
#include "base/hash.h"
#include "base/swim-error.h"
#include "lab/fault.h"
#include "lab/flags.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TYPE_BYTES "application/octet-stream"
#define HELP_TEXT \
  "This is the lab of swimlane.\n" \
  "  /flags/cc/cc.gif  the flag of a country, by its code in lower case\n" \
  "  /flags/cc/metadata.json  the name of that country\n" \
  "  /bytes/N          N bytes, at most 1 GiB, always the same ones\n" \
  "  /fault/NAME       20,000 bytes with a fault:\n"

#define FAULT_CONTENT "/bytes/20000"

typedef struct
{
  GBytes *flag;
  GBytes *metadata;
} Country;

struct _SwimLabFiles
{
  char *root; /* absolute, free of links; NULL: the lab's own contents */
  GBytes *help;
  GBytes *block;                                   /* what /bytes repeats */
  Country countries['z' - 'a' + 1]['z' - 'a' + 1]; /* by the two letters of the code */
};

static GBytes *
make_block (void)
{
  guint64 *words = g_new (guint64, SWIM_CONTENT_BLOCK / sizeof (guint64));

  for (guint64 i = 0; i < SWIM_CONTENT_BLOCK / sizeof (guint64); i++)
    words[i] = GUINT64_TO_LE (swim_hash_number (i, 0));
  return g_bytes_new_take (words, SWIM_CONTENT_BLOCK);
}

static GBytes *
make_help (void)
{
  GString *text = g_string_new (HELP_TEXT);

  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    {
      const SwimFaultInfo *info = swim_fault_get_info (id);

      if (info->side == SWIM_LAB_HTTP)
        g_string_append_printf (text, "    %-16s%s\n", info->name, info->words);
    }
  return g_string_free_to_bytes (text);
}

static Country *
find_country (SwimLabFiles *self, const char *code)
{
  return &self->countries[g_ascii_tolower (code[0]) - 'a'][g_ascii_tolower (code[1]) - 'a'];
}

/* As in the book. No name has a character that JSON escapes. */
static GBytes *
make_metadata (const char *code, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "{\"country\": \"%s\", \"iso_cc\": \"%s\"}\n", name, code);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static void
make_countries (SwimLabFiles *self)
{
  const char *const *codes = swim_countries ();

  for (guint i = 0; codes[i] != NULL; i++)
    {
      Country *country = find_country (self, codes[i]);

      country->flag = swim_flag_new (codes[i]);
      country->metadata = make_metadata (codes[i], swim_country_get_name (i));
    }
}

/* The contents of the folder root, or if it is NULL the lab's own. The caller owns it. */
SwimLabFiles *
swim_lab_files_new (const char *root, GError **error)
{
  g_autoptr (SwimLabFiles) self = g_new0 (SwimLabFiles, 1);

  if (root != NULL)
    {
      self->root = realpath (root, NULL);
      if (self->root == NULL || !g_file_test (self->root, G_FILE_TEST_IS_DIR))
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "the lab cannot serve the folder %s: %s", root,
                       self->root != NULL ? "it is not a folder" : g_strerror (errno));
          return NULL;
        }
    }
  self->help = make_help ();
  self->block = make_block ();
  make_countries (self);
  return g_steal_pointer (&self);
}

void
swim_lab_files_free (SwimLabFiles *self)
{
  for (const char *const *code = swim_countries (); *code != NULL; code++)
    {
      g_clear_pointer (&find_country (self, *code)->flag, g_bytes_unref);
      g_clear_pointer (&find_country (self, *code)->metadata, g_bytes_unref);
    }
  g_clear_pointer (&self->block, g_bytes_unref);
  g_clear_pointer (&self->help, g_bytes_unref);
  free (self->root); /* realpath's own */
  g_free (self);
}

/* The two letters in a path of the form /flags/cc/…; NULL if it has another form. */
static const char *
find_code (const char *path)
{
  const char *code = path + strlen ("/flags/");

  if (!g_str_has_prefix (path, "/flags/") || !g_ascii_islower (code[0])
      || !g_ascii_islower (code[1]) || code[2] != '/')
    return NULL;
  return code;
}

/* The same of the form /flags/cc/cc.gif. */
static const char *
find_flag_code (const char *path)
{
  const char *code = find_code (path);

  if (code == NULL || strncmp (code, code + 3, 2) != 0 || strcmp (code + 5, ".gif") != 0)
    return NULL;
  return code;
}

/* The name on which a path's fate depends: for a flag its code, otherwise the path, so that either
 * of a country's two files can have a fault (transfer full). */
char *
swim_lab_item_name (const char *path)
{
  const char *code = find_flag_code (path);

  return code != NULL ? g_strndup (code, 2) : g_strdup (path);
}

static SwimContent *
open_bytes (SwimLabFiles *self, const char *number)
{
  guint64 length;

  if (!g_ascii_string_to_unsigned (number, 10, 0, SWIM_CONTENT_MAX, &length, NULL))
    return NULL;
  return swim_content_new (TYPE_BYTES, self->block, length);
}

/* Opens a regular file, which must be below the root after dots and links are resolved; -1
 * otherwise. */
static int
open_below (const char *root, const char *path, struct stat *info)
{
  g_autofree char *joined = g_build_filename (root, path, NULL);
  char *real = realpath (joined, NULL);
  int fd = -1;

  if (real != NULL && g_str_has_prefix (real, root)
      && (real[strlen (root)] == '/' || strcmp (root, "/") == 0))
    fd = open (real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  free (real);
  if (fd >= 0 && (fstat (fd, info) < 0 || !S_ISREG (info->st_mode)))
    {
      close (fd);
      return -1;
    }
  return fd;
}

static SwimContent *
open_file (SwimLabFiles *self, const char *path)
{
  const char *type = g_str_has_suffix (path, ".gif") ? "image/gif" : TYPE_BYTES;
  struct stat info;
  int fd = open_below (self->root, path, &info);
  guint64 version;

  if (fd < 0)
    return NULL;
  version = swim_hash_number ((guint64) info.st_mtim.tv_nsec, (guint64) info.st_mtim.tv_sec);
  return swim_content_new_file (type, fd, (guint64) info.st_size, version + (guint64) info.st_size);
}

/* NULL if there is none. */
static SwimContent *
open_country (SwimLabFiles *self, const char *path)
{
  const char *code = find_code (path);
  gboolean metadata = code != NULL && strcmp (code + 2, "/metadata.json") == 0;
  GBytes *bytes = NULL;

  if (metadata)
    bytes = find_country (self, code)->metadata;
  else if (find_flag_code (path) != NULL)
    bytes = find_country (self, code)->flag;
  if (bytes == NULL)
    return NULL;
  return swim_content_new (metadata ? "application/json" : "image/gif", bytes,
                           g_bytes_get_size (bytes));
}

/* The content at a path, decoded; NULL if there is none. The caller owns it. */
SwimContent *
swim_lab_files_open (SwimLabFiles *self, const char *path)
{
  const char *rest = swim_fault_skip_path (path);

  if (rest != NULL)
    path = rest[0] != '\0' ? rest : FAULT_CONTENT;
  if (self->root != NULL)
    return open_file (self, path);
  if (strcmp (path, "/") == 0)
    return swim_content_new ("text/plain", self->help, g_bytes_get_size (self->help));
  if (g_str_has_prefix (path, "/bytes/"))
    return open_bytes (self, path + strlen ("/bytes/"));
  return open_country (self, path);
}
