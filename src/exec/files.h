/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opens the files that commands read and write, without ever waiting for the other end of one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int swim_exec_open_input (const char *path, GError **error);

G_END_DECLS
