/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep: one parameter varied, and at each value the modes that it touches. Its runs are those of
 * a comparison, with a contender for each pair of value and mode; how the pairs compare with each
 * other is here. */
#pragma once

#include "base/quantity.h"
#include "compare/comparison.h"
#include "mode/mode.h"

G_BEGIN_DECLS

/* How a sweep is planned and what its cells say: by what a cell's speed-up is measured against. */
typedef enum
{
  SWIM_SWEEP_BY_VALUE, /* the same mode at the first value */
  SWIM_SWEEP_BY_MODE,  /* the first mode at the same value */
  SWIM_SWEEP_BY_MODEL, /* the mode without blocking calls at the same value, beside a model */
} SwimSweepMethod;

/* Whose option --NAME=VALUE is. */
typedef enum
{
  SWIM_SWEEP_OF_RUN, /* each run's */
  SWIM_SWEEP_OF_LAB, /* the lab's: each value has a lab of its own */
} SwimSweepTarget;

/* What can be varied. */
typedef struct
{
  const char *axis;    /* of a chart: what varies */
  const char *name;    /* before the colon in --vary, and the option that takes a value */
  const char *unit;    /* of the values in the export; NULL: they are names */
  const char *takes;   /* what its values are, for a message */
  const char *heading; /* of their column */
  const char *suffix;  /* of a value in that column */
  const char *before;  /* a value in a sentence: "with [before]VALUE[after]" */
  const char *after;
  SwimSweepTarget target;
  SwimSweepMethod method;
  SwimModeTraits touches; /* the modes with one of these; 0: all */
  gboolean names;         /* the values are names, which only the runs know, and no quantities */
  SwimQuantity quantity;
  double least;
  double most;
} SwimSweepParameter;

/* A value and a mode. */
typedef struct
{
  gint value; /* index of the value; -1: the mode does not depend on it */
  const SwimMode *mode;
  gint reference; /* index of the cell that the speed-up is measured against */

  /* Set by swim_sweep_conclude (). */
  const SwimContender *contender;
  SwimSummary speedup;    /* reference / this, paired by round */
  guint64 blocking_calls; /* on the loop; 0 where the mode makes none because of the share */
  double model;           /* seconds that the model predicts; NaN: none */
  SwimSummary lost;       /* of the benefit of the reference over the baseline; n is 0: none */
} SwimSweepCell;

typedef struct
{
  const SwimSweepParameter *parameter;
  GArray *values;               /* of double, in the unit of the parameter; of a name its place */
  char **texts;                 /* the same as they were given */
  GPtrArray *cells;             /* of SwimSweepCell; the first is the comparison's baseline */
  SwimComparison *comparison;   /* NULL before it is concluded */
  double mean_blocking_seconds; /* that one blocking call takes; NaN: unknown */
} SwimSweep;

const SwimSweepParameter *swim_sweep_list_parameters (guint *n_parameters);
SwimSweep *swim_sweep_new (const char *vary, GError **error);
void swim_sweep_free (SwimSweep *sweep);
const SwimSweepCell *swim_sweep_get (const SwimSweep *sweep, guint index);
const char *swim_sweep_cell_text (const SwimSweep *sweep, const SwimSweepCell *cell);
char *swim_sweep_get_option (const SwimSweep *sweep, gint value);
const char *swim_sweep_get_against (const SwimSweep *sweep);
double swim_sweep_cell_value (const SwimSweep *sweep, const SwimSweepCell *cell);
const SwimSweepCell *swim_sweep_cell_reference (const SwimSweep *sweep, const SwimSweepCell *cell);
void swim_sweep_conclude (SwimSweep *sweep, SwimComparison *comparison);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSweep, swim_sweep_free)

G_END_DECLS
