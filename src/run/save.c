/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/save.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out-file.h"
#include "base/reader-gone.h"
#include "base/swim-error.h"

/* Whether something is there that is no regular file, such as a pipe or /dev/stdout: it is written
 * to, not replaced. */
static gboolean
is_special (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && !S_ISREG (info.st_mode);
}

static gboolean
fail (GError **error, const char *path, int code)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write %s: %s",
               strcmp (path, "-") == 0 ? "to standard output" : path, swim_out_file_explain (code));
  return FALSE;
}

/* What is to be renamed must be on the disk before its name is. */
static gboolean
fsync_if_file (FILE *file)
{
  struct stat info;

  return fstat (fileno (file), &info) != 0 || !S_ISREG (info.st_mode) || fsync (fileno (file)) == 0;
}

/* Has it written, and closes the file unless it is standard output. */
static gboolean
write_to (FILE *file, const char *path, SwimSaveFunc write, gconstpointer data, GError **error)
{
  gboolean written;
  int code;

  errno = 0;
  write (file, data);
  written = fflush (file) == 0 && !ferror (file) && (file == stdout || fsync_if_file (file));
  code = errno != 0 ? errno : EIO;
  if (file != stdout && fclose (file) != 0 && written)
    return fail (error, path, errno);
  if (!written && file == stdout && swim_reader_is_gone ())
    {
      g_set_error_literal (error, SWIM_READER_GONE, 0, g_strerror (EPIPE));
      return FALSE;
    }
  return written || fail (error, path, code);
}

/* The file that is really meant, which a link may only name (transfer full). */
static char *
find_target (const char *path)
{
  char *real = realpath (path, NULL); /* NULL where there is no file yet */
  char *target = g_strdup (real != NULL ? real : path);

  free (real);
  return target;
}

/* Permissions do not tell all, as in /proc or on a full disk: so a file is made there, and removed.
 */
static gboolean
try_folder (const char *path, GError **error)
{
  g_autofree char *target = find_target (path);
  g_autofree char *name = g_strconcat (target, ".XXXXXX", NULL);
  int fd = g_mkstemp (name);

  if (fd < 0)
    return fail (error, path, errno);
  close (fd);
  unlink (name);
  return TRUE;
}

/* Fails where a result could not be written to @path (NULL: nowhere), so that it is known before an
 * hour's run. */
gboolean
swim_save_check (const char *path, GError **error)
{
  struct stat info;

  if (path == NULL || strcmp (path, "-") == 0)
    return TRUE;
  if (*path == '\0')
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "a file to be written has an empty name; give it one, or leave its option out");
      return FALSE;
    }
  if (stat (path, &info) != 0)
    return try_folder (path, error);
  if (S_ISDIR (info.st_mode))
    return fail (error, path, EISDIR);
  if (access (path, W_OK) != 0)
    return fail (error, path, errno);
  return !S_ISREG (info.st_mode) || try_folder (path, error);
}

/* Through another name: a reader never finds half of the file. */
static gboolean
write_and_rename (const char *path, SwimSaveFunc write, gconstpointer data, GError **error)
{
  g_autofree char *target = find_target (path);
  g_autofree char *name = g_strconcat (target, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0666);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  struct stat before;

  if (file == NULL)
    return fail (error, path, errno);
  if (stat (path, &before) == 0)
    fchmod (fd, before.st_mode & 0777); /* kept where it can be */
  if (write_to (file, path, write, data, error))
    {
      if (rename (name, target) == 0)
        return TRUE;
      fail (error, path, errno);
    }
  unlink (name);
  return FALSE;
}

/* Has @write write to @path, or to standard output where that is `-`. A file is written under
 * another name and renamed. */
gboolean
swim_save_with (const char *path, SwimSaveFunc write, gconstpointer data, GError **error)
{
  FILE *file;
  int fd;

  if (strcmp (path, "-") == 0)
    return write_to (stdout, path, write, data, error);
  if (!is_special (path))
    return write_and_rename (path, write, data, error);
  fd = swim_out_file_open (path, 0, NULL);
  file = fd >= 0 ? fdopen (fd, "w") : NULL;
  return file != NULL ? write_to (file, path, write, data, error) : fail (error, path, errno);
}
