/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks of the values that options are given. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_check_count (const char *option, int value, int low, GError **error);
gboolean swim_check_threshold (double percent, GError **error);
gboolean swim_check_mode (const char *name, GError **error);
char *swim_join_modes (const char *separator);
gboolean swim_choice (const char *value,
                      gboolean automatic,
                      const char *option,
                      gboolean *chosen,
                      GError **error);

G_END_DECLS
