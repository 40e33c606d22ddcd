/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a probe, and how its outcomes read as text. */
#pragma once

#include "job/job-info.h"
#include "jobs/resolver-choice.h"

G_BEGIN_DECLS

/* What the options are parsed into, and what follows from them.
 * only: a bit for each class whose outcomes are printed
 * ndjson: results are printed as such, and no text
 * counter: that of the job */
typedef struct
{
  SwimResolverChoice choice; /* first */
  char *suffix;
  char *words;
  int max_length;
  guint n_skipped; /* words that are longer */
  char *type;
  double rate;
  int edns_size;
  char *show;
  char *only_text;
  char *output;
  char *resume;
  gboolean wildcard;
  gboolean columns;

  guint only;
  gboolean ndjson;
  SwimDnsCounter *counter;
} SwimProbeParams;

/* begin, line, end and notes of the job's info. */
void swim_probe_text_begin (gpointer params,
                            const SwimJobSetup *setup,
                            gint64 count,
                            GString *text);
void swim_probe_text_line (gpointer params,
                           const SwimJobSetup *setup,
                           const SwimOutcome *outcome,
                           GString *text);
void swim_probe_text_end (gpointer params,
                          const SwimJobSetup *setup,
                          const SwimTally *tally,
                          GString *text);
const char *swim_probe_text_hint (gpointer params, const SwimOutcome *outcome);
/* What is said on standard error, even where nothing else is printed. */
void swim_probe_text_notes (gpointer params, const SwimTally *tally, GString *text);

G_END_DECLS
