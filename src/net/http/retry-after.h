/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Times in header fields (RFC 9110, 5.6.7 and 10.2.3). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A date in one of HTTP's three forms, in seconds of the real clock. FALSE for anything else. */
gboolean swim_http_date_parse (const char *text, gint64 *seconds);

/* Retry-After, a number of seconds or a date: how long from now, which is in seconds of the real
 * clock; G_MAXINT64 for longer than can be said, 0 for a date that is past. FALSE for anything
 * else, NULL included. */
gboolean swim_retry_after_parse (const char *text, gint64 now, gint64 *seconds);

G_END_DECLS
