/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sweeps read again. What writes them is a report, since it says in words what they show. */
#pragma once

#include <json-glib/json-glib.h>

#include "compare/swim-sweep.h"

G_BEGIN_DECLS

#define SWIM_SWEEP_FORMAT "swimlane-sweep"
#define SWIM_SWEEP_VERSION 1

SwimSweep *swim_sweep_from_json (JsonNode *node, GPtrArray *lists, GError **error);

G_END_DECLS
