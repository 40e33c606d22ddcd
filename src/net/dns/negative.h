/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a server may be believed that there is nothing (RFC 2308, section 2). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_dns_negative_read (const guchar *message, gsize length, const char **doubt);

G_END_DECLS
