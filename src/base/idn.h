/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internationalised host names (IDNA2008, RFC 5891), by libidn2: GLib's own conversion follows
 * IDNA2003, which gives some names, as of Persian, another domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_idn_dup_ascii (const char *name);

G_END_DECLS
