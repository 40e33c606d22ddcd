/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* To be preloaded: makes one call on our temporary files fail, as a disk would. SWIM_SHIM_CALL
 * names it (open, write, close, rename), SWIM_SHIM_ERRNO the number of the error. With write, half
 * of what was to be written is. With SWIM_SHIM_NAMED there are no files without a name. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEMPORARY ".swimlane-"
#define MOST_DESCRIPTORS 65536

static char is_ours[MOST_DESCRIPTORS];

/* The call itself, behind us. */
#define NEXT(function) ((__typeof__ (function) *) dlsym (RTLD_NEXT, #function))

/* Whether the call is the one that fails; then errno is set. */
static int
fails (const char *call)
{
  const char *wanted = getenv ("SWIM_SHIM_CALL");

  if (wanted == NULL || strcmp (wanted, call) != 0)
    return 0;
  errno = atoi (getenv ("SWIM_SHIM_ERRNO"));
  return 1;
}

static int
is_our_descriptor (int fd)
{
  return fd >= 0 && fd < MOST_DESCRIPTORS && is_ours[fd];
}

static int
is_temporary (const char *name)
{
  return strncmp (name, TEMPORARY, strlen (TEMPORARY)) == 0;
}

/* The first file without a name is only to see whether there are any. */
static int
is_our_file (const char *name, int flags)
{
  static int tried = 0;

  if ((flags & O_TMPFILE) != O_TMPFILE)
    return is_temporary (name);
  return __atomic_exchange_n (&tried, 1, __ATOMIC_SEQ_CST);
}

int
openat (int folder, const char *name, int flags, ...)
{
  int ours = is_our_file (name, flags);
  mode_t mode;
  va_list args;
  int fd;

  va_start (args, flags);
  mode = va_arg (args, mode_t);
  va_end (args);
  if ((flags & O_TMPFILE) == O_TMPFILE && getenv ("SWIM_SHIM_NAMED") != NULL)
    {
      errno = EOPNOTSUPP;
      return -1;
    }
  if (ours && fails ("open"))
    return -1;
  fd = NEXT (openat) (folder, name, flags, mode);
  if (fd >= 0 && fd < MOST_DESCRIPTORS)
    is_ours[fd] = (char) ours;
  return fd;
}

int
openat64 (int folder, const char *name, int flags, ...)
{
  mode_t mode;
  va_list args;

  va_start (args, flags);
  mode = va_arg (args, mode_t);
  va_end (args);
  return openat (folder, name, flags, mode);
}

ssize_t
write (int fd, const void *bytes, size_t length)
{
  ssize_t written;
  int number;

  if (!is_our_descriptor (fd) || !fails ("write"))
    return NEXT (write) (fd, bytes, length);
  number = errno;
  written = NEXT (write) (fd, bytes, length / 2);
  (void) written; /* half of it may be there, which nobody is told */
  errno = number;
  return -1;
}

/* What close() fails to do is to write; the descriptor is closed all the same. */
int
close (int fd)
{
  int ours = is_our_descriptor (fd);
  int result;

  if (ours)
    is_ours[fd] = 0;
  result = NEXT (close) (fd);
  return ours && fails ("close") ? -1 : result;
}

int
linkat (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  if ((flags & AT_EMPTY_PATH) != 0 && !is_temporary (to) && fails ("rename"))
    return -1;
  return NEXT (linkat) (from_folder, from, to_folder, to, flags);
}

int
renameat (int from_folder, const char *from, int to_folder, const char *to)
{
  if (is_temporary (from) && fails ("rename"))
    return -1;
  return NEXT (renameat) (from_folder, from, to_folder, to);
}

#ifdef RENAME_NOREPLACE /* there is such a call */
int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
  if (is_temporary (from) && fails ("rename"))
    return -1;
  return NEXT (renameat2) (from_folder, from, to_folder, to, flags);
}
#endif
