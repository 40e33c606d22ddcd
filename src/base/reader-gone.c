/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/reader-gone.h"

#include <poll.h>
#include <unistd.h>

/* clang-format off */
G_DEFINE_QUARK (swim-reader-gone-quark, swim_reader_gone)
/* clang-format on */

/* Whether standard output is a pipe that nobody reads any more. */
gboolean
swim_reader_is_gone (void)
{
  struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}
