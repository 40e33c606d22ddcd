/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons as JSON, both ways: a superset of hyperfine's export, so that scripts made for that
 * read it too. One file holds one comparison or, where several jobs were compared, one for each:
 * every result names its job, and its command is then "JOB MODE". */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

#define SWIM_COMPARISON_FORMAT "swimlane-comparison"
#define SWIM_COMPARISON_VERSION 1

JsonNode *swim_comparisons_to_json (GPtrArray *comparisons, GHashTable *outcomes);
GPtrArray *swim_comparisons_from_json (JsonNode *node, GPtrArray *lists, GError **error);

/* What a sweep, which is written otherwise, has in common with them. */
void swim_contender_rounds_to_json (const SwimContender *contender, JsonObject *object);
JsonArray *swim_contender_runs_to_json (const SwimContender *contender, GHashTable *outcomes);
gboolean swim_contender_read_rounds (SwimComparison *comparison,
                                     SwimContender *contender,
                                     JsonObject *object,
                                     GPtrArray *lists,
                                     GError **error);
void swim_contender_take_problem (SwimContender *contender,
                                  const char *verdict,
                                  const char *problem);
void swim_comparison_write_contexts (const SwimComparison *first,
                                     const SwimComparison *last,
                                     JsonObject *object);
gboolean swim_comparison_read_contexts (SwimComparison *comparison,
                                        JsonObject *object,
                                        GError **error);

G_END_DECLS
