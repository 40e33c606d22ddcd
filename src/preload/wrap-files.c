/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for files and file systems. */
#include "config.h"

#include <dirent.h>
#include <string.h>

#include "preload/wrap.h"

struct iovec;

/* Those that libc declares with "..." take one argument more, or none. */
SWIM_WRAP_2 (int,
             open,
             open64,
             open,
             (const char *path, int flags, long mode),
             (path, flags, mode),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             openat,
             openat64,
             open,
             (int at, const char *path, int flags, long mode),
             (at, path, flags, mode),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             __open_2,
             __open64_2,
             open,
             (const char *path, int flags),
             (path, flags),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             __openat_2,
             __openat64_2,
             open,
             (int at, const char *path, int flags),
             (at, path, flags),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             creat,
             creat64,
             open,
             (const char *path, unsigned mode),
             (path, mode),
             SWIM_PATH (path))

SWIM_WRAP (ssize_t, read, read, (int fd, void *data, size_t n), (fd, data, n), SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           __read_chk,
           read,
           (int fd, void *data, size_t n, size_t room),
           (fd, data, n, room),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t, write, write, (int fd, const void *data, size_t n), (fd, data, n), SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             pread,
             pread64,
             pread,
             (int fd, void *data, size_t n, long at),
             (fd, data, n, at),
             SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             __pread_chk,
             __pread64_chk,
             pread,
             (int fd, void *data, size_t n, long at, size_t room),
             (fd, data, n, at, room),
             SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             pwrite,
             pwrite64,
             pwrite,
             (int fd, const void *data, size_t n, long at),
             (fd, data, n, at),
             SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           readv,
           readv,
           (int fd, const struct iovec *parts, int n),
           (fd, parts, n),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           writev,
           writev,
           (int fd, const struct iovec *parts, int n),
           (fd, parts, n),
           SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             preadv,
             preadv64,
             preadv,
             (int fd, const struct iovec *parts, int n, long at),
             (fd, parts, n, at),
             SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             preadv2,
             preadv64v2,
             preadv,
             (int fd, const struct iovec *parts, int n, long at, int flags),
             (fd, parts, n, at, flags),
             SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             pwritev,
             pwritev64,
             pwritev,
             (int fd, const struct iovec *parts, int n, long at),
             (fd, parts, n, at),
             SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             pwritev2,
             pwritev64v2,
             pwritev,
             (int fd, const struct iovec *parts, int n, long at, int flags),
             (fd, parts, n, at, flags),
             SWIM_FD (fd))

SWIM_WRAP (int, fsync, fsync, (int fd), (fd), SWIM_FD (fd))
SWIM_WRAP (int, fdatasync, fdatasync, (int fd), (fd), SWIM_FD (fd))
SWIM_WRAP (int, syncfs, syncfs, (int fd), (fd), SWIM_FD (fd))
SWIM_WRAP (int,
           sync_file_range,
           sync_file_range,
           (int fd, long at, long n, unsigned flags),
           (fd, at, n, flags),
           SWIM_FD (fd))
SWIM_WRAP (int,
           msync,
           msync,
           (void *start, size_t bytes, int flags),
           (start, bytes, flags),
           SWIM_NOTHING)

SWIM_WRAP_2 (int,
             truncate,
             truncate64,
             truncate,
             (const char *path, long size),
             (path, size),
             SWIM_PATH (path))
SWIM_WRAP_2 (int, ftruncate, ftruncate64, truncate, (int fd, long size), (fd, size), SWIM_FD (fd))
SWIM_WRAP_2 (int,
             fallocate,
             fallocate64,
             fallocate,
             (int fd, int mode, long at, long n),
             (fd, mode, at, n),
             SWIM_FD (fd))
SWIM_WRAP_2 (int,
             posix_fallocate,
             posix_fallocate64,
             fallocate,
             (int fd, long at, long n),
             (fd, at, n),
             SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           copy_file_range,
           copy_file_range,
           (int from, long *from_at, int to, long *to_at, size_t n, unsigned flags),
           (from, from_at, to, to_at, n, flags),
           SWIM_FD (to))
SWIM_WRAP_2 (ssize_t,
             sendfile,
             sendfile64,
             sendfile,
             (int to, int from, long *at, size_t n),
             (to, from, at, n),
             SWIM_FD (to))
SWIM_WRAP (ssize_t,
           splice,
           splice,
           (int from, long *from_at, int to, long *to_at, size_t n, unsigned flags),
           (from, from_at, to, to_at, n, flags),
           SWIM_FD (to))
SWIM_WRAP (ssize_t,
           tee,
           splice,
           (int from, int to, size_t n, unsigned flags),
           (from, to, n, flags),
           SWIM_FD (to))
SWIM_WRAP (ssize_t,
           vmsplice,
           splice,
           (int fd, const struct iovec *parts, size_t n, unsigned flags),
           (fd, parts, n, flags),
           SWIM_FD (fd))
/* The third argument is a pointer, an integer, or not there. */
SWIM_WRAP (int,
           ioctl,
           ioctl,
           (int fd, unsigned long request, void *data),
           (fd, request, data),
           SWIM_FD (fd))
SWIM_WRAP (int, tcdrain, tcdrain, (int fd), (fd), SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           getrandom,
           getrandom,
           (void *data, size_t n, unsigned flags),
           (data, n, flags),
           SWIM_NOTHING)
SWIM_WRAP (int, getentropy, getrandom, (void *data, size_t n), (data, n), SWIM_NOTHING)

SWIM_DEFINE (void, sync, (void) )
{
  SWIM_REAL (void, sync, (void) );
  SwimTarget target = SWIM_NOTHING;
  SwimCall call = { 0 };

  if (swim_turn != NULL)
    swim_call_begin (&call, SWIM_WATCH_FUNCTION_sync, 0, SWIM_STACK, SWIM_CALLER, &target);
  real ();
  swim_call_end (&call, &target);
}

/* It reads which conversions there are, and loads what makes them. */
SWIM_WRAP (void *,
           iconv_open,
           iconv_open,
           (const char *to, const char *from),
           (to, from),
           SWIM_HOST (to))

SWIM_DEFINE (char *, dlerror, (void) ) { return swim_error_tell (); }

/* dlopen () looks at who calls it, to search where that object says and to replace $ORIGIN. Only a
 * path that needs neither may come from here; all others must seem to come from the caller. */
SWIM_WRAP_IF (path != NULL && path[0] == '/' && strchr (path, '$') == NULL,
              void *,
              dlopen,
              dlopen,
              (const char *path, int flags),
              (path, flags),
              SWIM_PATH (path))
