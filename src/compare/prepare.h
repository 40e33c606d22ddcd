/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The shell command before each run of a job. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean swim_prepare_run (const char *command, GCancellable *cancellable, GError **error);

G_END_DECLS
