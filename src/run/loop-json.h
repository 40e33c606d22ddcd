/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a record lists of its loop as JSON, both ways: the worst stalls and the curve of delays. */
#pragma once

#include "run/record.h"

G_BEGIN_DECLS

void swim_loop_lists_to_json (const SwimRecord *record, JsonObject *loop);
gboolean swim_loop_lists_from_json (SwimRecord *record, JsonObject *loop, GError **error);

G_END_DECLS
