/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contents the HTTP server knows: /flags/cc/cc.gif, /bytes/N, /; or the files of a folder,
 * and then only those. Files are read on the loop: the lab's folder is on this machine's disk. */
#include "config.h"

#include "lab/swim-lab-files.h"

#include "base/swim-countries.h"
#include "base/swim-error.h"
#include "base/swim-hash.h"
#include "lab/swim-flags.h"

#include <errno.h>
#include <fcntl.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TYPE_BYTES "application/octet-stream"
#define HELP_TEXT \
  "This is the lab of swimlane.\n" \
  "  /flags/cc/cc.gif  the flag of a country, by its code in lower case\n" \
  "  /bytes/N          N bytes, at most 1 GiB, always the same ones\n"

struct _SwimLabFiles
{
  char *root; /* absolute, free of links; NULL: the lab's own contents */
  GBytes *help;
  GBytes *block;             /* what /bytes repeats */
  GBytes *flags['z' - 'a' + 1]['z' - 'a' + 1]; /* by the two letters of the code */
};

struct _SwimContent
{
  const char *type;
  guint64 length;
  guint64 done;
  GBytes *block; /* the whole, or what is repeated; NULL: a file */
  int fd;
};

static GBytes *
make_block (void)
{
  guint64 *words = g_new (guint64, SWIM_CONTENT_BLOCK / sizeof (guint64));

  for (guint64 i = 0; i < SWIM_CONTENT_BLOCK / sizeof (guint64); i++)
    words[i] = GUINT64_TO_LE (swim_hash_number (i, 0));
  return g_bytes_new_take (words, SWIM_CONTENT_BLOCK);
}

static GBytes **
find_flag (SwimLabFiles *self, const char *code)
{
  return &self->flags[g_ascii_tolower (code[0]) - 'a'][g_ascii_tolower (code[1]) - 'a'];
}

/* The contents of the folder root, or if that is NULL the lab's own. The caller owns it. */
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
                       "The lab cannot serve the folder %s: %s", root,
                       self->root != NULL ? "it is not a folder" : g_strerror (errno));
          return NULL;
        }
    }
  self->help = g_bytes_new_static (HELP_TEXT, strlen (HELP_TEXT));
  self->block = make_block ();
  for (const char *const *code = swim_countries (); *code != NULL; code++)
    *find_flag (self, *code) = swim_flag_new (*code);
  return g_steal_pointer (&self);
}

void
swim_lab_files_free (SwimLabFiles *self)
{
  for (const char *const *code = swim_countries (); *code != NULL; code++)
    g_clear_pointer (find_flag (self, *code), g_bytes_unref);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_clear_pointer (&self->help, g_bytes_unref);
  free (self->root); /* realpath's own */
  g_free (self);
}

/* The two letters in a path of the form /flags/cc/cc.gif; NULL if it is of another form. */
static const char *
find_code (const char *path)
{
  const char *code = path + strlen ("/flags/");

  if (!g_str_has_prefix (path, "/flags/") || !g_ascii_islower (code[0])
      || !g_ascii_islower (code[1]) || code[2] != '/' || strncmp (code, code + 3, 2) != 0
      || strcmp (code + 5, ".gif") != 0)
    return NULL;
  return code;
}

/* What a path's fate hangs on: for a flag its code, for anything else the path. The caller frees
 * it. */
char *
swim_lab_item_name (const char *path)
{
  const char *code = find_code (path);

  return code != NULL ? g_strndup (code, 2) : g_strdup (path);
}

static SwimContent *
content_new (const char *type, GBytes *block, guint64 length)
{
  SwimContent *self = g_new0 (SwimContent, 1);

  self->type = type;
  self->block = block != NULL ? g_bytes_ref (block) : NULL;
  self->length = length;
  self->fd = -1;
  return self;
}

/* The phrase of an HTTP status. libsoup has none for the one the book's error server gives. */
const char *
swim_lab_status_phrase (guint status)
{
  return status == 418 ? "I'm a teapot" : soup_status_get_phrase (status);
}

/* A status in words, as the content of its answer. The caller owns it. */
SwimContent *
swim_content_new_status (guint status)
{
  char *text = g_strdup_printf ("%u %s\n", status, swim_lab_status_phrase (status));
  gsize length = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  return content_new ("text/plain", bytes, length);
}

static SwimContent *
open_bytes (SwimLabFiles *self, const char *number)
{
  guint64 length;

  if (!g_ascii_string_to_unsigned (number, 10, 0, SWIM_CONTENT_MAX, &length, NULL))
    return NULL;
  return content_new (TYPE_BYTES, self->block, length);
}

/* Opens a regular file below the root, wherever dots and links may lead; -1 otherwise. */
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
  SwimContent *content;

  if (fd < 0)
    return NULL;
  content = content_new (type, NULL, (guint64) info.st_size);
  content->fd = fd;
  return content;
}

/* The content at a path, decoded; NULL if there is none. The caller owns it. */
SwimContent *
swim_lab_files_open (SwimLabFiles *self, const char *path)
{
  const char *code = find_code (path);

  if (self->root != NULL)
    return open_file (self, path);
  if (strcmp (path, "/") == 0)
    return content_new ("text/plain", self->help, g_bytes_get_size (self->help));
  if (code != NULL && *find_flag (self, code) != NULL)
    return content_new ("image/gif", *find_flag (self, code),
                        g_bytes_get_size (*find_flag (self, code)));
  if (g_str_has_prefix (path, "/bytes/"))
    return open_bytes (self, path + strlen ("/bytes/"));
  return NULL;
}

const char *
swim_content_get_type (SwimContent *self)
{
  return self->type;
}

guint64
swim_content_get_length (SwimContent *self)
{
  return self->length;
}

static GBytes *
read_block (int fd, gsize wanted)
{
  g_autofree char *data = g_malloc (wanted);
  gssize got;

  do
    got = read (fd, data, wanted);
  while (got < 0 && errno == EINTR);
  return got > 0 ? g_bytes_new_take (g_steal_pointer (&data), (gsize) got) : NULL;
}

/* Whether as many bytes were given out as the length says. */
gboolean
swim_content_is_complete (SwimContent *self)
{
  return self->done == self->length;
}

/* The next piece, owned by the caller; NULL at the end. NULL from a content that is not complete
 * means that the file was cut short under us. */
GBytes *
swim_content_next (SwimContent *self)
{
  gsize wanted = MIN (SWIM_CONTENT_BLOCK, self->length - self->done);
  GBytes *bytes;

  if (wanted == 0)
    return NULL;
  if (self->fd >= 0)
    bytes = read_block (self->fd, wanted);
  else
    bytes = g_bytes_new_from_bytes (self->block, 0, wanted);
  if (bytes != NULL)
    self->done += g_bytes_get_size (bytes);
  return bytes;
}

void
swim_content_free (SwimContent *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_free (self);
}
