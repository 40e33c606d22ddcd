/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing a result to where the user wants it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean swim_save_check (const char *path, GError **error);
gboolean swim_save_text (const char *path, const char *text, gsize length, GError **error);
gboolean swim_save_json (const char *path, JsonNode *node, GError **error);

G_END_DECLS
