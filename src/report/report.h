/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reports: one file a format. Each takes results and returns text, which the caller prints. */
#pragma once

#include "compare/change.h"
#include "compare/comparison.h"
#include "compare/sweep.h"
#include "job/job-info.h"
#include "report/grid.h"

G_BEGIN_DECLS

char *swim_report_heading (const SwimComparison *comparison);
char *swim_report_metric (const char *name, const SwimContender *contender);
SwimGrid *swim_report_grid (GPtrArray *contenders,
                            guint width,
                            gboolean wide,
                            const char *time_unit);
char *swim_report_table (GPtrArray *contenders,
                         guint width,
                         gboolean wide,
                         gboolean fold,
                         gboolean color,
                         const char *time_unit);
char *swim_report_legend (const SwimComparison *comparison, guint width, gboolean wide);
char *swim_report_timeline (GPtrArray *contenders, guint width, gboolean color);
char *swim_report_noise (const SwimComparison *comparison);
char *swim_report_incomplete (const SwimComparison *comparison);
char *swim_report_offloaded (const SwimComparison *comparison);
char *swim_report_stall (const SwimStall *stall);
char **swim_report_stalls (const SwimComparison *comparison);
GPtrArray *swim_report_worst_stalls (const SwimRecord *record);
char *swim_report_headline (const SwimComparison *comparison);
char *swim_report_words (const SwimComparison *comparison);
char *swim_report_sweep_heading (const SwimSweep *sweep);
SwimGrid *swim_report_sweep_grid (const SwimSweep *sweep, guint width);
char *swim_report_sweep_table (const SwimSweep *sweep, guint width);
char *swim_report_sweep_words (const SwimSweep *sweep);
char *swim_report_change (GPtrArray *changes, guint width);
char *swim_report_change_words (GPtrArray *changes, double threshold);
char *swim_report_conditions (GPtrArray *comparisons);

GString *swim_tell_begin (GString *text);
void swim_tell_problem (GString *text, const char *who, SwimVerdict verdict, const char *problem);
void swim_tell_rounds (GString *text, guint rounds, guint needed);
void swim_tell_failures (GString *text, const SwimComparison *comparison);
void swim_tell_stopping (GString *text, const SwimComparison *comparison);
void swim_tell_blocks (GString *text, const SwimComparison *comparison);
void swim_report_append_blocks (GString *text, const SwimComparison *comparison);

/* Of a run that is not of all its items, where no more is known. */
#define SWIM_REPORT_BROKEN_OFF "it ended before its list did, or that broke off"

/* The column in which the values of a record begin. */
#define SWIM_REPORT_RECORD_INDENT 15
char *swim_report_context (JsonObject *context, const char *name);
char *swim_report_record (const SwimRecord *record);
void swim_report_ndjson (const SwimOutcome *outcome, const SwimShard *shard, GString *text);

G_END_DECLS
