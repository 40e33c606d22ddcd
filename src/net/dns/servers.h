/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which servers to ask: parses addresses, or reads resolv.conf or a list. */
#pragma once

#include "net/dns/resolv-options.h"

G_BEGIN_DECLS

char **swim_dns_servers_settle (const char *const *nameservers,
                                SwimDnsResolvOptions *options,
                                GError **error);
char **swim_dns_servers_read (const char *path, GError **error);

G_END_DECLS
