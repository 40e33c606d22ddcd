/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/partial-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "net/file/file-name.h"
#include "net/file/file-private.h"

#define HEADING "swimlane part 3"
#define LONGEST_NOTE (16 * 1024)
#define PIECE (256 * 1024)
#define SEAL "user.swimlane.part"
#define LONGEST_SEAL 64

/* The part stands in the folder itself, so that none is made for what never gets complete. */
static SwimFile *
new_part (SwimFolder *folder, const SwimFileTarget *target, SwimOrigin *origin)
{
  SwimFile *file = swim_file_new (folder, target->name);
  const char *slash = strrchr (target->name, '/');
  g_autofree char *name = NULL;

  swim_origin_init (origin, target->url);
  name = swim_file_name_add_hash (slash != NULL ? slash + 1 : target->name, origin);
  g_snprintf (file->temporary, sizeof file->temporary, ".%s.part", name);
  file->note = g_strdup_printf (".%s.from", name);
  return file;
}

/* Whatever stands in the folder under a name of ours may be a named pipe, which nobody writes to,
 * or a device, which never ends: neither opened so that it waits, nor read. */
static int
open_plain (const SwimFile *file, const char *name, int flags)
{
  int fd = openat (file->folder->fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;

  if (fd < 0 || (fstat (fd, &info) == 0 && S_ISREG (info.st_mode)))
    return fd;
  close (fd);
  return -1;
}

/* The note has three lines: heading, origin, version. FALSE where there is no complete note. */
static gboolean
read_note (SwimFile *file, const SwimOrigin *origin, char **version)
{
  int fd = open_plain (file, file->note, O_RDONLY);
  char text[LONGEST_NOTE];
  ssize_t length = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  g_auto (GStrv) lines = NULL;

  if (fd >= 0)
    close (fd);
  if (length < 0)
    return FALSE;
  text[length] = '\0';
  lines = g_strsplit (text, "\n", -1);
  if (g_strv_length (lines) != 4 || strcmp (lines[0], HEADING) != 0
      || strcmp (lines[1], origin->digits) != 0 || lines[2][0] == '\0')
    return FALSE;
  *version = g_steal_pointer (&lines[2]);
  g_free (g_steal_pointer (&lines[3]));
  return TRUE;
}

static gboolean
write_note (SwimFile *file, const SwimOrigin *origin, const char *version, GError **error)
{
  g_autofree char *text = g_strdup_printf (HEADING "\n%s\n%s\n", origin->digits, version);
  const SwimFileTarget target = { .name = file->note };
  SwimFile *note = swim_file_create (file->folder, file->note, error);
  g_autofree char *name = NULL;

  if (note == NULL)
    return FALSE;
  if (!swim_file_write (note, text, strlen (text), error))
    {
      swim_file_discard (note);
      return FALSE;
    }
  name = swim_file_commit (note, &target, error);
  return name != NULL;
}

/* Opens the part and locks it; FALSE where there is none, or another has the lock or has just
 * removed it. */
static gboolean
open_locked (SwimFile *file)
{
  struct stat opened, named;

  file->fd = open_plain (file, file->temporary, O_RDWR);
  if (file->fd < 0)
    return FALSE;
  if (flock (file->fd, LOCK_EX | LOCK_NB) == 0 && fstat (file->fd, &opened) == 0
      && fstatat (file->folder->fd, file->temporary, &named, AT_SYMLINK_NOFOLLOW) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
    return TRUE;
  close (file->fd);
  file->fd = -1;
  return FALSE;
}

/* Size and time of the last change, to which whoever else writes leaves a trace. */
static gboolean
make_seal (int fd, char *text)
{
  struct stat info;

  if (fstat (fd, &info) < 0)
    return FALSE;
  g_snprintf (text, LONGEST_SEAL, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld",
              (gint64) info.st_size, (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  return TRUE;
}

/* A part that is left in order is sealed, where the file system keeps attributes. */
static void
seal (int fd)
{
  char text[LONGEST_SEAL];

  if (make_seal (fd, text))
    fsetxattr (fd, SEAL, text, strlen (text), 0);
}

/* FALSE where something was changed since. A process that is killed leaves no seal, and the file
 * only what it has written. */
static gboolean
break_seal (int fd)
{
  char found[LONGEST_SEAL], text[LONGEST_SEAL];
  ssize_t length = fgetxattr (fd, SEAL, found, sizeof found - 1);

  if (length < 0)
    return errno != ERANGE;
  found[length] = '\0';
  return make_seal (fd, text) && strcmp (found, text) == 0 && fremovexattr (fd, SEAL) == 0;
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
open_part (SwimFile *file, const SwimOrigin *origin, SwimPartialFile *part)
{
  return open_locked (file) && read_note (file, origin, &part->version) && break_seal (file->fd)
         && hash_part (file->fd, part);
}

/* A process that was killed may not have come to remove the note. */
static void
remove_stale_note (SwimFile *file)
{
  struct stat info;

  if (fstatat (file->folder->fd, file->temporary, &info, AT_SYMLINK_NOFOLLOW) < 0)
    unlinkat (file->folder->fd, file->note, 0);
}

void
swim_partial_file_look (SwimFolder *folder, const SwimFileTarget *target, SwimPartialFile *part)
{
  SwimOrigin origin;

  memset (part, 0, sizeof *part);
  part->name = swim_file_find (folder, target);
  part->file = new_part (folder, target, &origin);
  if (part->name != NULL)
    {
      remove_stale_note (part->file);
      part->state = SWIM_PARTIAL_FILE_COMPLETE;
      swim_partial_file_clear (part);
      return;
    }
  if (open_part (part->file, &origin, part))
    part->state = SWIM_PARTIAL_FILE_SOME;
  else
    swim_partial_file_clear (part);
}

static void
close_part (SwimFile *file)
{
  if (file->fd >= 0)
    close (file->fd);
  swim_file_free (file);
}

/* Not the name: its owner takes that. */
void
swim_partial_file_clear (SwimPartialFile *part)
{
  if (part->state == SWIM_PARTIAL_FILE_SOME)
    g_clear_pointer (&part->file, swim_partial_file_leave);
  else
    g_clear_pointer (&part->file, close_part);
  g_clear_pointer (&part->version, g_free);
  g_clear_pointer (&part->hash, XXH3_freeState);
  part->size = 0;
}

/* Creates the empty part and locks it. An earlier one is removed first: a note must never be beside
 * the bytes of another file. */
static gboolean
create_locked (SwimFile *file)
{
  int folder = file->folder->fd;

  if (open_locked (file))
    {
      unlinkat (folder, file->temporary, 0);
      close (file->fd);
    }
  file->fd =
      openat (folder, file->temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  return file->fd >= 0 && swim_file_lock (file->fd);
}

SwimFile *
swim_partial_file_create (SwimFolder *folder,
                          const SwimFileTarget *target,
                          const char *version,
                          GError **error)
{
  SwimOrigin origin;
  SwimFile *file = new_part (folder, target, &origin);

  if (!create_locked (file))
    close_part (file);
  else if (write_note (file, &origin, version, NULL))
    return file;
  else
    swim_file_discard (file);
  return swim_file_create (folder, target->name, error);
}

/* Whether the part has at least as much of the same version as the file. */
static gboolean
is_as_good (SwimFile *part, const SwimOrigin *origin, const SwimFile *file, const char *version)
{
  g_autofree char *there = NULL;
  struct stat old, new;

  if (!read_note (part, origin, &there) || strcmp (there, version) != 0 || !break_seal (part->fd))
    return FALSE;
  seal (part->fd);
  return fstat (part->fd, &old) == 0 && fstat (file->fd, &new) == 0 && old.st_size >= new.st_size;
}

/* The part is locked before it bears that name, and has no note until it does: a note must never be
 * beside the bytes of another file. Where another process has a part of that name, that is left,
 * and so is one that is better. */
gboolean
swim_partial_file_keep (SwimFile *file, const SwimFileTarget *target, const char *version)
{
  int folder = file->folder->fd;
  SwimOrigin origin;
  SwimFile *part = new_part (file->folder, target, &origin);
  gboolean kept;

  if (open_locked (part)) /* an earlier one */
    {
      if (is_as_good (part, &origin, file, version))
        {
          close_part (part);
          swim_file_discard (file);
          return TRUE;
        }
      unlinkat (folder, part->temporary, 0);
      unlinkat (folder, part->note, 0);
      close (part->fd);
    }
  kept = flock (file->fd, LOCK_EX | LOCK_NB) == 0 && swim_file_link (file, part->temporary);
  seal (file->fd);
  if (kept && !write_note (part, &origin, version, NULL))
    {
      unlinkat (folder, part->temporary, 0);
      kept = FALSE;
    }
  swim_file_free (part);
  swim_file_discard (file);
  return kept;
}

/* The descriptor stands behind what was written, also where a write has failed. */
gboolean
swim_partial_file_trim (SwimFile *file)
{
  off_t written = lseek (file->fd, 0, SEEK_CUR);

  return written > 0 && ftruncate (file->fd, written) == 0;
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
    seal (file->fd);
  close_part (file);
}
