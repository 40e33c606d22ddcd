/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes a SwimDnsResponse of a message. Not on the way of a lookup that only asks whether there is
 * an answer: each record is several allocations. */
#pragma once

#include "net/dns/swim-dns-response.h"

G_BEGIN_DECLS

/* A response to that question in which nothing is set yet: (transfer full). */
SwimDnsResponse *swim_dns_response_new (const char *name, guint16 type);
/* Reads the message, which replaces what was read before. */
void swim_dns_response_read (SwimDnsResponse *response, const guchar *message, gsize length);

G_END_DECLS
