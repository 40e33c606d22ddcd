/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IPv4 addresses in all the forms that the C library, browsers and curl take for one: 127.1,
 * 2130706433, 0x7f.0.0.1, 0177.0.0.1. GLib knows that with four decimal numbers, and calls the
 * others names that do not exist. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: it is a name. bytes: in network order. */
gboolean swim_ipv4_parse (const char *text, guint8 bytes[4]);

/* By a look at its last label alone: FALSE where it is a name, or has four decimal numbers. */
gboolean swim_ipv4_needs_parse (const char *host, gsize length);

G_END_DECLS
