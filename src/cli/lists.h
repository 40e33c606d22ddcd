/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of what the program knows, for other programs to read, such as the completions of shells.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_lists_print (const char *kind, GError **error);

G_END_DECLS
