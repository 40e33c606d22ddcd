/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which names are done, and how often: for each a hash of 96 bits and a count, 16 bytes, so that a
 * million names fit into 32 MiB. Two names that hash alike are one in 10^16 for a million. */
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
