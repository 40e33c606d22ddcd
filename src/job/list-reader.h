/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads a list: from lines to items, and what is no item of this share to nothing. */
#pragma once

#include <stdio.h>

#include "job/items-private.h"
#include "job/list-feed.h"

G_BEGIN_DECLS

/* Begins to read, in a thread of its own. Takes the file over; FALSE where no thread can be had. */
gboolean swim_list_reader_start (FILE *file,
                                 const char *path,
                                 const SwimListRules *rules,
                                 SwimListFeed *feed,
                                 GError **error);

/* How many items there are from where the file stands; it ends up there again. Takes as long as it
 * takes to read it. */
gint64 swim_list_reader_count (FILE *file, const SwimListRules *rules);

G_END_DECLS
