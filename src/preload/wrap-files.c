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
