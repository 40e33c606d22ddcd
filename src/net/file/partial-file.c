/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/partial-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/file/file-private.h"

#define HEADING "swimlane part 1"
#define LONGEST_NOTE (16 * 1024)
#define PIECE (256 * 1024)

static void
set_names (SwimFile *file)
{
  g_snprintf (file->temporary, sizeof file->temporary, ".%s.part", file->name);
  file->note = g_strdup_printf (".%s.from", file->name);
}

/* The note has three lines: heading, URL, validator. FALSE where there is no complete note. */
static gboolean
read_note (SwimFile *file, const char *url, char **validator)
{
  int fd = openat (file->folder->fd, file->note, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  char text[LONGEST_NOTE];
  ssize_t length = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  g_auto (GStrv) lines = NULL;

  if (fd >= 0)
    close (fd);
  if (length < 0)
    return FALSE;
  text[length] = '\0';
  lines = g_strsplit (text, "\n", -1);
  if (g_strv_length (lines) != 4 || strcmp (lines[0], HEADING) != 0 || strcmp (lines[1], url) != 0
      || lines[2][0] == '\0')
    return FALSE;
  *validator = g_steal_pointer (&lines[2]);
  g_free (g_steal_pointer (&lines[3]));
  return TRUE;
}

static gboolean
write_note (SwimFile *file, const char *url, const char *validator, GError **error)
{
  g_autofree char *text = g_strdup_printf (HEADING "\n%s\n%s\n", url, validator);
  SwimFile *note = swim_file_create (file->folder, file->note, error);

  if (note == NULL)
    return FALSE;
  if (swim_file_write (note, text, strlen (text), error))
    return swim_file_commit (note, error);
  swim_file_discard (note);
  return FALSE;
}

/* Reads the part to its end, where it is then continued. */
static gboolean
hash_part (int fd, SwimPartialFile *part)
{
  g_autofree char *piece = g_malloc (PIECE);
  ssize_t length;

  part->hash = XXH3_createState ();
  XXH3_64bits_reset (part->hash);
  while ((length = read (fd, piece, PIECE)) > 0 || (length < 0 && errno == EINTR))
    if (length > 0)
      {
        XXH3_64bits_update (part->hash, piece, (gsize) length);
        part->size += (guint64) length;
      }
  return length == 0 && part->size > 0;
}

static gboolean
open_part (SwimFile *file, const char *url, SwimPartialFile *part)
{
  if (!read_note (file, url, &part->validator))
    return FALSE;
  file->fd = openat (file->folder->fd, file->temporary, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  return file->fd >= 0 && hash_part (file->fd, part);
}

static gboolean
is_there (SwimFolder *folder, const char *name)
{
  struct stat info;

  return fstatat (folder->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode);
}

void
swim_partial_file_look (SwimFolder *folder,
                        const char *name,
                        const char *url,
                        SwimPartialFile *part)
{
  memset (part, 0, sizeof *part);
  part->file = swim_file_new (folder, name);
  set_names (part->file);
  if (is_there (folder, name))
    {
      /* A process that was killed may not have come to remove the note. */
      unlinkat (folder->fd, part->file->note, 0);
      part->state = SWIM_PARTIAL_FILE_COMPLETE;
      swim_partial_file_clear (part);
      return;
    }
  if (open_part (part->file, url, part))
    part->state = SWIM_PARTIAL_FILE_SOME;
  else
    swim_partial_file_clear (part);
}

void
swim_partial_file_clear (SwimPartialFile *part)
{
  g_clear_pointer (&part->file, swim_partial_file_leave);
  g_clear_pointer (&part->validator, g_free);
  g_clear_pointer (&part->hash, XXH3_freeState);
  part->size = 0;
}

SwimFile *
swim_partial_file_create (SwimFolder *folder,
                          const char *name,
                          const char *url,
                          const char *validator,
                          GError **error)
{
  SwimFile *file = swim_file_new (folder, name);

  set_names (file);
  unlinkat (folder->fd, file->temporary,
            0); /* first: a note must never be beside the bytes of another file */
  if (!write_note (file, url, validator, error))
    {
      swim_file_free (file);
      return NULL;
    }
  file->fd = openat (folder->fd, file->temporary,
                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file->fd >= 0)
    return file;
  swim_file_set_error (error, file, errno);
  swim_file_discard (file);
  return NULL;
}

void
swim_partial_file_leave (SwimFile *file)
{
  if (file->note == NULL)
    {
      swim_file_discard (file);
      return;
    }
  if (file->fd >= 0)
    close (file->fd);
  swim_file_free (file);
}
