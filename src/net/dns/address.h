/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses are those of this machine or of its network, where a stranger's URL has no
 * business. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Loopback, link-local, private, shared (RFC 6598), reserved, unspecified, multicast and broadcast
 * ones, also where they are written as an address of version 6 that stands for one of version 4. */
gboolean swim_address_is_local (GInetAddress *address);

/* Likewise of what is connected to. Of a proxy, which may be local, the host behind it counts,
 * where that is an address, in whatever spelling, or localhost, and no other name. */
gboolean swim_address_leads_to_local (GSocketAddress *address);

G_END_DECLS
