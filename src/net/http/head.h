/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the head of an answer says: its code and its header fields. */
#pragma once

#include <gio/gio.h>

#include "base/swim-status.h"

G_BEGIN_DECLS

#define SWIM_HTTP_URI_FLAGS \
  (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY \
   | G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE)

SwimStatus swim_http_status_from_code (guint code);
/* NULL with an error where the redirect must not be followed. */
GUri *swim_http_resolve_redirect (GUri *from, const char *location, GError **error);

/* A date in one of HTTP's three forms (RFC 9110, 5.6.7), in seconds of the real clock. FALSE for
 * anything else. */
gboolean swim_http_date_parse (const char *text, gint64 *seconds);

/* The date in the form that HTTP wants (transfer full); NULL for one beyond the year 9999. */
char *swim_http_date_format (gint64 seconds);

/* Retry-After (RFC 9110, 10.2.3), a number of seconds or a date: how long from now, which is in
 * seconds of the real clock; G_MAXINT64 for longer than can be said, 0 for a date that is past.
 * FALSE for anything else, NULL included. */
gboolean swim_retry_after_parse (const char *text, gint64 now, gint64 *seconds);

/* The header Content-Range: which part of a body an answer has (RFC 9110, 14.4). */
typedef struct
{
  gint64 first; /* byte; -1: the range asked for does not exist */
  gint64 last;
  gint64 total; /* of the whole body, -1: not known */
} SwimContentRange;

/* FALSE where it is not one, NULL included. */
gboolean swim_content_range_parse (const char *text, SwimContentRange *range);

G_END_DECLS
