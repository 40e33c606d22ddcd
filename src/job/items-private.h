/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items for the jobs of this program: those of arguments, and then those of a list. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* An item for each name, then the items of the list, which may be NULL (transfer full), but no more
 * than limit in all; 0 for no limit. */
SwimItems *swim_items_new_joined (const char *const *names, SwimItems *list, guint64 limit);

/* As swim_items_new_from_list(); a line may have a path for the result after white space. check
 * says what is wrong with one, as the end of a sentence, or NULL. */
SwimItems *swim_items_new_from_table (const char *path,
                                      const char *(*check) (const char *name),
                                      GError **error);

G_END_DECLS
