/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The results of shares as NDJSON, beside their records: whether each item is there once. */
#pragma once

#include "run/record.h"

G_BEGIN_DECLS

typedef struct _SwimJoinResults SwimJoinResults;

SwimJoinResults *swim_join_results_new (void);
void swim_join_results_free (SwimJoinResults *results);
gboolean swim_join_results_are_in (const char *path);
gboolean swim_join_results_add (SwimJoinResults *results, const char *path, GError **error);
void swim_join_results_check (const SwimJoinResults *results,
                              const SwimRecord *joined,
                              GPtrArray *missing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimJoinResults, swim_join_results_free)

G_END_DECLS
