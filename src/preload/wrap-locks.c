/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for locks and conditions. */
#include "config.h"

#include "preload/wrap.h"

SWIM_WRAP (int, flock, flock, (int fd, int operation), (fd, operation), SWIM_FD (fd))
