/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/swim-error.h"

#define NULL_DEVICE makedev (1, 3)
#define EACH_FROM_ITS_START \
  "each run reads its input from the start; copy it to a file, and name that"

static void
fail (GError **error, const char *why)
{
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_FAILED, why);
}

/* Why the second run would not read what the first has read; NULL: it would. */
static const char *
find_fault (const struct stat *info)
{
  switch (info->st_mode & S_IFMT)
    {
    case S_IFREG:
      return NULL;
    case S_IFDIR:
      return "it is a folder; name a file";
    case S_IFIFO:
      return "it is a pipe, which can be read only once, but " EACH_FROM_ITS_START;
    case S_IFCHR:
      if (info->st_rdev == NULL_DEVICE)
        return NULL;
    }
  return "it is a device or a terminal, but " EACH_FROM_ITS_START;
}

/* Opens what can be read again from its start: a file, or /dev/null. -1: it is neither. The error
 * does not name the path. */
int
swim_exec_open_input (const char *path, GError **error)
{
  int fd;
  struct stat info;
  const char *fault;

  if (strcmp (path, "-") == 0)
    {
      fail (error, "standard input can be read only once, but " EACH_FROM_ITS_START);
      return -1;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0 || fstat (fd, &info) != 0)
    fault = errno == ENXIO ? "it is a socket, or a device that is not there" : g_strerror (errno);
  else
    fault = find_fault (&info);
  if (fault == NULL)
    {
      fcntl (fd, F_SETFL, 0);
      return fd;
    }
  fail (error, fault);
  if (fd >= 0)
    close (fd);
  return -1;
}
