/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for name services: of hosts, users and groups. */
#include "config.h"

#include "preload/wrap.h"

struct addrinfo;

SWIM_WRAP (
    int,
    getaddrinfo,
    getaddrinfo,
    (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found),
    (host, service, hints, found),
    SWIM_HOST (host))
