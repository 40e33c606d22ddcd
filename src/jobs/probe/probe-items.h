/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a probe's items are made from: arguments, the words of a language under a suffix, a list. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* The default words, those of a file (one a line), no longer than that many characters, in lower
 * case and in their order: (transfer full). words may be NULL: Python's keywords, as in the
 * book. */
char **swim_probe_words (const char *words, guint max_length, GError **error);

/* The names, then what the list has if there is one (taken over). Each is put before the suffix,
 * which may be empty, and checked. */
SwimItems *swim_probe_items_new (const char *const *names, SwimItems *list, const char *suffix);

G_END_DECLS
