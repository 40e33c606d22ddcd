/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the formats show of a watch: words, tables, and the text for a terminal. */
#pragma once

#include "report/grid.h"
#include "report/markup.h"
#include "watch/watch-report.h"

G_BEGIN_DECLS

/* How many columns a table may have when it is not for a terminal. */
#define SWIM_WATCH_WIDE 200

/* Stalls and calls that are shown; JSON and CSV have them all. */
#define SWIM_WATCH_STALLS_SHOWN 10
#define SWIM_WATCH_CALLS_SHOWN 20

/* Words: each is one line without control characters (transfer full). */
char *swim_watch_shorten (const char *text, guint most);
char *swim_watch_frame_in_words (const SwimFrame *frame);
char *swim_watch_caller_in_words (const SwimStack *stack);
char *swim_watch_call_in_words (const char *function);
char *swim_watch_stall_in_words (const SwimWatchReport *report, const SwimWatchStall *stall);
char *swim_watch_stall_name (const SwimStall *stall);
char *swim_watch_heading (const SwimWatchReport *report);
char *swim_watch_words (const SwimWatchReport *report);
char **swim_watch_remarks (const SwimWatchReport *report);
const char *swim_watch_loop_name (const SwimWatchReport *report, guint loop);

/* Tables. */
SwimGrid *swim_watch_loops_grid (const SwimWatchReport *report, guint width);
SwimGrid *swim_watch_calls_grid (const SwimWatchReport *report, guint width, guint rows);
SwimGrid *swim_watch_what_if_grid (const SwimWatchReport *report, guint width);

/* Before and after. */
SwimGrid *swim_watch_change_grid (const SwimWatchReport *before, const SwimWatchReport *after);
char *swim_watch_change_words (const SwimWatchReport *before, const SwimWatchReport *after);

/* The picture: a lane for each loop, with its stalls. */
double swim_watch_timeline_height (const SwimWatchReport *report);
void swim_watch_timeline_write (SwimMarkup *markup, const SwimWatchReport *report, double y);

char *swim_report_watch (const SwimWatchReport *report, guint width, gboolean color);

G_END_DECLS
