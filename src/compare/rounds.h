/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rounds: every mode once a round, in a balanced order, each run in a fresh process. */
#pragma once

#include "compare/child.h"
#include "compare/comparison.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *job;
  const char *const *modes; /* the first is the baseline */
  const char *const *argv;  /* program, command, arguments; --mode and --record go third */
  const GStrv *argvs; /* such an argv for each of the modes, instead of one for all; or NULL */
  guint rounds;       /* kept; the most there may be, where @stopping finds their number */
  guint warmup;       /* discarded before */
  guint64 seed;       /* of the order */
  double threshold;
  SwimStopping stopping; /* all 0: the number of rounds is fixed */
  const char *scratch;   /* where each run's folder is made; NULL: where temporary files are */
  gboolean stay;         /* leave the runs in our working directory */
  const char *prepare;   /* a shell command before each run, or NULL */
  /* Makes a run, in place of starting a program by its argv; @round counts from 0, with those of
   * the warm-up. Where the result has no record, its message says what became of the run. FALSE
   * ends the rounds. Optional. */
  gboolean (*run) (guint contender,
                   guint round,
                   SwimChildResult *result,
                   GCancellable *cancellable,
                   gpointer data,
                   GError **error);
  gpointer run_data;
  /* Called before each run, warm-up included; @runs is 0 where their number is yet to be found.
   * Optional. */
  void (*progress) (guint contender, guint run, guint runs, gpointer data);
  /* Called with the messages of a run that goes on. Optional: they are logged. */
  void (*on_stderr) (const char *mode, const char *text, gpointer data);
  gpointer data;
} SwimRounds;

/* The domain of errors that say how a run failed which ended the rounds. */
#define SWIM_RUN_FAILED (swim_run_failed_quark ())

GQuark swim_run_failed_quark (void);
SwimComparison *swim_rounds_run (const SwimRounds *rounds,
                                 GCancellable *cancellable,
                                 GError **error);
void swim_rounds_order (guint n_modes, guint round, guint64 seed, guint *order);

G_END_DECLS
