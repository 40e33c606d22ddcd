/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Record types by their names, and the name under which an address is looked up. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More than anybody asks for at once. */
#define SWIM_DNS_MOST_TYPES 32

/* The number of a type: its name in any case, or TYPE123 (RFC 3597). 0 where there is none that can
 * be asked for. */
guint16 swim_dns_type_parse (const char *text);
/* The name of a type: (transfer full). */
char *swim_dns_type_to_string (guint16 type);

/* The name whose PTR records belong to an address (transfer full), such as 1.2.0.192.in-addr.arpa;
 * NULL where the text is not an address. */
char *swim_dns_reverse_name (const char *text);

G_END_DECLS
