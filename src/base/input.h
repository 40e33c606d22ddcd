/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens the files that people name, without ever waiting for one: opening a named pipe blocks until
 * somebody writes to it, and no signal handler of GLib's runs meanwhile. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

FILE *swim_input_open (const char *path, GError **error);
gboolean swim_input_check (const char *path, GError **error);
gboolean swim_input_read_stream (FILE *file, char **text, gsize *length, GError **error);
gboolean swim_input_read (const char *path, char **text, gsize *length, GError **error);

G_END_DECLS
