/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Watches a program from its start to its end, and makes the report. */
#pragma once

#include "watch/rules.h"

G_BEGIN_DECLS

typedef struct
{
  guint audit;    /* one of SWIM_WATCH_AUDIT_… of preload/region.h */
  double stall;   /* seconds from which on a turn is a stall */
  double seconds; /* that the watch lasts; NaN: until the program ends */
  const SwimRules *ignored;
  const SwimRules *offloaded; /* NULL: all calls */
  const char *offload;        /* what the report says of it; NULL likewise */
  gboolean live;              /* a status line on standard error */
} SwimWatchOptions;

/* How it ended. */
typedef struct
{
  int status;    /* of the program, as a shell has it */
  char *no_loop; /* why no loop was seen; NULL: one was */
} SwimWatchEnd;

void swim_watch_end_clear (SwimWatchEnd *end);
gboolean swim_watch_find_audit (const char *name, guint *audit);
SwimWatchReport *swim_watch_run (const SwimWatchOptions *options,
                                 char **argv,
                                 SwimWatchEnd *end,
                                 GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimWatchEnd, swim_watch_end_clear)

G_END_DECLS
