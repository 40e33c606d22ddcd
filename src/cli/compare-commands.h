/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* compare -- COMMAND…: any commands, side by side, as modes are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_compare_names_commands (char **argv);
int swim_compare_commands (char **argv);

G_END_DECLS
