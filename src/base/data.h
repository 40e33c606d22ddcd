/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are compiled in: the scenarios of the lab and the style of the reports. The folder
 * that SWIM_DATADIR names may hold others, which go before those of the same name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_data_find (const char *name);
char *swim_data_get_builtin (const char *name, gsize *length);
char *swim_data_load (const char *name);
char **swim_data_list (const char *folder);

G_END_DECLS
