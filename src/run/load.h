/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a result that was written down. Files come from anywhere: nothing is believed of them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *swim_load_json (const char *path, GPtrArray *lists, GError **error);

G_END_DECLS
