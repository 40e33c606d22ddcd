/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results that were saved. Several files can be merged, except sweeps and watches. */
#pragma once

#include "report/export.h"

G_BEGIN_DECLS

/* Owns what it holds. Comparisons are yet to be concluded. */
typedef SwimResults SwimSaved;

void swim_saved_clear (SwimSaved *saved);
gboolean swim_saved_load (SwimSaved *saved, const char *path, gboolean outcomes, GError **error);
gboolean swim_saved_note_runs (const SwimSaved *saved,
                               const char *path,
                               GHashTable *runs,
                               GError **error);
gboolean swim_saved_merge (SwimSaved *saved,
                           const char *path,
                           gboolean outcomes,
                           GHashTable *runs,
                           GError **error);
gboolean swim_saved_keep_only (SwimSaved *saved, const char *list, GError **error);
void swim_saved_conclude (SwimSaved *saved, double threshold);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimSaved, swim_saved_clear)

G_END_DECLS
