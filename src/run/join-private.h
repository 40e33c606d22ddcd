/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of the records of shares until all are there. */
#pragma once

#include "run/join.h"

G_BEGIN_DECLS

/* What is kept of a record: little, since there may be thousands. */
typedef struct
{
  char *path;
  SwimOrigin origin;
  SwimTally tally; /* without the time */
  SwimDigest digest;
  double wall;
  double first;
} SwimJoinRun;

struct _SwimJoin
{
  GArray *runs;      /* of SwimJoinRun; in the order of shares and starts at the end */
  GHashTable *ids;   /* of the runs, to the path of each */
  SwimRecord *sum;   /* what can be added up at once */
  gboolean no_times; /* a record has no histograms */
  SwimDistribution *service;
  SwimDistribution *since_start;
  double blocked_seconds;
  double busy_seconds;
  double wall_seconds; /* of all */
};

static inline const SwimJoinRun *
swim_join_get_run (const SwimJoin *join, guint index)
{
  return &g_array_index (join->runs, SwimJoinRun, index);
}

void swim_join_add_figures (SwimJoin *join, SwimRecord *record);
void swim_join_fill_in (SwimJoin *join, gint64 begin);
void swim_join_check_list (SwimJoin *join, GPtrArray *missing);

G_END_DECLS
