/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Digests of what a command did, by which commands are found to have done different work. All of it
 * is done between the runs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_exec_digest_file (int fd, gboolean sorted, GError **error);
char *swim_exec_digest_folder (const char *path, GError **error);
int swim_exec_digest_open (GError **error);

G_END_DECLS
