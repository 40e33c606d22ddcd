/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The job that a command runs, with its own options and those that all jobs share. */
#pragma once

#include "cli/lab-process.h"
#include "program/parser.h"
#include "program/values.h"
#include "job/job-info.h"

G_BEGIN_DECLS

/* Which job is run, and how its items are; compare hands these on to each run. */
typedef struct
{
  const SwimJobInfo *info; /* NULL: none is named */
  gpointer params;         /* what the job's own options are parsed into */
  GOptionEntry *entries;   /* those options */
  char **args;             /* what follows the options */

  int jobs;
  int loops;
  char *input;
  char *spooled; /* the file that standard input or a pipe was copied to; removed at the end */
  double timeout;
  int retries;
  gint64 seed;           /* -1: not given */
  double blocking_share; /* per cent */
  double stall_ms;
  gboolean lab;
  char *scenario; /* of the lab; NULL: its default */
  char *lab_at;   /* a lab that runs already, as swim_lab_process_to_string () gives it */
} SwimRunOptions;

void swim_run_options_init (SwimRunOptions *options);
void swim_run_options_clear (SwimRunOptions *options);
void swim_run_options_set_job (SwimRunOptions *options, const SwimJobInfo *info);
SwimParser *swim_run_options_make_parser (SwimRunOptions *options,
                                          const char *arguments,
                                          const char *summary);
gboolean swim_run_options_parse (SwimRunOptions *options,
                                 SwimParser *parser,
                                 char **argv,
                                 GError **error);
gboolean swim_run_options_want_lab (const SwimRunOptions *options, SwimLabConfig *config);
void swim_run_options_to_argv (const SwimRunOptions *options, GStrvBuilder *argv);
void swim_run_options_setup (const SwimRunOptions *options,
                             const SwimLabProcess *lab,
                             SwimJobSetup *setup);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimRunOptions, swim_run_options_clear)

G_END_DECLS
