/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers as people read them. Always with a point and never with the locale's separators, so that
 * a table is the same everywhere. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void swim_format_use_utf8 (void);
char *swim_format_seconds (double seconds);
char *swim_format_bytes (double bytes);
char *swim_format_number (double number);
char *swim_format_percent (double fraction);
char *swim_format_ratio (double ratio);
char *swim_format_range (double lower, double upper);
char *swim_format_wrap (const char *text, guint width);
char *swim_format_hang (const char *line, guint width, guint indent);

G_END_DECLS
