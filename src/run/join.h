/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of the shares of one run, added up to the record of the whole. */
#pragma once

#include "run/join-results.h"
#include "run/record.h"

G_BEGIN_DECLS

typedef struct _SwimJoin SwimJoin;

SwimJoin *swim_join_new (void);
void swim_join_free (SwimJoin *join);
gboolean swim_join_add (SwimJoin *join, const char *path, SwimRecord *record, GError **error);
SwimRecord *swim_join_finish (SwimJoin *join,
                              const SwimJoinResults *results,
                              GPtrArray *missing,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimJoin, swim_join_free)

G_END_DECLS
