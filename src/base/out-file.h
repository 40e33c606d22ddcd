/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens files that people name, for writing. Opening a named pipe blocks until somebody reads it,
 * which may be never. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int swim_out_file_open (const char *path, int flags, GCancellable *cancellable);
const char *swim_out_file_explain (int code);

G_END_DECLS
