/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stack of a thread of another process. */
#pragma once

#include "loop/thread-state.h"
#include "preload/region.h"
#include "watch/maps.h"

G_BEGIN_DECLS

/* Of one process; to be used by one thread. */
typedef struct _SwimUnwinder SwimUnwinder;

/* What was found. */
typedef struct
{
  GArray *addresses; /* of guint64, the innermost first, each as if it were that of a return: one
                        more than what ran */
  gboolean complete; /* up to where the thread began */
  char *source;      /* the name of the GSource that was dispatched, or NULL */
  gint64 held_ns;    /* how long the thread was stopped; 0: it was not */
} SwimTrace;

SwimUnwinder *swim_unwinder_new (int pid, SwimSymbols *symbols);
void swim_unwinder_free (SwimUnwinder *unwinder);
void swim_unwinder_set_python (SwimUnwinder *unwinder,
                               const SwimWatchPython *python,
                               guint64 state);
void swim_unwinder_cancel (SwimUnwinder *unwinder);
gboolean swim_unwinder_load (SwimUnwinder *unwinder);
gboolean swim_unwinder_copy_waiting (SwimUnwinder *unwinder,
                                     int tid,
                                     const SwimThreadState *state,
                                     guint64 stack_end);
char *swim_unwinder_copy_running (SwimUnwinder *unwinder, int tid, guint64 stack_end);
SwimTrace *swim_unwinder_trace (SwimUnwinder *unwinder, int tid);
void swim_trace_free (SwimTrace *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimUnwinder, swim_unwinder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimTrace, swim_trace_free)

G_END_DECLS
