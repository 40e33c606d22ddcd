/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks of the values that options are given. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Within which --threshold must be, in per cent. */
#define SWIM_LEAST_THRESHOLD 0.01
#define SWIM_MOST_THRESHOLD 99

/* each_holds: an item in flight may hold descriptors of its own, as all but few do. */
gboolean swim_check_jobs (int jobs, gboolean each_holds, GError **error);
gboolean swim_check_mode (const char *name, GError **error);
char *swim_join_modes (const char *separator);
gboolean swim_choice (const char *value,
                      gboolean automatic,
                      const char *option,
                      gboolean *chosen,
                      GError **error);

G_END_DECLS
