/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which names are done, and how often: for each 8 bytes, of which some 7 in 10 are in use, so that
 * ten million names fit into some 110 MiB. A hash has 72 bits: of ten million names, one that is
 * not done is taken for one that is in one run of some fifty million. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimTallySet SwimTallySet;

SwimTallySet *swim_tally_set_new (void);
void swim_tally_set_free (SwimTallySet *set);
void swim_tally_set_add (SwimTallySet *set, const char *name);
/* Removes the name once; FALSE if it is not there. */
gboolean swim_tally_set_take (SwimTallySet *set, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimTallySet, swim_tally_set_free)

G_END_DECLS
