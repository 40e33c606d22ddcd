/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a single run: its mode, and what is printed and written of it. */
#pragma once

#include "cli/options.h"
#include "program/output-options.h"

G_BEGIN_DECLS

typedef struct
{
  char *mode;
  char *record;
  gboolean no_outcomes;
  char *format;
  char *color;
  char *shard_text;
  char *shard_by;
  gint64 expect; /* -1: not given */
  char *end_marker;
  gboolean verbose;
  SwimOutputOptions out;

  /* Set by the check. */
  SwimShard shard;
  gboolean ndjson;
  gboolean show_color;
  gboolean at_terminal; /* somebody reads what goes to standard output */
} SwimSingleOptions;

void swim_single_options_clear (SwimSingleOptions *options);
void swim_single_options_add (SwimSingleOptions *options, SwimParser *parser);
gboolean swim_single_options_check (SwimSingleOptions *options,
                                    const SwimRunOptions *run,
                                    GError **error);

/* The file that results are to be appended to, or NULL. */
const char *swim_run_options_get_append_path (const SwimRunOptions *run);
/* The file that results are to be written to instead of standard output, or NULL. */
const char *swim_run_options_get_output_path (const SwimRunOptions *run);
char *swim_single_options_dup_label (const SwimSingleOptions *options);

G_END_DECLS
