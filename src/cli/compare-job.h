/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job whose runs are compared, each in a process of its own: what the commands that compare share
 * between the command line and those processes. */
#pragma once

#include "cli/options.h"

G_BEGIN_DECLS

gboolean swim_compare_find_job (SwimRunOptions *options,
                                const char *command,
                                int *argc,
                                char ***argv,
                                GError **error);
gboolean swim_compare_parse (SwimRunOptions *options,
                             SwimParser *parser,
                             const char *command,
                             char **argv,
                             GError **error);
char **swim_compare_build_argv (const SwimRunOptions *options,
                                const SwimLabProcess *lab,
                                const char *varied,
                                gboolean outcomes,
                                GError **error);
const char *swim_compare_find_scratch (void);
gboolean swim_compare_spool_input (SwimRunOptions *options, GError **error);

G_END_DECLS
