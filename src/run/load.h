/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads a saved result. A file may come from anywhere and is not trusted. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *swim_load_json (const char *path, GPtrArray *lists, GError **error);

G_END_DECLS
