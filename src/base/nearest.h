/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which name was meant by one that does not exist. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *swim_nearest (const char *word, const char *const *names);
char *swim_nearest_or_all (const char *word, const char *const *names, const char *all);

G_END_DECLS
