/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A comparison: the rounds of a job's modes together, and what follows from them. */
#pragma once

#include "compare/statistics.h"
#include "compare/stopping.h"
#include "compare/verdict.h"
#include "mode/mode.h"
#include "run/record.h"

G_BEGIN_DECLS

/* The job of a comparison of commands: each is run as it is, and its name takes the place of a
 * mode. */
#define SWIM_COMMAND_JOB "command"
/* What a member of the context of such a run begins with that has the value of what was varied. */
#define SWIM_PARAMETER_MEMBER "parameter."
/* The member of that context that has the command before the value was put in. */
#define SWIM_TEMPLATE_MEMBER "template"

/* One mode in a comparison, or a command. */
typedef struct
{
  char *mode;
  gboolean is_command;
  GPtrArray *records; /* of SwimRecord, one a kept round; NULL where that run failed */
  GArray *exit_codes; /* of int, one a kept round */
  char *problem;      /* what a failed run said, or why the work differs; NULL */

  /* Set by swim_comparison_conclude (). */
  SwimSummary wall;    /* seconds */
  SwimSummary speedup; /* baseline / this, paired by round */
  SwimVerdict verdict;
  SwimLoopVerdict loop;
  SwimSummary lost; /* of the benefit of a mode without blocking calls; n is 0: does not apply */
} SwimContender;

typedef struct
{
  char *job;
  guint64 seed;
  guint rounds; /* where @in_blocks, the most runs that one has */
  guint warmup;
  gboolean in_blocks;    /* the runs of each were made together: nothing pairs them */
  double threshold;      /* within which a speed-up counts as the same, such as 0.05 */
  GPtrArray *contenders; /* of SwimContender; the first is the baseline */
  GPtrArray *order;      /* of GStrv: the modes of each kept round as they ran */
  GArray *places;        /* of guint, round by round: the same as indices of contenders, which may
                          * share a mode; empty: not known */
  SwimStopping stopping; /* how the number of rounds was found, where it was not given */
  JsonObject *parameters;
  JsonObject *context;
  JsonObject *context_after;
} SwimComparison;

SwimComparison *swim_comparison_new (const char *job);
void swim_comparison_free (SwimComparison *comparison);
SwimContender *swim_comparison_add (SwimComparison *comparison, const char *mode);
gboolean swim_comparison_is_of_commands (const SwimComparison *comparison);
const char *swim_comparison_get_noun (const SwimComparison *comparison);
SwimContender *swim_comparison_get (const SwimComparison *comparison, guint index);
SwimContender *swim_comparison_find_counterpart (const SwimComparison *in,
                                                 const SwimComparison *of,
                                                 guint index);
gboolean swim_comparison_keep (SwimComparison *comparison, const char *const *modes);
SwimComparison *swim_comparisons_find (GPtrArray *comparisons, const char *job);
GPtrArray *swim_comparisons_of_record (SwimRecord *record, int exit_code);
void swim_comparison_conclude (SwimComparison *comparison);
gboolean swim_comparison_agrees (const SwimComparison *comparison);
gboolean swim_comparison_lacks_shares (const SwimComparison *comparison);
guint64 swim_comparison_get_failed (const SwimComparison *comparison, guint tolerated);

const SwimMode *swim_contender_get_mode (const SwimContender *contender);
const SwimRecord *swim_contender_get_first (const SwimContender *contender);
char *swim_contender_find_difference (const SwimContender *contender,
                                      const SwimRecord *reference,
                                      const char *name,
                                      const char *reference_name);
void swim_contender_pair (const SwimContender *contender,
                          const SwimContender *baseline,
                          SwimSummary *speedup);
void swim_contender_pair_blocks (const SwimContender *contender,
                                 const SwimContender *baseline,
                                 SwimSummary *speedup);
SwimLoopVerdict swim_contender_judge_loop (const SwimContender *contender);
void swim_contender_summarize_lost (const SwimContender *contender,
                                    const SwimContender *baseline,
                                    const SwimContender *reference,
                                    SwimSummary *lost);
const SwimRecord *swim_contender_get_shown (const SwimContender *contender);
void swim_contender_thin_outcomes (SwimContender *contender, guint most);

GArray *swim_contender_collect (const SwimContender *contender, const SwimFigure *figure);
gboolean swim_contender_summarize (const SwimContender *contender,
                                   const SwimFigure *figure,
                                   SwimSummary *summary);
double swim_contender_get_median (const SwimContender *contender, const SwimFigure *figure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimComparison, swim_comparison_free)

G_END_DECLS
