/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens the file that a command reads, without ever waiting for the other end of a pipe. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int swim_exec_open_input (const char *path, GError **error);

G_END_DECLS
