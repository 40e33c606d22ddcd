/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public face of comparing: a program's own job in every mode, and what the modes cost. */
#pragma once

#include <gio/gio.h>

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SwimComparisonRunner:
 *
 * Runs a program once in every mode, round after round, each time in a fresh process, and says what
 * the modes cost.
 *
 * The program is usually the one that asks: called with `--mode=MODE --record=FILE` it executes a
 * #SwimRun in that mode and writes the run down with swim_run_save_record(); called without, it
 * compares. The processes are fresh, so that memory, threads and connections of one run are not in
 * the figures of the next. swim_main() is such a program as a whole.
 *
 * The properties `job` and `argv` are set when the object is made; `modes` (default: all), `rounds`
 * (8), `warmup` (1), `seed` (0) and `blocking-share` (-1: as the program has it) at any time before
 * it is executed, and the setters say what they mean.
 *
 * Since: 0.1
 */
#define SWIM_TYPE_COMPARISON_RUNNER (swim_comparison_runner_get_type ())
SWIM_API
G_DECLARE_FINAL_TYPE (SwimComparisonRunner,
                      swim_comparison_runner,
                      SWIM,
                      COMPARISON_RUNNER,
                      GObject)

SWIM_API SwimComparisonRunner *swim_comparison_runner_new (const char *job,
                                                           const char *const *argv);
SWIM_API void swim_comparison_runner_set_modes (SwimComparisonRunner *self,
                                                const char *const *modes);
SWIM_API void swim_comparison_runner_set_rounds (SwimComparisonRunner *self,
                                                 guint rounds,
                                                 guint warmup);
SWIM_API void swim_comparison_runner_set_seed (SwimComparisonRunner *self, guint64 seed);
SWIM_API void swim_comparison_runner_set_blocking_share (SwimComparisonRunner *self, double share);
SWIM_API gboolean swim_comparison_runner_execute (SwimComparisonRunner *self,
                                                  GCancellable *cancellable,
                                                  GError **error);
SWIM_API gboolean swim_comparison_runner_agrees (SwimComparisonRunner *self);
SWIM_API char *swim_comparison_runner_to_text (SwimComparisonRunner *self, guint width);
SWIM_API gboolean swim_comparison_runner_export (SwimComparisonRunner *self,
                                                 const char *format,
                                                 const char *path,
                                                 GError **error);

G_END_DECLS
