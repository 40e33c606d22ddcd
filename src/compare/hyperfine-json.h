/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `hyperfine --export-json` writes, read as a comparison of commands. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

gboolean swim_hyperfine_is_result (JsonNode *node);
GPtrArray *swim_comparisons_from_hyperfine (JsonNode *node, GError **error);

G_END_DECLS
