/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header Content-Range: which part of a body an answer holds (RFC 9110, 14.4). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 first; /* byte; -1: the range asked for does not exist */
  gint64 last;
  gint64 total; /* of the whole body, -1: not known */
} SwimContentRange;

/* FALSE where it is not one, NULL included. */
gboolean swim_content_range_parse (const char *text, SwimContentRange *range);

G_END_DECLS
