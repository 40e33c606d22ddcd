/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands behind the options on a command line, where it means something else than an item. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

gboolean swim_arguments_check_lab (char **argv, GError **error);
gboolean swim_arguments_find_stdin (const SwimJobInfo *info,
                                    gpointer params,
                                    gboolean lab,
                                    char **args,
                                    char **input,
                                    GError **error);

G_END_DECLS
