/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for sockets, and for descriptors to become ready. */
#include "config.h"

#include "preload/wrap.h"

struct sockaddr;

SWIM_WRAP (int,
           connect,
           connect,
           (int fd, const struct sockaddr *address, unsigned bytes),
           (fd, address, bytes),
           SWIM_ADDRESS (fd, address, bytes))
