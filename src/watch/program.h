/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the program that is to be watched, and says beforehand why one could not be: libraries are
 * preloaded by the dynamic loader of glibc, and only into programs that have no more rights than
 * who starts them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_program_find (const char *name, const char *path, GError **error);
gboolean swim_program_check (const char *file, GError **error);

G_END_DECLS
