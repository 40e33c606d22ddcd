/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The items of a probe: from arguments, from the words of a language with a suffix, or from a
 * list. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

/* Words in lower case and in their order, no longer than that many characters: (transfer full).
 * From a file, one a line, or for NULL Python's keywords, as in the book. @n_skipped is set to how
 * many were longer. */
char **swim_probe_words (const char *words, guint max_length, guint *n_skipped, GError **error);

/* SwimShardCanonical: the name that is asked for; context, which may be NULL, is what is added to
 * each. A name is its own host. */
char *swim_probe_dup_canonical (const char *name, SwimShardBy by, const char *context);

/* The names, then those of the input if there is one (transfer full): those of the share. Each is
 * checked and gets the suffix, which may be empty. */
SwimItems *swim_probe_items_new (const char *const *names,
                                 const char *suffix,
                                 const SwimJobSetup *setup,
                                 GError **error);

G_END_DECLS
