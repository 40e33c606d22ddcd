/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job whose runs are compared, each in a process of its own: what the commands that compare share
 * between the command line and those processes. */
#pragma once

#include "cli/options.h"

G_BEGIN_DECLS

/* A job with the params that its own options were parsed into. */
typedef struct
{
  const SwimJobInfo *info;
  gpointer params;
  GOptionEntry *entries;
} SwimComparedJob;

SwimComparedJob swim_compared_job (const SwimJobInfo *info);
void swim_compared_job_clear (SwimComparedJob *job);
gboolean swim_compared_job_find (const char *command,
                                 int *argc,
                                 char ***argv,
                                 SwimComparedJob *job,
                                 GError **error);
SwimParser *swim_compared_job_make_parser (const SwimComparedJob *job,
                                           SwimRunOptions *options,
                                           const char *arguments,
                                           const char *summary);
char **swim_compared_job_parse (const SwimComparedJob *job,
                                const SwimRunOptions *options,
                                SwimParser *parser,
                                const char *command,
                                char **argv,
                                GError **error);
gboolean swim_compared_job_wants_lab (const SwimComparedJob *job,
                                      const SwimRunOptions *options,
                                      SwimLabConfig *config);
char **swim_compared_job_to_argv (const SwimComparedJob *job,
                                  const SwimRunOptions *options,
                                  char **args,
                                  const SwimLabAddress *lab,
                                  const char *varied,
                                  gboolean outcomes,
                                  GError **error);

const char *swim_find_memory_folder (void);
gboolean swim_spool_input (SwimRunOptions *options, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimComparedJob, swim_compared_job_clear)

G_END_DECLS
