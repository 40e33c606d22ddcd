/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results that were saved: comparisons; a run by itself, which is a comparison of one mode in one
 * round; or a sweep. Several files can be merged, except sweeps. */
#pragma once

#include "compare/comparison.h"
#include "compare/sweep.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *comparisons; /* of SwimComparison, at least one; yet to be concluded */
  SwimSweep *sweep;       /* that owns the only comparison; NULL: it is none */
  gboolean single;        /* a run by itself */
} SwimSaved;

void swim_saved_clear (SwimSaved *saved);
gboolean swim_saved_load (SwimSaved *saved, const char *path, GError **error);
gboolean swim_saved_merge (SwimSaved *saved, const char *path, GError **error);
double swim_saved_get_threshold (const SwimSaved *saved);
const char *swim_saved_get_date (const SwimSaved *saved);
void swim_saved_conclude (SwimSaved *saved, double threshold);
gboolean swim_saved_agrees (const SwimSaved *saved);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimSaved, swim_saved_clear)

G_END_DECLS
