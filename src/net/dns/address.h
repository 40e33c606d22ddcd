/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses belong to this machine or its network. A URL from elsewhere must not lead
 * there (--no-local). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Loopback, link-local, private, shared (RFC 6598), reserved, unspecified, multicast and
 * broadcast addresses, also where an IPv6 address embeds the IPv4 address. */
gboolean swim_address_is_local (GInetAddress *address);

/* The same for an address to connect to. A proxy may be local; the host behind it must not be,
 * where it is an address in any spelling, or localhost. Other names are not resolved. */
gboolean swim_address_leads_to_local (GSocketAddress *address);

G_END_DECLS
