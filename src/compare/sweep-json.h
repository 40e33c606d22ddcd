/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep as JSON, both ways. */
#pragma once

#include <json-glib/json-glib.h>

#include "compare/sweep.h"

G_BEGIN_DECLS

#define SWIM_SWEEP_FORMAT "swimlane-sweep"
#define SWIM_SWEEP_VERSION 1

JsonNode *swim_sweep_to_json (const SwimSweep *sweep, const char *words);
SwimSweep *swim_sweep_from_json (JsonNode *node, GPtrArray *lists, GError **error);

G_END_DECLS
