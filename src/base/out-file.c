/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/out-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* A pipe may have a reader in a moment, as where a loop of a shell reads it time and again. */
#define TRIES 500
#define PAUSE_US 10000

/* Keeps errno. */
static gboolean
is_named_pipe (const char *path)
{
  struct stat info;
  int code = errno;
  gboolean is = stat (path, &info) == 0 && S_ISFIFO (info.st_mode);

  errno = code;
  return is;
}

/* As open () for writing, with mode 0666, but that a named pipe without a reader is given up after
 * a while, and as soon as it is cancelled: -1, with ENXIO or ECANCELED. Writing then blocks. */
int
swim_out_file_open (const char *path, int flags, GCancellable *cancellable)
{
  for (int tries = 0;; tries++)
    {
      int fd = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags, 0666);

      if (fd >= 0)
        {
          fcntl (fd, F_SETFL, flags & O_APPEND);
          return fd;
        }
      if (errno != ENXIO || tries >= TRIES || !is_named_pipe (path))
        return -1;
      if (g_cancellable_is_cancelled (cancellable))
        {
          errno = ECANCELED;
          return -1;
        }
      g_usleep (PAUSE_US);
    }
}

/* The error number of the above in words. */
const char *
swim_out_file_explain (int code)
{
  return code == ENXIO ? "nobody reads it; start its reader first, or name a file"
                       : g_strerror (code);
}
