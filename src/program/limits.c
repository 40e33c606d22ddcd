/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The limit of open descriptors, which decides how many items can be in flight. */
#include "config.h"

#include "program/limits.h"

#include <sys/resource.h>

#include "base/swim-error.h"

/* A slot may hold a connection, a file and the descriptor that wakes a blocking call. */
#define DESCRIPTORS_A_SLOT 3
#define DESCRIPTORS_BESIDES 64

/* Raises the limit as far as the system lets us, and fails where that is too low for so many items
 * in flight. */
gboolean
swim_limits_raise (guint jobs, GError **error)
{
  rlim_t wanted = (rlim_t) jobs * DESCRIPTORS_A_SLOT + DESCRIPTORS_BESIDES;
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
    return TRUE;
  limit.rlim_cur = MIN (wanted, limit.rlim_max);
  if (setrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
    return TRUE;
  g_set_error (
      error, SWIM_ERROR, SWIM_ERROR_FAILED,
      "--jobs=%u may need %" G_GUINT64_FORMAT " open files and the hard limit is "
      "%" G_GUINT64_FORMAT ": use --jobs=%" G_GUINT64_FORMAT
      " at the most, or raise the limit (ulimit -Hn, as root)",
      jobs, (guint64) wanted, (guint64) limit.rlim_max,
      (guint64) ((limit.rlim_max > DESCRIPTORS_BESIDES ? limit.rlim_max - DESCRIPTORS_BESIDES : 0)
                 / DESCRIPTORS_A_SLOT));
  return FALSE;
}
