/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/hash.h"
#include "base/swim-error.h"

/* Bytes read at once. */
#define PIECE ((guint64) 1 << 18)
#define LINE_SEED 1

static gboolean
fail (const char *what, const char *path, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s %s cannot be had: %s", what, path,
               g_strerror (errno));
  return FALSE;
}

/* A file without a name, for the output of a run. It is where temporary files are, and may be as
 * large as what is printed. */
int
swim_exec_digest_open (GError **error)
{
  g_autofree char *path = NULL;
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    return fd;
  path = g_build_filename (g_get_tmp_dir (), "swimlane-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    unlink (path);
  else
    fail ("a file for the output in", g_get_tmp_dir (), error);
  return fd;
}

/* A hash of what is read piece by piece. Where the order of lines does not count it is the sum of
 * their hashes, and the state has the line that the last piece began and did not end. */
typedef struct
{
  XXH3_state_t *state;
  gboolean sorted;
  gboolean in_line;
  guint64 sum;
} Hashing;

static void
begin_line (Hashing *self)
{
  XXH3_64bits_reset_withSeed (self->state, LINE_SEED);
  self->in_line = FALSE;
}

/* Ends the line that a piece before has begun. */
static void
end_line (Hashing *self, const char *bytes, gsize length)
{
  XXH3_64bits_update (self->state, bytes, length);
  self->sum += XXH3_64bits_digest (self->state);
  begin_line (self);
}

static void
add_lines (Hashing *self, const char *bytes, gsize length)
{
  const char *end = bytes + length;
  const char *newline = memchr (bytes, '\n', length);
  guint64 sum = 0;

  if (newline != NULL && self->in_line)
    {
      end_line (self, bytes, (gsize) (newline - bytes));
      bytes = newline + 1;
      newline = memchr (bytes, '\n', (gsize) (end - bytes));
    }
  while (newline != NULL)
    {
      sum += swim_hash_bytes (bytes, (gsize) (newline - bytes), LINE_SEED);
      bytes = newline + 1;
      newline = memchr (bytes, '\n', (gsize) (end - bytes));
    }
  self->sum += sum;
  if (bytes == end)
    return;
  XXH3_64bits_update (self->state, bytes, (gsize) (end - bytes));
  self->in_line = TRUE;
}

static void
add_piece (Hashing *self, const char *bytes, gsize length)
{
  if (self->sorted)
    add_lines (self, bytes, length);
  else
    XXH3_64bits_update (self->state, bytes, length);
}

static guint64
conclude (Hashing *self)
{
  if (!self->sorted)
    return XXH3_64bits_digest (self->state);
  if (self->in_line)
    end_line (self, "", 0);
  return self->sum;
}

/* Reads up to @most bytes, or fewer where the file has become shorter: then @size says so. */
static gboolean
read_pieces (int fd, guint64 most, Hashing *hashing, guint64 *size)
{
  g_autofree char *piece = g_malloc (PIECE);
  ssize_t length = 1;

  for (*size = 0; *size < most && length != 0;)
    {
      length = pread (fd, piece, MIN (PIECE, most - *size), (off_t) *size);
      if (length < 0 && errno != EINTR)
        return FALSE;
      if (length <= 0)
        continue;
      add_piece (hashing, piece, (gsize) length);
      *size += (guint64) length;
    }
  return TRUE;
}

/* Not mapped: what a run left behind may shorten the file meanwhile, and a byte of a mapping that
 * the file no longer has is the end of the process. Nothing is read that is added meanwhile, or
 * that might have no end. */
static gboolean
hash_file (int fd, gboolean sorted, guint64 *hash, guint64 *size)
{
  Hashing hashing = { .state = XXH3_createState (), .sorted = sorted };
  struct stat info;
  gboolean good;

  if (sorted)
    begin_line (&hashing);
  else
    XXH3_64bits_reset (hashing.state);
  good = fstat (fd, &info) == 0 && read_pieces (fd, (guint64) info.st_size, &hashing, size);
  if (good)
    *hash = *size > 0 ? conclude (&hashing) : 0;
  XXH3_freeState (hashing.state);
  return good;
}

static char *
print_digest (guint64 hash, guint64 size)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x-%" G_GUINT64_FORMAT, hash, size);
}

/* Of all that is in the file (transfer full); @sorted is whether the order of lines does not count.
 */
char *
swim_exec_digest_file (int fd, gboolean sorted, GError **error)
{
  guint64 hash;
  guint64 size;

  if (hash_file (fd, sorted, &hash, &size))
    return print_digest (hash, size);
  fail ("the digest of", "the output", error);
  return NULL;
}

/* What a folder holds, as it is gone through. */
typedef struct
{
  guint64 hash; /* a sum, since a folder has no order */
  guint64 size;
} Content;

static gboolean add_folder (Content *content, const char *path, const char *name, GError **error);

/* A part of the content is its name in the folder and what it holds. */
static void
add_part (Content *content, const char *name, guint64 hash, guint64 size)
{
  content->hash += swim_hash_string (name, hash);
  content->size += size;
}

static gboolean
add_link (Content *content, const char *path, const char *name, GError **error)
{
  g_autofree char *target = g_file_read_link (path, error);

  if (target == NULL)
    return FALSE;
  add_part (content, name, swim_hash_string (target, 2), 0);
  return TRUE;
}

static gboolean
add_file (Content *content, const char *path, const char *name, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
  guint64 hash;
  guint64 size;
  gboolean good = fd >= 0 && hash_file (fd, FALSE, &hash, &size);

  if (good)
    add_part (content, name, hash, size);
  else
    fail ("the content of", path, error);
  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
add_entry (Content *content, const char *path, const char *name, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    return fail ("the content of", path, error);
  if (S_ISDIR (info.st_mode))
    {
      add_part (content, name, 3, 0);
      return add_folder (content, path, name, error);
    }
  if (S_ISLNK (info.st_mode))
    return add_link (content, path, name, error);
  if (S_ISREG (info.st_mode))
    return add_file (content, path, name, error);
  add_part (content, name, 4, 0);
  return TRUE;
}

static gboolean
add_folder (Content *content, const char *path, const char *name, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  const char *entry;

  while (folder != NULL && (entry = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *entry_path = g_build_filename (path, entry, NULL);
      g_autofree char *entry_name = g_build_filename (name, entry, NULL);

      if (!add_entry (content, entry_path, entry_name, error))
        return FALSE;
    }
  return folder != NULL;
}

/* Of the names and contents of all that is in the folder (transfer full), whatever their order and
 * times. */
char *
swim_exec_digest_folder (const char *path, GError **error)
{
  Content content = { 0 };

  return add_folder (&content, path, "", error) ? print_digest (content.hash, content.size) : NULL;
}
