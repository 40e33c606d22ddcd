/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* URLs parsed and written as GLib does, faster, and with more indulgence. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GUri *swim_uri_parse (const char *url, GUriFlags flags, GError **error);
GUri *swim_uri_parse_relative (GUri *base, const char *reference, GUriFlags flags, GError **error);
char *swim_uri_dup_target (GUri *uri);
const char *swim_uri_find_lost_zone (GUri *uri);
/* A path without a query that nobody would encode, decode or normalize. */
gboolean swim_uri_is_plain_path (const char *path);
const char *swim_uri_find_plain_name (const char *url, gsize *length);

G_END_DECLS
