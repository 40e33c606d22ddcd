/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a run, which can be changed until it begins. */
#include "config.h"

#include "base/properties.h"
#include "mode/mode.h"
#include "run/run-state.h"

static void
swim_run_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  g_return_if_fail (SWIM_RUN (object)->window == NULL);
  swim_property_set (object, spec, value);
}

static const SwimProperty properties[] = {
  { "job", SWIM_PROPERTY (SwimRun, config.job), .type = swim_job_get_type, .fixed = TRUE },
  { "items", SWIM_PROPERTY (SwimRun, config.items), .type = swim_items_get_type, .fixed = TRUE },
  { "mode", SWIM_PROPERTY (SwimRun, mode), .fixed = TRUE, .text = SWIM_DEFAULT_MODE },
  { "jobs", SWIM_PROPERTY (SwimRun, config.jobs), .least = 1, .init = 64 },
  { "loops", SWIM_PROPERTY (SwimRun, config.loops), .least = 1, .init = 1 },
  { "seed", SWIM_PROPERTY (SwimRun, config.seed) },
  { "blocking-share", SWIM_PROPERTY (SwimRun, config.blocking_share), .most = 1, .init = 0.1 },
  { "stall-seconds", SWIM_PROPERTY (SwimRun, stall_seconds), .init = 0.02 },
  { "overdue-seconds", SWIM_PROPERTY (SwimRun, overdue_seconds), .init = 60 },
  { "keep-outcomes", SWIM_PROPERTY (SwimRun, keep_outcomes), .init = TRUE },
  { "cancellable", SWIM_PROPERTY (SwimRun, config.cancellable), .type = g_cancellable_get_type },
};

void
swim_run_install_properties (GObjectClass *klass)
{
  klass->set_property = swim_run_set_property;
  swim_properties_install (klass, properties, G_N_ELEMENTS (properties));
}

/**
 * swim_run_list_modes:
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the modes in the order in which
 *   they are shown; the first is the baseline of a comparison
 *
 * Since: 0.1
 */
char **
swim_run_list_modes (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    g_strv_builder_add (names, (*mode)->name);
  return g_strv_builder_end (names);
}

/**
 * swim_run_set_jobs:
 * @run: a run that has not begun
 * @jobs: maximum number of items in flight; at least 1, default 64
 *
 * Since: 0.1
 */
void
swim_run_set_jobs (SwimRun *self, guint jobs)
{
  g_return_if_fail (SWIM_IS_RUN (self) && jobs >= 1);
  g_object_set (self, "jobs", jobs, NULL);
}

/**
 * swim_run_set_loops:
 * @run: a run that has not begun
 * @loops: number of main contexts, each in a thread of its own, over which the items in flight are
 *   spread; at least 1, default 1. The first is the caller's. Modes without non-blocking calls use
 *   one
 *
 * All outcomes are delivered on the caller's context.
 *
 * Since: 0.1
 */
void
swim_run_set_loops (SwimRun *self, guint loops)
{
  g_return_if_fail (SWIM_IS_RUN (self) && loops >= 1);
  g_object_set (self, "loops", loops, NULL);
}

/**
 * swim_run_set_seed:
 * @run: a run that has not begun
 * @seed: random seed that selects the items for which `mixed` and `offload` make a blocking call;
 *   default 0
 *
 * Since: 0.1
 */
void
swim_run_set_seed (SwimRun *self, guint64 seed)
{
  g_return_if_fail (SWIM_IS_RUN (self));
  g_object_set (self, "seed", seed, NULL);
}

/**
 * swim_run_set_blocking_share:
 * @run: a run that has not begun
 * @share: share of the items, from 0 to 1, for which `mixed` makes a blocking call on the loop and
 *   `offload` in a thread; default 0.1
 *
 * Since: 0.1
 */
void
swim_run_set_blocking_share (SwimRun *self, double share)
{
  g_return_if_fail (SWIM_IS_RUN (self) && share >= 0 && share <= 1);
  g_object_set (self, "blocking-share", share, NULL);
}

/**
 * swim_run_set_stall_seconds:
 * @run: a run that has not begun
 * @seconds: how long a busy span of the loop must last to count as a stall; default 0.02
 *
 * Since: 0.1
 */
void
swim_run_set_stall_seconds (SwimRun *self, double seconds)
{
  g_return_if_fail (SWIM_IS_RUN (self) && seconds >= 0);
  g_object_set (self, "stall-seconds", seconds, NULL);
}

/**
 * swim_run_set_overdue_seconds:
 * @run: a run that has not begun
 * @seconds: how long nothing may complete while items are in flight before #SwimRun::overdue is
 *   emitted: longer than any item may take; default 60, 0 for never
 *
 * Since: 0.1
 */
void
swim_run_set_overdue_seconds (SwimRun *self, double seconds)
{
  g_return_if_fail (SWIM_IS_RUN (self) && seconds >= 0);
  g_object_set (self, "overdue-seconds", seconds, NULL);
}

/**
 * swim_run_set_keep_outcomes:
 * @run: a run that has not begun
 * @keep: whether the record holds every outcome; default %TRUE
 *
 * Since: 0.1
 */
void
swim_run_set_keep_outcomes (SwimRun *self, gboolean keep)
{
  g_return_if_fail (SWIM_IS_RUN (self));
  g_object_set (self, "keep-outcomes", keep, NULL);
}

/**
 * swim_run_set_cancellable:
 * @run: a run that has not begun
 * @cancellable: (nullable): ends the run early, from any thread: no more items are pulled, and
 *   those in flight are cancelled. Every item that was pulled still gets an outcome
 *
 * Since: 0.1
 */
void
swim_run_set_cancellable (SwimRun *self, GCancellable *cancellable)
{
  g_return_if_fail (SWIM_IS_RUN (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  g_object_set (self, "cancellable", cancellable, NULL);
}

/**
 * swim_run_set_sink:
 * @run: a run that has not begun
 * @sink: (scope notified) (closure data) (destroy destroy): called on the loop with each outcome as
 *   it completes
 * @data: passed to @sink
 * @destroy: (nullable): frees @data
 *
 * Since: 0.1
 */
void
swim_run_set_sink (SwimRun *self, SwimRunSink sink, gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (SWIM_IS_RUN (self) && self->window == NULL);
  if (self->sink_destroy != NULL)
    self->sink_destroy (self->sink_data);
  self->sink = sink;
  self->sink_data = data;
  self->sink_destroy = destroy;
}
