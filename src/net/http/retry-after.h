/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header Retry-After: a number of seconds, or a date (RFC 9110, 10.2.3). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long from now, a time of the real clock in seconds; G_MAXINT64 for longer than can be said, 0
 * for a date that is past. FALSE for what is neither, NULL included. */
gboolean swim_retry_after_parse (const char *text, gint64 now, gint64 *seconds);

G_END_DECLS
