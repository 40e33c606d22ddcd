/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options that commands share, and what can be done with tables of options. */
#pragma once

#include "cli/lab-process.h"
#include "program/parser.h"
#include "program/values.h"
#include "job/job-info.h"

G_BEGIN_DECLS

/* How items are run; compare hands these on to each run. */
typedef struct
{
  int jobs;
  int loops;
  char *input;
  char *spooled; /* the file that standard input was copied to; removed at the end */
  double timeout;
  int retries;
  gint64 seed;           /* -1: not given */
  double blocking_share; /* per cent */
  double stall_ms;
  gboolean lab;
  char *scenario; /* of the lab; NULL: its default */
  char *lab_at;   /* a lab that runs already, as swim_lab_address_to_string () gives it */
} SwimRunOptions;

void swim_run_options_init (SwimRunOptions *options);
void swim_run_options_clear (SwimRunOptions *options);
void swim_run_options_add (SwimRunOptions *options, SwimParser *parser);
gboolean swim_run_options_check (const SwimRunOptions *options, GError **error);
void swim_run_options_to_argv (const SwimRunOptions *options, GStrvBuilder *argv);
void swim_run_options_setup (const SwimRunOptions *options,
                             const SwimLabAddress *lab,
                             SwimJobSetup *setup);

void swim_entries_to_argv (const GOptionEntry *entries, GStrvBuilder *argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimRunOptions, swim_run_options_clear)

G_END_DECLS
