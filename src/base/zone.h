/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Zones of IPv6 addresses (RFC 4007): what follows the % in fe80::1%eth0. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint swim_zone_find_interface (const char *zone);

G_END_DECLS
