/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for file systems to look up, tell of and change names. */
#include "config.h"

#include <dirent.h>

#include "preload/wrap.h"

SWIM_WRAP_2 (int,
             stat,
             stat64,
             stat,
             (const char *path, void *status),
             (path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             lstat,
             lstat64,
             lstat,
             (const char *path, void *status),
             (path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int, fstat, fstat64, fstat, (int fd, void *status), (fd, status), SWIM_FD (fd))
SWIM_WRAP_2 (int,
             fstatat,
             fstatat64,
             fstatat,
             (int at, const char *path, void *status, int flags),
             (at, path, status, flags),
             SWIM_PATH (path))
/* What programs call that were built with glibc before 2.33. */
SWIM_WRAP_2 (int,
             __xstat,
             __xstat64,
             stat,
             (int version, const char *path, void *status),
             (version, path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             __lxstat,
             __lxstat64,
             lstat,
             (int version, const char *path, void *status),
             (version, path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             __fxstat,
             __fxstat64,
             fstat,
             (int version, int fd, void *status),
             (version, fd, status),
             SWIM_FD (fd))
SWIM_WRAP_2 (int,
             __fxstatat,
             __fxstatat64,
             fstatat,
             (int version, int at, const char *path, void *status, int flags),
             (version, at, path, status, flags),
             SWIM_PATH (path))
SWIM_WRAP (int,
           statx,
           statx,
           (int at, const char *path, int flags, unsigned mask, void *status),
           (at, path, flags, mask, status),
           SWIM_PATH (path))
SWIM_WRAP_2 (int,
             statfs,
             statfs64,
             statfs,
             (const char *path, void *status),
             (path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int, fstatfs, fstatfs64, statfs, (int fd, void *status), (fd, status), SWIM_FD (fd))
SWIM_WRAP_2 (int,
             statvfs,
             statvfs64,
             statfs,
             (const char *path, void *status),
             (path, status),
             SWIM_PATH (path))
SWIM_WRAP_2 (int, fstatvfs, fstatvfs64, statfs, (int fd, void *status), (fd, status), SWIM_FD (fd))

SWIM_WRAP (int, access, access, (const char *path, int mode), (path, mode), SWIM_PATH (path))
SWIM_WRAP_2 (int,
             eaccess,
             euidaccess,
             access,
             (const char *path, int mode),
             (path, mode),
             SWIM_PATH (path))
SWIM_WRAP (int,
           faccessat,
           access,
           (int at, const char *path, int mode, int flags),
           (at, path, mode, flags),
           SWIM_PATH (path))
SWIM_WRAP (int, rename, rename, (const char *from, const char *to), (from, to), SWIM_PATH (from))
SWIM_WRAP (int,
           renameat,
           rename,
           (int from_at, const char *from, int to_at, const char *to),
           (from_at, from, to_at, to),
           SWIM_PATH (from))
SWIM_WRAP (int,
           renameat2,
           rename,
           (int from_at, const char *from, int to_at, const char *to, unsigned flags),
           (from_at, from, to_at, to, flags),
           SWIM_PATH (from))
SWIM_WRAP_2 (int, unlink, remove, unlink, (const char *path), (path), SWIM_PATH (path))
SWIM_WRAP (int,
           unlinkat,
           unlink,
           (int at, const char *path, int flags),
           (at, path, flags),
           SWIM_PATH (path))
SWIM_WRAP (int, mkdir, mkdir, (const char *path, mode_t mode), (path, mode), SWIM_PATH (path))
SWIM_WRAP (int,
           mkdirat,
           mkdir,
           (int at, const char *path, mode_t mode),
           (at, path, mode),
           SWIM_PATH (path))
SWIM_WRAP (int, rmdir, rmdir, (const char *path), (path), SWIM_PATH (path))
SWIM_WRAP (int, link, link, (const char *from, const char *to), (from, to), SWIM_PATH (from))
SWIM_WRAP (int,
           linkat,
           link,
           (int from_at, const char *from, int to_at, const char *to, int flags),
           (from_at, from, to_at, to, flags),
           SWIM_PATH (from))
SWIM_WRAP (int,
           symlink,
           symlink,
           (const char *text, const char *path),
           (text, path),
           SWIM_PATH (path))
SWIM_WRAP (int,
           symlinkat,
           symlink,
           (const char *text, int at, const char *path),
           (text, at, path),
           SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           readlink,
           readlink,
           (const char *path, char *text, size_t n),
           (path, text, n),
           SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           __readlink_chk,
           readlink,
           (const char *path, char *text, size_t n, size_t room),
           (path, text, n, room),
           SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           readlinkat,
           readlink,
           (int at, const char *path, char *text, size_t n),
           (at, path, text, n),
           SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           __readlinkat_chk,
           readlink,
           (int at, const char *path, char *text, size_t n, size_t room),
           (at, path, text, n, room),
           SWIM_PATH (path))
SWIM_WRAP_VERSION (char *,
                   realpath,
                   SWIM_SINCE ("GLIBC_2.3"),
                   realpath,
                   (const char *path, char *found),
                   (path, found),
                   SWIM_PATH (path))
SWIM_WRAP (char *,
           __realpath_chk,
           realpath,
           (const char *path, char *found, size_t room),
           (path, found, room),
           SWIM_PATH (path))
SWIM_WRAP (char *, canonicalize_file_name, realpath, (const char *path), (path), SWIM_PATH (path))
SWIM_WRAP (int, chdir, chdir, (const char *path), (path), SWIM_PATH (path))

SWIM_WRAP_2 (int,
             chmod,
             lchmod,
             chmod,
             (const char *path, mode_t mode),
             (path, mode),
             SWIM_PATH (path))
SWIM_WRAP (int, fchmod, chmod, (int fd, mode_t mode), (fd, mode), SWIM_FD (fd))
SWIM_WRAP (int,
           fchmodat,
           chmod,
           (int at, const char *path, mode_t mode, int flags),
           (at, path, mode, flags),
           SWIM_PATH (path))
SWIM_WRAP_2 (int,
             chown,
             lchown,
             chown,
             (const char *path, uid_t user, gid_t group),
             (path, user, group),
             SWIM_PATH (path))
SWIM_WRAP (int, fchown, chown, (int fd, uid_t user, gid_t group), (fd, user, group), SWIM_FD (fd))
SWIM_WRAP (int,
           fchownat,
           chown,
           (int at, const char *path, uid_t user, gid_t group, int flags),
           (at, path, user, group, flags),
           SWIM_PATH (path))
SWIM_WRAP_2 (int,
             utime,
             utimes,
             utimes,
             (const char *path, const void *times),
             (path, times),
             SWIM_PATH (path))
SWIM_WRAP (int,
           utimensat,
           utimes,
           (int at, const char *path, const void *times, int flags),
           (at, path, times, flags),
           SWIM_PATH (path))
SWIM_WRAP (int, futimens, utimes, (int fd, const void *times), (fd, times), SWIM_FD (fd))

SWIM_WRAP_2 (ssize_t,
             getxattr,
             lgetxattr,
             getxattr,
             (const char *path, const char *name, void *value, size_t n),
             (path, name, value, n),
             SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           fgetxattr,
           getxattr,
           (int fd, const char *name, void *value, size_t n),
           (fd, name, value, n),
           SWIM_FD (fd))
SWIM_WRAP_2 (ssize_t,
             listxattr,
             llistxattr,
             getxattr,
             (const char *path, char *names, size_t n),
             (path, names, n),
             SWIM_PATH (path))
SWIM_WRAP (ssize_t,
           flistxattr,
           getxattr,
           (int fd, char *names, size_t n),
           (fd, names, n),
           SWIM_FD (fd))
SWIM_WRAP_2 (int,
             setxattr,
             lsetxattr,
             setxattr,
             (const char *path, const char *name, const void *value, size_t n, int flags),
             (path, name, value, n, flags),
             SWIM_PATH (path))
SWIM_WRAP (int,
           fsetxattr,
           setxattr,
           (int fd, const char *name, const void *value, size_t n, int flags),
           (fd, name, value, n, flags),
           SWIM_FD (fd))

SWIM_WRAP_2 (int, mkstemp, mkstemp64, mkstemp, (char *name), (name), SWIM_PATH (name))
SWIM_WRAP_2 (int,
             mkostemp,
             mkostemp64,
             mkstemp,
             (char *name, int flags),
             (name, flags),
             SWIM_PATH (name))
SWIM_WRAP_2 (int,
             mkstemps,
             mkstemps64,
             mkstemp,
             (char *name, int suffix),
             (name, suffix),
             SWIM_PATH (name))
SWIM_WRAP_2 (int,
             mkostemps,
             mkostemps64,
             mkstemp,
             (char *name, int suffix, int flags),
             (name, suffix, flags),
             SWIM_PATH (name))
SWIM_WRAP (char *, mkdtemp, mkdir, (char *name), (name), SWIM_PATH (name))
SWIM_WRAP (int,
           inotify_add_watch,
           inotify_add_watch,
           (int fd, const char *path, uint32_t mask),
           (fd, path, mask),
           SWIM_PATH (path))

SWIM_WRAP (DIR *, opendir, opendir, (const char *path), (path), SWIM_PATH (path))
SWIM_WRAP (DIR *, fdopendir, opendir, (int fd), (fd), SWIM_FD (fd))
SWIM_WRAP_2 (void *,
             readdir,
             readdir64,
             readdir,
             (DIR * directory),
             (directory),
             SWIM_FD (dirfd (directory)))
SWIM_WRAP_2 (int,
             readdir_r,
             readdir64_r,
             readdir,
             (DIR * directory, void *entry, void **found),
             (directory, entry, found),
             SWIM_FD (dirfd (directory)))
SWIM_WRAP (int,
           closedir,
           close,
           (DIR * directory),
           (directory),
           SWIM_LAST_FD (directory != NULL ? dirfd (directory) : -1)) /* NULL is an error, EINVAL */
SWIM_WRAP (ssize_t,
           getdents64,
           readdir,
           (int fd, void *entries, size_t n),
           (fd, entries, n),
           SWIM_FD (fd))
SWIM_WRAP_2 (int,
             scandir,
             scandir64,
             scandir,
             (const char *path, void *found, void *filter, void *order),
             (path, found, filter, order),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             scandirat,
             scandirat64,
             scandir,
             (int at, const char *path, void *found, void *filter, void *order),
             (at, path, found, filter, order),
             SWIM_PATH (path))
SWIM_WRAP_2 (int,
             ftw,
             ftw64,
             scandir,
             (const char *path, void *visit, int fds),
             (path, visit, fds),
             SWIM_PATH (path))
SWIM_WRAP_VERSION (int,
                   nftw,
                   SWIM_SINCE ("GLIBC_2.3.3"),
                   scandir,
                   (const char *path, void *visit, int fds, int flags),
                   (path, visit, fds, flags),
                   SWIM_PATH (path))
SWIM_WRAP_VERSION (int,
                   nftw64,
                   SWIM_SINCE ("GLIBC_2.3.3"),
                   scandir,
                   (const char *path, void *visit, int fds, int flags),
                   (path, visit, fds, flags),
                   SWIM_PATH (path))
SWIM_WRAP_VERSION (int,
                   glob,
                   "GLIBC_2.27",
                   glob,
                   (const char *pattern, int flags, void *on_error, void *found),
                   (pattern, flags, on_error, found),
                   SWIM_PATH (pattern))
SWIM_WRAP_VERSION (int,
                   glob64,
                   "GLIBC_2.27",
                   glob,
                   (const char *pattern, int flags, void *on_error, void *found),
                   (pattern, flags, on_error, found),
                   SWIM_PATH (pattern))
