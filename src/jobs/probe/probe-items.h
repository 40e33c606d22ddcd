/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The items of a probe: from arguments, from the words of a language with a suffix, or from a
 * list. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* Words in lower case and in their order, no longer than that many characters: (transfer full).
 * From a file, one a line, or for NULL Python's keywords, as in the book. @n_skipped is set to how
 * many were longer. */
char **swim_probe_words (const char *words, guint max_length, guint *n_skipped, GError **error);

/* The names, then those of the list if there is one (transfer full). Each is checked and gets
 * the suffix, which may be empty. */
SwimItems *swim_probe_items_new (const char *const *names, SwimItems *list, const char *suffix);

G_END_DECLS
