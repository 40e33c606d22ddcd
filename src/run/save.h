/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes a result to the file that the user named. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Writes to a file; errors are found by the file's error flag. */
typedef void (*SwimSaveFunc) (FILE *file, gconstpointer data);

gboolean swim_save_check (const char *path, GError **error);
gboolean swim_save_with (const char *path, SwimSaveFunc write, gconstpointer data, GError **error);

G_END_DECLS
