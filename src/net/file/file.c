/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/file-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"

#define TEMPORARY_PREFIX ".swimlane-"

G_GNUC_PRINTF (3, 4)
static void
set_error (GError **error, int code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
}

static int
open_unnamed (const SwimFolder *folder)
{
  return openat (folder->fd, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
}

/* Locks a file that is being written, so that nobody sweeps it away. FALSE with errno: EWOULDBLOCK
 * where another has the lock, ENOENT where another has just removed the file. */
gboolean
swim_file_lock (int fd)
{
  struct stat info;

  if (flock (fd, LOCK_EX | LOCK_NB) < 0 || fstat (fd, &info) < 0)
    return FALSE;
  errno = info.st_nlink > 0 ? 0 : ENOENT;
  return info.st_nlink > 0;
}

gboolean
swim_file_link (const SwimFile *file, const char *name)
{
  int folder = file->folder->fd;

  if (file->temporary[0] == '\0')
    return linkat (file->fd, "", folder, name, AT_EMPTY_PATH) == 0;
  return linkat (folder, file->temporary, folder, name, 0) == 0;
}

/* Without printf(), which takes longer than all else here. */
static void
make_temporary_name (SwimFolder *folder, char *to)
{
  guint64 number = __atomic_fetch_add (&folder->next, 1, __ATOMIC_RELAXED);
  guint digit = number > 0 ? (63 - (guint) __builtin_clzll (number)) / 4 : 0;

  to = g_stpcpy (to, folder->prefix);
  for (guint i = 0; i <= digit; i++)
    *to++ = "0123456789abcdef"[number >> 4 * (digit - i) & 0xf];
  *to = '\0';
}

/* Whether a file without a name can be opened and then be given one: that takes Linux 6.10 or a
 * privilege, and a file system that can. Older kernels may also forget the umask there. */
static gboolean
try_unnamed (SwimFolder *folder)
{
  char name[SWIM_FILE_TEMPORARY];
  int fd = open_unnamed (folder);
  struct stat info;
  gboolean works = FALSE;

  make_temporary_name (folder, name);
  if (fd >= 0)
    flock (fd, LOCK_EX | LOCK_NB); /* before others see it */
  if (fd >= 0 && fstat (fd, &info) == 0 && (info.st_mode & 0777) != 0666)
    works = linkat (fd, "", folder->fd, name, AT_EMPTY_PATH) == 0
            && unlinkat (folder->fd, name, 0) == 0;
  if (fd >= 0)
    close (fd);
  return works;
}

/* Opens a folder to write into, and makes it if it is missing. Whether it is writable is checked
 * now, not with the first file; access() would check the path, not what was opened. */
SwimFolder *
swim_folder_open (const char *path, GError **error)
{
  const char *failed = NULL;
  SwimFolder *folder;
  int fd = -1;

  if (g_mkdir_with_parents (path, 0777) < 0)
    failed = "make";
  else if ((fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
    failed = "open";
  else if (faccessat (fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
    failed = "write into";
  if (failed != NULL)
    {
      set_error (error, errno, "cannot %s the folder %s", failed, path);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  folder = g_atomic_rc_box_new0 (SwimFolder);
  folder->fd = fd;
  folder->path = g_strdup (path);
  g_snprintf (folder->prefix, sizeof folder->prefix, TEMPORARY_PREFIX "%08x-", g_random_int ());
  folder->unnamed = try_unnamed (folder);
  return folder;
}

static gboolean
is_temporary (const char *name)
{
  gsize prefix = strlen (TEMPORARY_PREFIX);

  return g_str_has_prefix (name, TEMPORARY_PREFIX)
         && name[prefix + strspn (name + prefix, "0123456789abcdef")] == '-';
}

/* Removes the file unless somebody has it open and locked. What cannot be opened or locked stays.
 */
static void
remove_left_over (SwimFolder *folder, const char *name)
{
  const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  int fd = openat (folder->fd, name, O_RDWR | flags); /* NFS locks nothing that is only read */

  if (fd < 0)
    fd = openat (folder->fd, name, O_RDONLY | flags);
  if (fd >= 0 && swim_file_lock (fd))
    unlinkat (folder->fd, name, 0);
  if (fd >= 0)
    close (fd);
}

/* Each temporary file is locked by who writes it, from before others can take it for left over
 * until it has its final name; the lock ends with the process, however that ends. So what can be
 * locked is left over. One lock on the folder for all would not do: to sweep, a shared lock has to
 * become an exclusive one, and where that fails at once, as in the presence of another run, Linux
 * drops the shared one; between losing and retaking it another process could sweep away what runs.
 * Nothing here waits, since folders may be opened on a loop that runs. */
void
swim_folder_sweep (SwimFolder *folder)
{
  int fd = openat (folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  while (dir != NULL && (entry = readdir (dir)) != NULL)
    if (is_temporary (entry->d_name))
      remove_left_over (folder, entry->d_name);
  if (dir != NULL)
    closedir (dir);
  else if (fd >= 0)
    close (fd);
}

static void
clear_folder (gpointer data)
{
  SwimFolder *folder = data;

  close (folder->fd);
  g_free (folder->path);
}

void
swim_folder_unref (SwimFolder *folder)
{
  g_atomic_rc_box_release_full (folder, clear_folder);
}

SwimFile *
swim_file_new (SwimFolder *folder, const char *name)
{
  SwimFile *file = g_new (SwimFile, 1);

  *file = (SwimFile){
    .folder = g_atomic_rc_box_acquire (folder),
    .name = g_strdup (name),
    .fd = -1,
  };
  return file;
}

void
swim_file_free (SwimFile *file)
{
  swim_folder_unref (file->folder);
  g_free (file->name);
  g_free (file->note);
  g_free (file);
}

void
swim_file_set_error (GError **error, const SwimFile *file, int code)
{
  set_error (error, code, "cannot write %s/%s", file->folder->path, file->name);
}

/* FALSE where a process that sweeps came between the creation of the file and its lock: that file
 * is lost and another is needed. A file system without locks is none to sweep on. */
static gboolean
hold_named (int fd)
{
  return swim_file_lock (fd) || (errno != EWOULDBLOCK && errno != ENOENT);
}

static void
open_named (SwimFile *file)
{
  int folder = file->folder->fd;

  do
    {
      make_temporary_name (file->folder, file->temporary);
      file->fd = openat (folder, file->temporary,
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
      if (file->fd >= 0 && !hold_named (file->fd))
        {
          close (file->fd);
          file->fd = -1;
          errno = EEXIST;
        }
    }
  while (file->fd < 0 && (errno == EEXIST || errno == EINTR));
}

gboolean
swim_file_name_temporarily (SwimFile *file)
{
  char name[SWIM_FILE_TEMPORARY];
  gboolean linked;

  if (file->temporary[0] != '\0')
    return TRUE;
  flock (file->fd, LOCK_EX | LOCK_NB); /* before others see it */
  do
    {
      make_temporary_name (file->folder, name);
      linked = swim_file_link (file, name);
    }
  while (!linked && errno == EEXIST);
  if (linked)
    g_strlcpy (file->temporary, name, sizeof file->temporary);
  return linked;
}

/* Starts a file of that name, which must not contain a slash. */
SwimFile *
swim_file_create (SwimFolder *folder, const char *name, GError **error)
{
  SwimFile *file = swim_file_new (folder, name);

  if (folder->unnamed)
    file->fd = open_unnamed (folder);
  else
    open_named (file);
  if (file->fd >= 0)
    return file;
  swim_file_set_error (error, file, errno);
  swim_file_free (file);
  return NULL;
}

gboolean
swim_file_write (SwimFile *file, const void *bytes, gsize length, GError **error)
{
  const char *from = bytes;

  while (length > 0)
    {
      ssize_t written = write (file->fd, from, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          swim_file_set_error (error, file, errno);
          return FALSE;
        }
      from += written;
      length -= written;
    }
  return TRUE;
}

gboolean
swim_file_is_part (const SwimFile *file)
{
  return file->note != NULL;
}

int
swim_file_get_fd (const SwimFile *file)
{
  return file->fd;
}

void
swim_file_set_modified (SwimFile *file, gint64 seconds)
{
  const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = (time_t) seconds } };

  futimens (file->fd, times);
}

/* After the partial file itself: a note without one is harmless, the reverse is not. */
static void
remove_note (SwimFile *file)
{
  if (file->note != NULL)
    unlinkat (file->folder->fd, file->note, 0);
}

/* Closes the file and gives it its name. Some file systems report write errors only on closing. */
char *
swim_file_commit (SwimFile *file, const SwimFileTarget *target, GError **error)
{
  char *name = swim_file_claim_name (file, target, error);

  if (name == NULL)
    {
      swim_file_discard (file);
      return NULL;
    }
  remove_note (file);
  swim_file_free (file);
  return name;
}

void
swim_file_discard (SwimFile *file)
{
  if (file->temporary[0] != '\0')
    unlinkat (file->folder->fd, file->temporary, 0);
  remove_note (file);
  if (file->fd >= 0)
    close (file->fd); /* last, since it may hold a lock */
  swim_file_free (file);
}
