/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which URL a file is of, and the name that a complete file gets. Many may write into a folder at
 * once: a name is taken by one system call that fails where it is taken, and the file has the mark
 * of its URL already by then. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/file/file-name.h"
#include "net/file/file-private.h"

typedef enum
{
  OWNER_NONE,    /* there is nothing of that name */
  OWNER_US,      /* a file of this URL */
  OWNER_OTHER,   /* of another one */
  OWNER_UNKNOWN, /* it has no mark, or is no file */
} Owner;

static Owner
find_owner (SwimFolder *folder, const char *name, const char *url)
{
  int fd = openat (folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;
  SwimMark mark = SWIM_MARK_NONE;

  if (fd < 0)
    return errno == ENOENT || errno == ENOTDIR ? OWNER_NONE : OWNER_UNKNOWN;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    mark = swim_origin_check_mark (fd, url);
  close (fd);
  if (mark == SWIM_MARK_NONE)
    return OWNER_UNKNOWN;
  return mark == SWIM_MARK_SAME ? OWNER_US : OWNER_OTHER;
}

static char *
add_hash (const char *name, const char *url)
{
  SwimOrigin origin;

  swim_origin_init (&origin, url);
  return swim_file_name_add_hash (name, &origin);
}

/* A name in the folder itself, for where a file stands in the place of a folder. */
static char *
flatten (const char *name)
{
  g_autofree char *flat = g_strdelimit (g_strdup (name), "/", '_');

  return swim_file_name_clean (flat, strlen (flat));
}

char *
swim_file_find (SwimFolder *folder, const SwimFileTarget *target)
{
  g_autofree char *hashed = NULL;
  g_autofree char *flat = NULL;
  const char *url = target->url;

  if (find_owner (folder, target->name, url) == OWNER_US)
    return g_strdup (target->name);
  if (target->rule == SWIM_NAME_FIXED)
    return NULL;
  hashed = add_hash (target->name, url);
  if (find_owner (folder, hashed, url) == OWNER_US)
    return g_steal_pointer (&hashed);
  if (strchr (hashed, '/') == NULL)
    return NULL;
  flat = flatten (hashed);
  return find_owner (folder, flat, url) == OWNER_US ? g_steal_pointer (&flat) : NULL;
}

static gboolean
make_folders (SwimFolder *folder, const char *name)
{
  g_autofree char *path = g_strdup (name);

  for (char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      *slash = '\0';
      if (mkdirat (folder->fd, path, 0777) < 0 && errno != EEXIST)
        return FALSE;
      *slash = '/';
    }
  return TRUE;
}

/* FALSE with EEXIST where the name is taken. Neither every C library nor every file
 * system can rename so. */
static gboolean
take_free_name (SwimFile *file, const char *name)
{
  int folder = file->folder->fd;

  if (file->temporary[0] == '\0')
    return swim_file_link (file, name);
#ifdef RENAME_NOREPLACE
  if (renameat2 (folder, file->temporary, folder, name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
#endif
  return swim_file_link (file, name) && unlinkat (folder, file->temporary, 0) == 0;
}

/* Some file systems report write errors only on closing. */
static gboolean
close_file (SwimFile *file)
{
  int fd = file->fd;

  file->fd = -1;
  return fd < 0 || close (fd) == 0 || errno == EINTR;
}

/* A file with a temporary name is closed before it has its final one, and the lock would end with
 * that. To be closed; -1 for none. */
static int
hold (const SwimFile *file)
{
  return file->fd >= 0 ? fcntl (file->fd, F_DUPFD_CLOEXEC, 0) : -1;
}

static gboolean
replace_with (SwimFile *file, const char *name)
{
  int folder = file->folder->fd;
  int lock = hold (file);
  gboolean done = swim_file_name_temporarily (file) && close_file (file)
                  && renameat (folder, file->temporary, folder, name) == 0;
  int code = errno;

  if (lock >= 0)
    close (lock);
  errno = code;
  return done;
}

static gboolean
move (SwimFile *file, const char *name, gboolean replace)
{
  if (replace)
    return replace_with (file, name);
  if (take_free_name (file, name))
    return TRUE;
  return errno == ENOENT && strchr (name, '/') != NULL && make_folders (file->folder, name)
         && take_free_name (file, name);
}

/* Takes a name that is free, or that of an earlier file of this URL. FALSE with EEXIST where
 * another has it. */
static gboolean
take_name (SwimFile *file, const char *name, const char *url, gboolean or_unmarked)
{
  Owner owner;

  if (move (file, name, FALSE))
    return TRUE;
  if (errno != EEXIST)
    return FALSE;
  owner = find_owner (file->folder, name, url);
  if (owner == OWNER_US || (owner == OWNER_UNKNOWN && or_unmarked))
    return move (file, name, TRUE);
  errno = EEXIST;
  return FALSE;
}

/* The name with the hash belongs to this URL, marked or not. */
static char *
take_hashed_name (SwimFile *file, const char *name, const char *url)
{
  g_autofree char *hashed = add_hash (name, url);
  g_autofree char *flat = NULL;

  if (take_name (file, hashed, url, TRUE))
    return g_steal_pointer (&hashed);
  if (errno != ENOTDIR && errno != EEXIST && errno != EISDIR)
    return NULL;
  flat = flatten (hashed);
  return take_name (file, flat, url, TRUE) ? g_steal_pointer (&flat) : NULL;
}

static char *
take_any_name (SwimFile *file, const SwimFileTarget *target)
{
  const char *name = target->name;
  const char *url = target->url;

  if (url == NULL)
    return move (file, name, TRUE) ? g_strdup (name) : NULL;
  if (target->rule == SWIM_NAME_HASHED)
    {
      if (find_owner (file->folder, name, url) == OWNER_US && move (file, name, TRUE))
        return g_strdup (name);
      return take_hashed_name (file, name, url);
    }
  if (take_name (file, name, url, FALSE))
    return g_strdup (name);
  if (target->rule == SWIM_NAME_FIXED || (errno != EEXIST && errno != ENOTDIR))
    return NULL;
  return take_hashed_name (file, name, url);
}

/* A file that has no name yet can get one only while it is open. */
static char *
name_and_close (SwimFile *file, const SwimFileTarget *target)
{
  g_autofree char *name = NULL;
  int code;

  if (file->temporary[0] != '\0' && !close_file (file))
    return NULL;
  name = take_any_name (file, target);
  if (name == NULL || close_file (file))
    return g_steal_pointer (&name);
  code = errno;
  unlinkat (file->folder->fd, name, 0);
  errno = code;
  return NULL;
}

char *
swim_file_claim_name (SwimFile *file, const SwimFileTarget *target, GError **error)
{
  int lock = file->temporary[0] != '\0' ? hold (file) : -1;
  char *name;

  if (target->url != NULL)
    swim_origin_mark (file->fd, target->url);
  name = name_and_close (file, target);
  if (name == NULL && errno == EEXIST)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                 "cannot write %s/%s: a file of that name is there, and not known to be of this "
                 "URL; remove it or choose another name",
                 file->folder->path, target->name);
  else if (name == NULL)
    swim_file_set_error (error, file, errno);
  if (lock >= 0)
    close (lock);
  return name;
}
