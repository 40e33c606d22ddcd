/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/loop-figures.h"

G_DEFINE_BOXED_TYPE (SwimLoopStall, swim_loop_stall, swim_loop_stall_copy, swim_loop_stall_free)
G_DEFINE_BOXED_TYPE (SwimLoopFigures,
                     swim_loop_figures,
                     swim_loop_figures_copy,
                     swim_loop_figures_free)

/* (transfer full) */
SwimLoopStall *
swim_loop_stall_make (const SwimStall *stall)
{
  SwimLoopStall *made = g_new (SwimLoopStall, 1);

  *made = (SwimLoopStall){ .start = (double) stall->start / 1e9,
                           .seconds = (double) stall->duration / 1e9,
                           .cause = swim_cause_to_string (stall->cause),
                           .call = g_strdup (stall->call),
                           .fd = stall->fd,
                           .target = g_strdup (stall->fd_target) };
  return made;
}

/**
 * swim_loop_stall_copy:
 * @stall: a stall
 *
 * Returns: (transfer full): a copy of the stall
 *
 * Since: 0.1
 */
SwimLoopStall *
swim_loop_stall_copy (const SwimLoopStall *stall)
{
  SwimLoopStall *copy;

  g_return_val_if_fail (stall != NULL, NULL);
  copy = g_memdup2 (stall, sizeof *stall);
  copy->call = g_strdup (stall->call);
  copy->target = g_strdup (stall->target);
  return copy;
}

/**
 * swim_loop_stall_free:
 * @stall: (transfer full) (nullable): a stall
 *
 * Since: 0.1
 */
void
swim_loop_stall_free (SwimLoopStall *stall)
{
  if (stall == NULL)
    return;
  g_free (stall->call);
  g_free (stall->target);
  g_free (stall);
}

static GPtrArray *
make_stalls (const GPtrArray *stalls)
{
  GPtrArray *made = g_ptr_array_new_full (stalls->len, (GDestroyNotify) swim_loop_stall_free);

  for (guint i = 0; i < stalls->len; i++)
    g_ptr_array_add (made, swim_loop_stall_make (g_ptr_array_index (stalls, i)));
  return made;
}

/* (transfer full) of spans that have ended. */
SwimLoopFigures *
swim_loop_figures_make (SwimSpans *spans)
{
  SwimLoopFigures *made = g_new (SwimLoopFigures, 1);
  g_auto (SwimLoopReport) report = { 0 };

  swim_loop_report_init (&report);
  swim_spans_get_report (spans, &report);
  *made = (SwimLoopFigures){ .delay_p50 = report.delay_p50,
                             .delay_p99 = report.delay_p99,
                             .delay_p999 = report.delay_p999,
                             .delay_max = report.delay_max,
                             .blocked_seconds = report.blocked_seconds,
                             .blocked_fraction = report.blocked_fraction,
                             .utilization = report.utilization,
                             .iterations = report.iterations,
                             .nested_iterations = report.nested_iterations,
                             .stalls = report.stalls,
                             .worst_stalls = make_stalls (report.worst_stalls) };
  return made;
}

/**
 * swim_loop_figures_copy:
 * @figures: figures
 *
 * Returns: (transfer full): a copy of the figures; they share the list of stalls, which does not
 *   change
 *
 * Since: 0.1
 */
SwimLoopFigures *
swim_loop_figures_copy (const SwimLoopFigures *figures)
{
  SwimLoopFigures *copy;

  g_return_val_if_fail (figures != NULL, NULL);
  copy = g_memdup2 (figures, sizeof *figures);
  g_ptr_array_ref (copy->worst_stalls);
  return copy;
}

/**
 * swim_loop_figures_free:
 * @figures: (transfer full) (nullable): figures
 *
 * Since: 0.1
 */
void
swim_loop_figures_free (SwimLoopFigures *figures)
{
  if (figures == NULL)
    return;
  g_ptr_array_unref (figures->worst_stalls);
  g_free (figures);
}
