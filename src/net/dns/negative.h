/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a server may be believed that there is nothing (RFC 2308, section 2). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DNS_NEGATIVE_UNREADABLE "gave an answer that cannot be read"

const char *swim_dns_negative_get_doubt (const guchar *message, gsize length);

G_END_DECLS
