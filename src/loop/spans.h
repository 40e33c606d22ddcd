/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The busy spans of a loop, from the times at which its polls began and ended. It has no clock and
 * knows no main context: who feeds it decides what a poll is and when it happened. All times in ns
 * on one clock. */
#pragma once

#include "loop/loop-report.h"

G_BEGIN_DECLS

typedef struct _SwimSpans SwimSpans;

/* In seconds. */
typedef struct
{
  double delay_p99;
  double delay_max;
  guint64 stalls;
} SwimSpansPeek;

SwimSpans *swim_spans_new (gint64 stall_ns);
void swim_spans_free (SwimSpans *spans);
void swim_spans_begin (SwimSpans *spans, gint64 now_ns);
SwimStall *swim_spans_poll_enter (SwimSpans *spans, gint64 now_ns, gboolean nested);
void swim_spans_poll_leave (SwimSpans *spans, gint64 now_ns);
SwimStall *swim_spans_end (SwimSpans *spans, gint64 now_ns);
gboolean swim_spans_is_running (const SwimSpans *spans);
gint64 swim_spans_get_busy_since (const SwimSpans *spans);
gint64 swim_spans_get_threshold (const SwimSpans *spans);
SwimSpans *swim_spans_copy (const SwimSpans *spans, gint64 now_ns);
void swim_spans_add (SwimSpans *spans, const SwimSpans *other);
GPtrArray *swim_spans_get_stalls (SwimSpans *spans);
void swim_spans_get_report (SwimSpans *spans, SwimLoopReport *report);
void swim_spans_peek (const SwimSpans *spans, gint64 now_ns, SwimSpansPeek *peek);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSpans, swim_spans_free)

G_END_DECLS
