/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The result of a run, for the program that made it. */
#pragma once

#include <glib-object.h>

#include "base/swim-status.h"

G_BEGIN_DECLS

/**
 * SwimRunResult:
 *
 * The result of a run that is over: the figures that swim_run_save_record() writes. A figure that
 * is not known is NaN or -1. Times are in seconds.
 *
 * Since: 0.1
 */
typedef struct _SwimRunResult SwimRunResult;

#define SWIM_TYPE_RUN_RESULT (swim_run_result_get_type ())
SWIM_API GType swim_run_result_get_type (void);

SWIM_API SwimRunResult *swim_run_result_ref (SwimRunResult *result);
SWIM_API void swim_run_result_unref (SwimRunResult *result);

SWIM_API double swim_run_result_get_wall_seconds (const SwimRunResult *result);
SWIM_API double swim_run_result_get_setup_seconds (const SwimRunResult *result);
SWIM_API double swim_run_result_get_throughput (const SwimRunResult *result);
SWIM_API guint64 swim_run_result_get_items (const SwimRunResult *result);
SWIM_API guint64 swim_run_result_get_count (const SwimRunResult *result, SwimStatus status);
SWIM_API guint64 swim_run_result_get_bytes (const SwimRunResult *result);
SWIM_API double swim_run_result_get_latency (const SwimRunResult *result, double quantile);
SWIM_API double swim_run_result_get_loop_delay (const SwimRunResult *result, double quantile);
SWIM_API double swim_run_result_get_blocked_seconds (const SwimRunResult *result);
SWIM_API double swim_run_result_get_utilization (const SwimRunResult *result);
SWIM_API guint64 swim_run_result_get_stalls (const SwimRunResult *result);
SWIM_API gboolean swim_run_result_get_worst_stall (const SwimRunResult *result,
                                                   double *start,
                                                   double *seconds,
                                                   const char **cause,
                                                   const char **item,
                                                   const char **call);
SWIM_API double swim_run_result_get_cpu_user_seconds (const SwimRunResult *result);
SWIM_API double swim_run_result_get_cpu_system_seconds (const SwimRunResult *result);
SWIM_API gint64 swim_run_result_get_rss_max_bytes (const SwimRunResult *result);
SWIM_API gint64 swim_run_result_get_threads_max (const SwimRunResult *result);
SWIM_API gint64 swim_run_result_get_voluntary_switches (const SwimRunResult *result);
SWIM_API gint64 swim_run_result_get_involuntary_switches (const SwimRunResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRunResult, swim_run_result_unref)

G_END_DECLS
